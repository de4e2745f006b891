import type { Clock, RandomBytes } from '../../platform/platform.ts'
import { pingRequest } from '../../wire/stanza/ping.ts'
import { randomFraction } from './backoff.ts'
import { RequestError, type IqTracker } from './iqTracker.ts'

const SHORTEST_MS = 20_000
const SPREAD_MS = 10_000
const ANSWER_LIMIT_MS = 20_000
/** A timer this late was not busy but asleep, and so was everything that could have answered. */
const ASLEEP_MS = 5_000

/** Pings until stopped. */
export interface KeepAlive {
  /** Something came from the service. */
  heard(): void
  /** Asks at once instead of at the end of the pause: after a sleep, or when the network changed. */
  probe(): void
  stop(): void
}

/**
 * Pings after a pause of 20 to 30 s each time. `onSilent` is called once when a ping has no answer
 * within 20 s and nothing else came meanwhile: the socket is dead although nobody said so. A machine
 * that slept through those 20 s asks again first. `onWoke` is called when a timer shows that it slept.
 */
export function startKeepAlive(parts: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly iqs: IqTracker
  readonly onSilent: () => void
  readonly onWoke: () => void
}): KeepAlive {
  const { clock, iqs } = parts
  let heard = false
  let cancelPause = () => {}
  let asking = false
  let stopped = false

  function pause(): void {
    const pauseMs = SHORTEST_MS + Math.round(SPREAD_MS * randomFraction(parts.randomBytes))
    const dueMs = clock.now() + pauseMs
    cancelPause = clock.after(pauseMs, () => {
      if (hasSlept(dueMs)) parts.onWoke()
      void ask()
    })
  }

  function hasSlept(dueMs: number): boolean {
    return clock.now() - dueMs > ASLEEP_MS
  }

  async function ask(): Promise<void> {
    if (asking || stopped) return
    asking = true
    cancelPause()
    const alive = await answered()
    asking = false
    if (stopped) return
    if (alive) pause()
    else parts.onSilent()
  }

  async function answered(): Promise<boolean> {
    for (;;) {
      heard = false
      const dueMs = clock.now() + ANSWER_LIMIT_MS
      try {
        await iqs.request(pingRequest, ANSWER_LIMIT_MS)
        return true
      } catch (cause) {
        // A refused ping is an answer too: somebody is there.
        if (!(cause instanceof RequestError)) return false
        if (cause.code === 'refused') return true
        if (cause.code === 'closed') return false
        if (!hasSlept(dueMs)) return heard
        parts.onWoke()
      }
    }
  }

  pause()
  return {
    heard() {
      heard = true
    },
    probe: () => void ask(),
    stop() {
      stopped = true
      cancelPause()
    },
  }
}
