/**
 * Time as a window knows it: milliseconds from an arbitrary start that never jump. Passed in, so that
 * countdowns are tested by moving a clock.
 */
export interface WindowClock {
  now(): number
  /** Runs `task` once, `delayMs` from now. Returns the function that cancels it. */
  after(delayMs: number, task: () => void): () => void
}
