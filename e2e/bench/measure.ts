/** One side of a comparison: a name and one operation. */
export interface Contestant {
  readonly name: string
  readonly run: (watch: Watch) => void | Promise<void>
}

/** Lets an operation do a part of its work off the record, such as the other side's answers. */
export interface Watch {
  /** Runs at once; the time it takes does not count. */
  outside<T>(work: () => T): T
  /** The same for work that is awaited; nothing else may run meanwhile. */
  outsideLater<T>(work: () => Promise<T>): Promise<T>
}

export interface Timing {
  readonly name: string
  /** Median over the rounds of the processor time of one operation, all threads together. */
  readonly microseconds: number
}

export interface Effort {
  /** How often each side takes its turn. */
  readonly rounds: number
  /** How long one turn should last. */
  readonly turnMs: number
}

const USUAL: Effort = { rounds: 41, turnMs: 15 }

/**
 * Times all sides in turns within one process, so that a noisy moment of the machine hits them
 * alike, and the order changes with each round. The first rounds warm up and do not count.
 * Processor time is counted, not the clock on the wall: other programs on the machine would be.
 */
export async function compare(
  contestants: readonly Contestant[],
  { rounds, turnMs }: Effort = USUAL,
): Promise<Timing[]> {
  const sides = contestants.map((side) => ({ side, repeats: 1, times: [] as number[] }))
  for (const entry of sides) entry.repeats = await repeatsFor(entry.side, turnMs)
  const warmUps = Math.ceil(rounds / 8)
  for (let round = -warmUps; round < rounds; round++) {
    const turns = sides.map((_, index) => sides[(index + round + warmUps) % sides.length])
    for (const entry of turns) {
      if (entry === undefined) continue
      const perOperation = await time(entry.side, entry.repeats)
      if (round >= 0) entry.times.push(perOperation)
    }
  }
  return sides.map(({ side, times }) => ({ name: side.name, microseconds: median(times) }))
}

/** The middle value; the mean of the two middle ones where there is no middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? Number.NaN)) / 2
}

/** How many operations fill one turn, found while the compiler warms up. */
async function repeatsFor(side: Contestant, turnMs: number): Promise<number> {
  let repeats = 1
  for (;;) {
    const micros = await time(side, repeats)
    const total = (micros * repeats) / 1000
    if (total >= turnMs / 2) return Math.max(1, Math.round((repeats * turnMs) / total))
    repeats *= 2
  }
}

/** Microseconds of one operation, over so many in a row. */
async function time({ run }: Contestant, repeats: number): Promise<number> {
  let uncounted = 0
  const watch: Watch = {
    outside(work) {
      const start = processorMicros()
      const result = work()
      uncounted += processorMicros() - start
      return result
    },
    async outsideLater(work) {
      const start = processorMicros()
      const result = await work()
      uncounted += processorMicros() - start
      return result
    },
  }
  const start = processorMicros()
  for (let left = repeats; left > 0; left--) {
    const pending = run(watch)
    if (pending !== undefined) await pending
  }
  return (processorMicros() - start - uncounted) / repeats
}

/** Processor time that this process has used so far, all threads together. */
export function processorMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
