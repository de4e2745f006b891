import type { Clock } from '../../platform/platform.ts'

/** How many dials may come close together: more than the first minutes of a backoff need. */
const BURST = 10
/** One more each time so much has passed: 115 an hour, 125 with the burst. */
const REFILL_MS = 3_600_000 / 115

/**
 * How often the engine may dial by itself. The backoff is the usual brake; this one holds for every
 * mixture of restarts, short connections, networks that come and go, and windows that come back: at
 * most 125 dials in any hour. What a person asks for is not held back.
 */
export interface DialBudget {
  /** How long until the next dial is allowed; 0 when it is now. */
  waitMs(): number
  /** Counts a dial, held back or not. */
  spend(): void
}

/** A full budget. */
export function createDialBudget(clock: Pick<Clock, 'now'>): DialBudget {
  let left = BURST
  let countedMs = clock.now()

  function refill(): void {
    const nowMs = clock.now()
    // A clock that was set back gives nothing, and takes nothing.
    left = Math.min(BURST, left + Math.max(0, nowMs - countedMs) / REFILL_MS)
    countedMs = nowMs
  }

  return {
    waitMs() {
      refill()
      return left >= 1 ? 0 : Math.ceil((1 - left) * REFILL_MS)
    },
    spend() {
      refill()
      left = Math.max(0, left - 1)
    },
  }
}
