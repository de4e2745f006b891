import { type Hits, hitsOf, type Strike, strikeTable } from '../../chaos/tally.ts'
import { planOf, runSession, type SessionReport } from './session.ts'
import { FAULTS } from './strikes.ts'
import { WINDOWS } from './windows.ts'

const WARM_UP_SEED = 4_002

/** How many sessions went how. */
export interface ChaosResult {
  readonly reports: readonly SessionReport[]
  readonly failed: readonly SessionReport[]
  /** How often each fault and each window was hit. */
  readonly hits: readonly Hits[]
}

/** Runs one session a seed, one after another. Tells of each that went wrong, and how to see it again. */
export async function runChaos(
  seeds: readonly number[],
  say: (line: string) => void,
): Promise<ChaosResult> {
  const reports: SessionReport[] = []
  // Code that is loaded for the first time takes real time, in which the clock would go on.
  await runSession(planOf(WARM_UP_SEED))
  for (const seed of seeds) {
    const report = await runSession(planOf(seed))
    // The trace of what went well is not kept.
    reports.push(report.problems.length === 0 ? { ...report, trace: [] } : report)
    if (report.problems.length === 0) continue
    const { window, fault } = report.plan
    say(`seed ${seed} (${fault} in ${window}): npm run chaos:node -- --seed ${seed}`)
    for (const problem of report.problems) say(`  ${problem}`)
  }
  const hits = hitsOf(strikesOf(reports), FAULTS, WINDOWS)
  return { reports, failed: reports.filter(({ problems }) => problems.length > 0), hits }
}

/** How often each fault struck in each window, and how the sessions ended. */
export function chaosTable({ reports, failed }: ChaosResult): string[] {
  const lines = strikeTable(strikesOf(reports), FAULTS, WINDOWS)
  const ended = (outcome: string) => reports.filter((report) => report.outcome === outcome).length
  lines.push(
    `${reports.length} sessions: ${ended('linked')} linked, ${ended('unlinked')} unlinked, ${failed.length} failed`,
  )
  return lines
}

const strikesOf = (reports: readonly SessionReport[]): Strike[] =>
  reports.filter(({ struck }) => struck).map(({ plan }) => plan)
