import { FAULTS, planOf, WINDOWS } from './plan.ts'
import { type Grounds, runSession, type SessionReport } from './session.ts'
import { hitsOf, strikeTable } from './tally.ts'

/** Runs one session a seed, one after another. Tells of each that went wrong, and how to see it again. */
export async function runChaos(
  seeds: readonly number[],
  grounds: Grounds,
  say: (line: string) => void,
): Promise<SessionReport[]> {
  const reports: SessionReport[] = []
  for (const seed of seeds) {
    const report = await runSession(planOf(seed), grounds)
    reports.push(report)
    if (report.problems.length > 0) tellFailure(report, say)
  }
  return reports
}

/** The seed, the command that shows it again, what was wrong, and what happened. */
export function tellFailure(report: SessionReport, say: (line: string) => void): void {
  const { plan, problems, story } = report
  say(`seed ${plan.seed} failed: npm run chaos:browser -- --seed ${plan.seed}`)
  for (const problem of problems) say(`  PROBLEM ${problem}`)
  for (const line of story) say(`    ${line}`)
}

/** How often each fault struck in each window, how the sessions ended, and how long they took. */
export function chaosTable(reports: readonly SessionReport[]): string[] {
  const ended = (outcome: string) => reports.filter((report) => report.outcome === outcome).length
  const failed = reports.filter(({ problems }) => problems.length > 0).length
  const times = reports.map(({ ms }) => ms).toSorted((one, other) => one - other)
  const median = ((times[Math.floor(times.length / 2)] ?? 0) / 1000).toFixed(1)
  return [
    ...strikeTable(strikesOf(reports), FAULTS, WINDOWS),
    `${reports.length} sessions (median ${median} s): ${ended('linked')} linked, ${ended('unlinked')} unlinked, ${failed} failed`,
  ]
}

/** Faults and windows that were hit less often than that. */
export function tooRare(reports: readonly SessionReport[], least: number) {
  return hitsOf(strikesOf(reports), FAULTS, WINDOWS).filter(({ hits }) => hits < least)
}

const strikesOf = (reports: readonly SessionReport[]) => reports.flatMap(({ strikes }) => strikes)
