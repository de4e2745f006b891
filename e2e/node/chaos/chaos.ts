import { planOf, runSession, type SessionReport } from './session.ts'
import { FAULTS } from './strikes.ts'
import { WINDOWS } from './windows.ts'

const WARM_UP_SEED = 4_002

/** How many sessions went how. */
export interface ChaosResult {
  readonly reports: readonly SessionReport[]
  readonly failed: readonly SessionReport[]
  /** How often each fault and each window was hit. */
  readonly hits: ReadonlyArray<{ readonly name: string; readonly hits: number }>
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
    say(`seed ${seed} (${fault} in ${window}): npm run chaos -- --seed ${seed}`)
    for (const problem of report.problems) say(`  ${problem}`)
  }
  const struck = reports.filter((report) => report.struck)
  const hits = [
    ...FAULTS.map((name) => ({
      name,
      hits: struck.filter(({ plan }) => plan.fault === name).length,
    })),
    ...WINDOWS.map((name) => ({
      name,
      hits: struck.filter(({ plan }) => plan.window === name).length,
    })),
  ]
  return { reports, failed: reports.filter(({ problems }) => problems.length > 0), hits }
}

/** How often each fault struck in each window, and how the sessions ended. */
export function chaosTable({ reports, failed }: ChaosResult): string[] {
  const cell = (text: string | number) => String(text).padStart(16)
  const lines = [`${' '.repeat(14)}${FAULTS.map(cell).join('')}`]
  for (const window of WINDOWS) {
    const counts = FAULTS.map(
      (fault) =>
        reports.filter(
          ({ plan, struck }) => struck && plan.window === window && plan.fault === fault,
        ).length,
    )
    lines.push(`${window.padEnd(14)}${counts.map(cell).join('')}`)
  }
  const ended = (outcome: string) => reports.filter((report) => report.outcome === outcome).length
  lines.push(
    `${reports.length} sessions: ${ended('linked')} linked, ${ended('unlinked')} unlinked, ${failed.length} failed`,
  )
  return lines
}
