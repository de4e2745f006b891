import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { skippedTests } from './skippedTests.ts'
import { type Counts, countStories } from './storyCounts.ts'

/**
 * `npm test`: every gate in order, cheap ones first, none skipped because an earlier one failed.
 * Ends with one line, `N passed, N failed`, in which a check counts as one.
 */
interface Stage {
  readonly script: string
  /** Where the stage leaves its counts; without it the stage itself counts as one. */
  readonly report?: { readonly file: string; readonly read: (json: unknown) => Counts }
}

const stages: readonly Stage[] = [
  { script: 'browser' },
  { script: 'types' },
  { script: 'lint' },
  { script: 'format:check' },
  { script: 'unused' },
  { script: 'proto:check' },
  { script: 'build' },
  { script: 'build:check' },
  { script: 'build:bytes' },
  { script: 'unit', report: { file: 'test-results/unit.json', read: vitestCounts } },
  { script: 'mutations:some' },
  { script: 'e2e', report: { file: 'test-results/e2e.json', read: playwrightCounts } },
]

function vitestCounts(json: unknown): Counts {
  const report = json as {
    numPassedTests: number
    numFailedTests: number
    numFailedTestSuites: number
  }
  const skipped = skippedTests(json)
  if (skipped.length > 0) process.stdout.write(`${skipped.length} tests were skipped:\n`)
  for (const name of skipped) process.stdout.write(`  ${name}\n`)
  return {
    passed: report.numPassedTests,
    failed: Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0),
  }
}

function playwrightCounts(json: unknown): Counts {
  const { passed, failed, retried } = countStories(json)
  for (const { title, browserGone } of retried) {
    const why = browserGone ? 'its browser had gone' : 'counted as failed'
    process.stdout.write(`passed only when tried again, ${why}: ${title}\n`)
  }
  return { passed, failed }
}

function run(stage: Stage): Counts {
  const startedMs = Date.now()
  if (stage.report) rmSync(stage.report.file, { force: true })
  process.stdout.write(`\n== ${stage.script}\n`)
  const { status } = spawnSync('npm', ['run', '--silent', stage.script], { stdio: 'inherit' })
  process.stdout.write(`== ${stage.script}: ${((Date.now() - startedMs) / 1000).toFixed(1)} s\n`)
  const counts = countsOf(stage) ?? { passed: status === 0 ? 1 : 0, failed: 0 }
  return status === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) }
}

/** What a stage reported; nothing when it has no report, or one that was not written to its end. */
function countsOf({ report }: Stage): Counts | undefined {
  if (report === undefined || !existsSync(report.file)) return undefined
  try {
    return report.read(JSON.parse(readFileSync(report.file, 'utf8')))
  } catch (cause) {
    process.stdout.write(`${report.file} cannot be read: ${String(cause)}\n`)
    return { passed: 0, failed: 1 }
  }
}

let passed = 0
let failed = 0
for (const stage of stages) {
  const counts = run(stage)
  passed += counts.passed
  failed += counts.failed
  if (counts.failed > 0) process.stdout.write(`== ${stage.script} failed\n`)
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
