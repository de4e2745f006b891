import type { Timing } from './measure.ts'

/** One line of the table. */
export interface Row {
  readonly what: string
  /** Our figure and the others', already in words. */
  readonly figures: string
  /** What the aim is about; undefined when there is nothing to compare with. */
  readonly ratio?: number
  readonly aim?: { readonly kind: 'at least' | 'at most'; readonly value: number }
}

/** What a bench module exports as `bench`. */
export type Bench = () => Promise<readonly Row[]>

/**
 * A row that says how many times faster the first side is than the fastest of those that the aim
 * names. `outside` sides are printed and not judged.
 */
export function raceRow(
  what: string,
  timings: readonly Timing[],
  aim: number,
  outside: readonly string[] = [],
): Row {
  const [ours, ...others] = timings
  const judged = others.filter(({ name }) => !outside.includes(name))
  const fastest = Math.min(...judged.map(({ microseconds }) => microseconds))
  return {
    ...plainRow(what, timings),
    ratio: fastest / (ours?.microseconds ?? Number.NaN),
    aim: { kind: 'at least', value: aim },
  }
}

/** A row that says how many times as much the first figure is as the second. */
export function costRow(what: string, timings: readonly Timing[], aim: number): Row {
  const [ours, floor] = timings
  return {
    ...plainRow(what, timings),
    ratio: (ours?.microseconds ?? Number.NaN) / (floor?.microseconds ?? Number.NaN),
    aim: { kind: 'at most', value: aim },
  }
}

/** A row of figures that no aim is set for. */
export function plainRow(what: string, timings: readonly Timing[]): Row {
  const figures = timings.map(({ name, microseconds }) => `${name} ${micros(microseconds)}`)
  return { what, figures: figures.join(', ') }
}

/** The table of one module, one line a row, with a mark where the aim is missed. */
export function printRows(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length))
  const lines = rows.map(({ what, figures, ratio, aim }) => {
    const verdict = ratio === undefined || aim === undefined ? '' : verdictOf(ratio, aim)
    return `  ${what.padEnd(width)}  ${verdict.padEnd(32)}  ${figures}`
  })
  return [title, ...lines].join('\n')
}

function verdictOf(ratio: number, { kind, value }: NonNullable<Row['aim']>): string {
  const met = kind === 'at least' ? ratio >= value : ratio <= value
  return `${ratio.toFixed(2)}x (aim ${kind} ${value})${met ? '' : ' MISSED'}`
}

function micros(value: number): string {
  return value < 1000 ? `${value.toFixed(2)} us` : `${(value / 1000).toFixed(2)} ms`
}
