import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { type Fault, FAULTS } from './faults.ts'

/**
 * Plants each fault in a copy of the sources and runs the tests that must notice. Prints a table, and
 * fails when a fault stays green, when a listed line is gone, or when the tests are red without any.
 */
const SOURCES = ['web', 'server', 'e2e', 'package.json', 'vitest.config.ts', 'tsconfig.base.json']

/** What the tests said. `broken`: not one of them ran, so nobody noticed anything. */
type Outcome = 'red' | 'green' | 'broken'

interface Ran {
  readonly outcome: Outcome
  /** Names of the tests that failed; the first failure ends a run. */
  readonly failed: readonly string[]
}

interface TestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: ReadonlyArray<{
    readonly assertionResults: ReadonlyArray<{ readonly fullName: string; readonly status: string }>
  }>
}

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

/** The tests in Node, with native crypto: one witness of each kind is enough here. */
function runTests(folder: string, tests: readonly string[], only?: string): Ran {
  const reportFile = join(folder, 'report.json')
  rmSync(reportFile, { force: true })
  const args = ['exec', '--no', '--', 'vitest', 'run', ...tests]
  args.push('--project', 'unit', '--project', 'bytes-node-native', '--bail', '1')
  args.push('--reporter', 'json', '--outputFile', reportFile)
  if (only !== undefined) args.push('--testNamePattern', only)
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'ignore' })
  const report = readReport(reportFile)
  if (report === undefined || report.numPassedTests + report.numFailedTests === 0) {
    return { outcome: 'broken', failed: [] }
  }
  const failed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter((result) => result.status === 'failed')
    .map((result) => result.fullName)
  if (status === 0) return { outcome: 'green', failed }
  return { outcome: failed.length > 0 ? 'red' : 'broken', failed }
}

function readReport(file: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TestReport
  } catch {
    // The tests did not even start.
    return undefined
  }
}

/** The file with the fault in it, or why it cannot be planted. */
function planted(
  source: string,
  fault: Fault,
): { readonly text: string } | { readonly problem: string } {
  const lines = source.split('\n')
  const places = lines.flatMap((line, at) => (line.trim() === fault.line ? [at] : []))
  const [place] = places
  if (place === undefined || places.length > 1) {
    return { problem: `the line stands there ${places.length} times` }
  }
  const indent = /^ */.exec(lines[place] ?? '')?.[0] ?? ''
  return { text: lines.with(place, indent + fault.instead).join('\n') }
}

function tryFault(folder: string, fault: Fault): string | undefined {
  const path = join(folder, fault.file)
  const source = readFileSync(path, 'utf8')
  const mutated = planted(source, fault)
  if ('problem' in mutated) return mutated.problem
  writeFileSync(path, mutated.text)
  const { outcome } = runTests(folder, fault.tests, fault.only)
  writeFileSync(path, source)
  if (outcome === 'red') return undefined
  return outcome === 'green' ? 'no test noticed' : 'the tests did not run'
}

function main(): void {
  const folder = copySources()
  try {
    const everyTest = [...new Set(FAULTS.flatMap(({ tests }) => tests))]
    const before = runTests(folder, everyTest)
    if (before.outcome !== 'green') {
      throw new Error(
        `without a fault the tests are ${before.outcome}: ${before.failed.join('; ')}`,
      )
    }
    let missed = 0
    for (const fault of FAULTS) {
      const problem = tryFault(folder, fault)
      if (problem !== undefined) missed++
      const verdict = problem === undefined ? 'noticed' : `MISSED: ${problem}`
      process.stdout.write(`${fault.file.padEnd(36)} ${fault.name.padEnd(66)} ${verdict}\n`)
    }
    process.stdout.write(`${FAULTS.length - missed} of ${FAULTS.length} faults noticed\n`)
    if (missed > 0) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

main()
