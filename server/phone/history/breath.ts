/** Work of one go, in milliseconds: everybody else in the process waits that long. */
const MOST_MS = 8

/** What steps come to, taken at once. */
export function atOnce<Result>(steps: Generator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

/** The same, while others have their turn. */
export async function inTurns<Result>(steps: Generator<undefined, Result>): Promise<Result> {
  const breath = createBreath()
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    await breath()
  }
}

/** Lets others have their turn whenever enough was done. */
export type Breath = () => Promise<void> | undefined

/** Call it between small pieces of work, and wait for what it gives. */
export function createBreath(): Breath {
  let beganMs = performance.now()
  return () => {
    if (performance.now() - beganMs < MOST_MS) return undefined
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        beganMs = performance.now()
        resolve()
      })
    })
  }
}
