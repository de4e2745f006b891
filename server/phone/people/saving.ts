/** Keeps what changes all the time without writing all the time. */
export interface Saving {
  /** Something changed; it is written within the next moments. */
  readonly changed: () => Promise<void>
  /** Writes what was not written yet. */
  flush(): Promise<void>
}

/**
 * Saves at most once in `everyMs` of real time. A killed process may lose the last moments, as the
 * service may; a proper end loses nothing.
 */
export function createSaving(
  write: (() => Promise<void>) | undefined,
  failed: (cause: unknown) => void,
  everyMs = 300,
): Saving {
  let due: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  function writeNow(): Promise<void> {
    clearTimeout(due)
    due = undefined
    writing = writing.then(write).catch(failed)
    return writing
  }

  return {
    changed() {
      if (write !== undefined) due ??= setTimeout(() => void writeNow(), everyMs).unref()
      return Promise.resolve()
    },
    flush: () => (due === undefined ? writing : writeNow()),
  }
}
