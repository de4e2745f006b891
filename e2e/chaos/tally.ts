/** One disturbance that took place. */
export interface Strike {
  readonly fault: string
  readonly window: string
}

/** How often each fault and each window was hit. */
export interface Hits {
  readonly name: string
  readonly hits: number
}

/** Counts strikes by fault and by window; names that were never hit count zero. */
export function hitsOf(
  strikes: readonly Strike[],
  faults: readonly string[],
  windows: readonly string[],
): Hits[] {
  const count = (isHit: (strike: Strike) => boolean) => strikes.filter(isHit).length
  return [
    ...faults.map((name) => ({ name, hits: count(({ fault }) => fault === name) })),
    ...windows.map((name) => ({ name, hits: count(({ window }) => window === name) })),
  ]
}

/** A table of how often each fault (a column) struck in each window (a row). */
export function strikeTable(
  strikes: readonly Strike[],
  faults: readonly string[],
  windows: readonly string[],
): string[] {
  const cell = (text: string | number) => String(text).padStart(17)
  const rows = windows.map((row) => {
    const counts = faults.map(
      (column) => strikes.filter(({ fault, window }) => fault === column && window === row).length,
    )
    return `${row.padEnd(14)}${counts.map(cell).join('')}`
  })
  return [`${' '.repeat(14)}${faults.map(cell).join('')}`, ...rows]
}
