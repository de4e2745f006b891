/** Runs tasks one after the other, in the order they were given. */
export type Lane = <T>(task: () => Promise<T>) => Promise<T>

/** A phone does one thing at a time: key indexes are given out in one line. */
export function createLane(): Lane {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const run = last.then(task, task)
    last = run.catch(() => undefined)
    return run
  }
}
