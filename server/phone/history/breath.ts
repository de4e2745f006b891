/** Work of one go, in milliseconds: everybody else in the process waits that long. */
const MOST_MS = 8

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
