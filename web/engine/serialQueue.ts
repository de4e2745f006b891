/** Runs tasks one after another, in the order in which they were added. */
export interface SerialQueue {
  /** Resolves or rejects as the task does. A failed task does not stop the next one. */
  add<T>(task: () => Promise<T> | T): Promise<T>
  /** Resolves when nothing that was added before this call is left. */
  idle(): Promise<void>
}

/** A queue with nothing in it. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve()
  return {
    add(task) {
      const result = last.then(task)
      last = result.then(
        () => undefined,
        () => undefined,
      )
      return result
    },
    async idle() {
      await last
    },
  }
}
