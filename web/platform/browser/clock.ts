import type { Clock } from '../platform.ts'

/** How a sandbox bends time: `offsetMs` at the moment the clock starts, then `rate` times as fast. */
export interface Bend {
  readonly offsetMs: number
  readonly rate: number
}

/** The three things a clock is made of. */
export interface TimeSource {
  /** Wall time in milliseconds; may be set by hand, goes on while the machine sleeps. */
  wallMs(): number
  /** Milliseconds that never jump; may stand still while the machine sleeps. */
  steadyMs(): number
  /** Runs `task` after `delayMs` of waking time. Returns the function that cancels it. */
  wake(delayMs: number, task: () => void): () => void
}

const browserTime: TimeSource = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
  wake(delayMs, task) {
    const id = setTimeout(task, delayMs)
    return () => clearTimeout(id)
  },
}

/** After a sleep no task is later than this. It also keeps a delay below the limit of browser timers. */
const longestNapMs = 10_000
/** A wall clock that steps back less than this is a correction: time stands still until it is caught up. */
const correctionMs = 10_000

/**
 * The clock of a browser. `now` follows the wall clock, but never goes back for a small correction.
 * A task is due when its delay has passed on the wall (the machine slept) or steadily (the wall clock
 * was set back), whichever comes first.
 */
export function browserClock(bend?: Bend, time: TimeSource = browserTime): Clock {
  const { offsetMs, rate } = bend ?? { offsetMs: 0, rate: 1 }
  const startMs = time.wallMs()
  let latestMs = startMs

  function wallMs(): number {
    const readMs = time.wallMs()
    const corrected = readMs < latestMs && latestMs - readMs <= correctionMs
    if (!corrected) latestMs = readMs
    return latestMs
  }

  return {
    now: () => startMs + offsetMs + (wallMs() - startMs) * rate,
    after(delayMs, task) {
      const waitMs = Math.max(0, delayMs) / rate
      const fromWallMs = wallMs()
      const fromSteadyMs = time.steadyMs()
      let cancel = () => {}
      const nap = (): void => {
        const passedMs = Math.max(wallMs() - fromWallMs, time.steadyMs() - fromSteadyMs)
        const leftMs = waitMs - passedMs
        if (leftMs <= 0) task()
        else cancel = time.wake(Math.min(leftMs, longestNapMs), nap)
      }
      // Even a delay of nothing runs later, never inside this call.
      cancel = time.wake(Math.min(waitMs, longestNapMs), nap)
      return () => cancel()
    },
  }
}
