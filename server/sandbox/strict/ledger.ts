/** How a connection's deviations are treated. The product's own client is always `strict`. */
export type Strictness = 'strict' | 'report'

/** Something that a client sent and the reference does not name. */
export interface Deviation {
  readonly atMs: number
  /** Id of the connection. */
  readonly connection: string
  /** Stable name of the broken rule. */
  readonly rule: string
  /** Where, as tags and names; never a value. */
  readonly detail: string
}

/** Every deviation of a run: those of strict connections are failures, the others are listed. */
export interface Ledger {
  readonly failures: readonly Deviation[]
  readonly reported: readonly Deviation[]
  add(mode: Strictness, deviation: Deviation): void
  /** Forgets all of them, for the next test of a shared service. */
  clear(): void
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const failures: Deviation[] = []
  const reported: Deviation[] = []
  return {
    failures,
    reported,
    add(mode, deviation) {
      if (mode === 'strict') failures.push(deviation)
      else reported.push(deviation)
    },
    clear() {
      failures.length = 0
      reported.length = 0
    },
  }
}
