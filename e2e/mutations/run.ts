import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { FAULTS } from './allFaults.ts'
import type { Fault } from './faults.ts'
import { planted } from './planted.ts'
import { openTests, type WarmTests } from './warmTests.ts'

/**
 * Plants each fault in a copy of the sources and runs the tests that must notice. Prints a table, and
 * fails when a fault stays green, when a listed line is gone, or when the tests are red without any.
 * `--every N` tries one fault of N, beginning with another one at each commit; `--named TEXT` those
 * whose name contains the text.
 */
const SOURCES = ['web', 'server', 'e2e', 'package.json', 'vitest.config.ts', 'tsconfig.base.json']

function copySources(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutations-'))
  for (const source of SOURCES) {
    cpSync(source, join(folder, source), {
      recursive: true,
      filter: (path) => !['node_modules', 'dist'].includes(basename(path)),
    })
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Why nobody noticed a fault; nothing when a test did. */
async function tryFault(
  folder: string,
  tests: WarmTests,
  fault: Fault,
): Promise<string | undefined> {
  const path = join(folder, fault.file)
  const source = readFileSync(path, 'utf8')
  const mutated = planted(source, fault)
  if ('problem' in mutated) return mutated.problem
  const write = (text: string): void => {
    writeFileSync(path, text)
    tests.changed(path)
  }
  write(mutated.text)
  const { outcome } = await tests.run(fault.tests, fault.only)
  write(source)
  if (outcome === 'red') return undefined
  return outcome === 'green' ? 'no test noticed' : 'the tests did not run'
}

/** How many of these faults nobody noticed. */
async function tryFaults(
  faults: readonly Fault[],
  folder: string,
  tests: WarmTests,
): Promise<number> {
  const before = await tests.run([...new Set(faults.flatMap((fault) => fault.tests))])
  if (before.outcome !== 'green') {
    throw new Error(`without a fault the tests are ${before.outcome}: ${before.failed.join('; ')}`)
  }
  let missed = 0
  for (const fault of faults) {
    const problem = await tryFault(folder, tests, fault)
    if (problem !== undefined) missed++
    const verdict = problem === undefined ? 'noticed' : `MISSED: ${problem}`
    process.stdout.write(`${fault.file.padEnd(36)} ${fault.name.padEnd(66)} ${verdict}\n`)
  }
  return missed
}

/** Tries faults in a copy of the sources of their own, which no other lane changes. */
async function runLane(faults: readonly Fault[]): Promise<number> {
  const folder = copySources()
  const tests = await openTests(folder)
  try {
    return await tryFaults(faults, folder, tests)
  } finally {
    await tests.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All faults, or the part of them that this commit tries. */
function chosenFaults(): readonly Fault[] {
  const named = optionOf('--named')
  if (named !== undefined) return FAULTS.filter(({ name }) => name.includes(named))
  const part = optionOf('--every')
  if (part === undefined) return FAULTS
  const every = Number(part)
  if (!Number.isSafeInteger(every) || every < 1) throw new Error('--every takes a whole number')
  const first = firstDigits() % every
  return FAULTS.filter((_, index) => index % every === first)
}

function optionOf(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

/** A number that differs from commit to commit. */
function firstDigits(): number {
  try {
    const head = execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return Number.parseInt(head.slice(0, 6), 16)
  } catch {
    // Not a clone: an archive of the sources has no commit.
    return 0
  }
}

/** One lane for each of the two processors that a run has at least. */
async function main(): Promise<void> {
  const faults = chosenFaults()
  if (faults.length === 0) throw new Error('there is no such fault')
  const parts = [0, 1].map((lane) => faults.filter((_, at) => at % 2 === lane))
  const lanes = parts.filter(({ length }) => length > 0).map(runLane)
  const missed = (await Promise.all(lanes)).reduce((sum, lane) => sum + lane, 0)
  process.stdout.write(`${faults.length - missed} of ${faults.length} faults noticed\n`)
  // The runner leaves a 1 here for the failures that were wanted.
  process.exitCode = missed > 0 ? 1 : 0
}

await main()
