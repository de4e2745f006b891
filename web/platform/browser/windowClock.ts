/** Time of a window. Structurally the clock that `state` asks for, and what the bridge's waits need. */
export interface WindowClock {
  now(): number
  readonly after: (delayMs: number, task: () => void) => () => void
}

/** Milliseconds since the page was opened, never set back. For countdowns only. */
export const windowClock: WindowClock = {
  now: () => performance.now(),
  after(delayMs, task) {
    const id = setTimeout(task, delayMs)
    return () => clearTimeout(id)
  },
}
