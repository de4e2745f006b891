/** Knows which folds are under way, so that nobody reads half of what was there before and half after. */
export interface FoldWatch {
  /** Gives a question: whether no fold has changed the stream's pages since, or is about to. */
  watch(streamId: number): () => boolean
  /** Reads again until no fold came between. */
  steady<T>(streamId: number, read: () => Promise<T>): Promise<T>
  /** A fold of these streams is being stored. Give back how it ended. */
  begin(streams: ReadonlySet<number>): (stored: boolean) => void
  /** What was read so far may be wrong. */
  forget(): void
}

export function createFoldWatch(): FoldWatch {
  const folds = new Map<number, number>()
  let generation = 0
  let flight: { readonly streams: ReadonlySet<number>; readonly over: Promise<void> } | undefined

  const isFlying = (streamId: number) => flight?.streams.has(streamId) === true

  function watch(streamId: number): () => boolean {
    const begun = { generation, folds: folds.get(streamId), flying: isFlying(streamId) }
    return () =>
      !begun.flying &&
      !isFlying(streamId) &&
      folds.get(streamId) === begun.folds &&
      generation === begun.generation
  }

  return {
    watch,
    async steady(streamId, read) {
      for (;;) {
        while (isFlying(streamId)) await flight?.over
        const unchanged = watch(streamId)
        try {
          const found = await read()
          if (unchanged()) return found
        } catch (cause) {
          if (unchanged()) throw cause
        }
      }
    },
    begin(streams) {
      let land = () => {}
      flight = { streams, over: new Promise<void>((resolve) => (land = resolve)) }
      return (stored) => {
        flight = undefined
        if (stored) {
          for (const streamId of streams) folds.set(streamId, (folds.get(streamId) ?? 0) + 1)
        }
        land()
      }
    },
    forget() {
      generation += 1
      folds.clear()
    },
  }
}
