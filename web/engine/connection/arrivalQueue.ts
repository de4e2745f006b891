/** What a stanza is told of those around it. */
export interface Turn {
  /** Resolves when everything that came before is answered, or will not be. */
  readonly before: Promise<void>
  /**
   * Whatever this stanza changes has its place in the order of changes: the next one may begin, though
   * this one is neither committed nor answered. Without this word the next one waits for the end.
   */
  readonly begun: () => void
}

/**
 * Stanzas in order of arrival, several of them under way: a commit that many share needs them
 * together, and yet each is to be answered in its turn.
 */
export interface ArrivalQueue {
  /** `take` must not reject. */
  add(take: (turn: Turn) => Promise<void>): void
  /** Resolves when nothing that was added before this call is left. */
  idle(): Promise<void>
}

/** How many may be begun and not answered: a bound for memory, larger than any commit. */
const UNDER_WAY_LIMIT = 200

/** A queue with nothing in it. */
export function createArrivalQueue(limit = UNDER_WAY_LIMIT): ArrivalQueue {
  /** The last one has begun. */
  let lastBegun: Promise<void> = Promise.resolve()
  /** The last one and all before it are over. */
  let lastOver: Promise<void> = Promise.resolve()
  /** The same of the newest `limit` ones, oldest first. */
  const overs: Promise<void>[] = []

  return {
    add(take) {
      const before = lastOver
      const room = overs.length < limit ? undefined : overs.shift()
      let begun = () => {}
      const begins = new Promise<void>((resolve) => {
        begun = resolve
      })
      const over = Promise.all([lastBegun, room]).then(() => take({ before, begun }))
      lastBegun = Promise.race([begins, over])
      lastOver = Promise.all([before, over]).then(() => undefined)
      overs.push(lastOver)
    },
    async idle() {
      await lastOver
    },
  }
}
