import { FAULTS, planOf, WINDOWS } from './plan.ts'
import { type Grounds, runSession, type SessionReport } from './session.ts'
import { hitsOf, strikeTable } from './tally.ts'

/** Runs one session a seed, one after another. Says how each went. */
export async function runChaos(
  seeds: readonly number[],
  grounds: Grounds,
  say: (line: string) => void,
): Promise<SessionReport[]> {
  const reports: SessionReport[] = []
  for (const seed of seeds) {
    const report = await runSession(planOf(seed), grounds)
    reports.push(report)
    for (const line of linesOf(report)) say(line)
  }
  return reports
}

/** One line; of a session that failed also how to see it again, what was wrong and what happened. */
function linesOf({ plan, outcome, problems, strikes, story, ms }: SessionReport): string[] {
  const struck = strikes.map(({ fault, window }) => `${fault} in ${window}`).join(', ')
  const summary = `seed ${plan.seed}: ${outcome}, ${(ms / 1000).toFixed(1)} s (${struck})`
  if (problems.length === 0) return [summary]
  return [
    `${summary} FAILED: npm run chaos:browser -- --seed ${plan.seed}`,
    ...problems.map((problem) => `  PROBLEM ${problem}`),
    ...story.map((line) => `    ${line}`),
  ]
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
