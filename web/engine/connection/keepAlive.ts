import type { Clock, RandomBytes } from '../../platform/platform.ts'
import { pingRequest } from '../../wire/stanza/ping.ts'
import { randomFraction } from './backoff.ts'
import { RequestError, type IqTracker } from './iqTracker.ts'

const SHORTEST_MS = 20_000
const SPREAD_MS = 10_000
const ANSWER_LIMIT_MS = 20_000

/** Pings until stopped. */
export interface KeepAlive {
  /** Asks at once instead of at the end of the pause: after a sleep, or when the network changed. */
  probe(): void
  stop(): void
}

/**
 * Pings after a pause of 20 to 30 s each time. `onSilent` is called once when a ping has no answer
 * within 20 s: the socket is dead although nobody said so.
 */
export function startKeepAlive(parts: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly iqs: IqTracker
  readonly onSilent: () => void
}): KeepAlive {
  let cancelPause = () => {}
  let asking = false
  let stopped = false

  function pause(): void {
    const pauseMs = SHORTEST_MS + Math.round(SPREAD_MS * randomFraction(parts.randomBytes))
    cancelPause = parts.clock.after(pauseMs, () => void ask())
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
    try {
      await parts.iqs.request(pingRequest, ANSWER_LIMIT_MS)
      return true
    } catch (cause) {
      // A refused ping is an answer too: somebody is there.
      return cause instanceof RequestError && cause.code === 'refused'
    }
  }

  pause()
  return {
    probe: () => void ask(),
    stop() {
      stopped = true
      cancelPause()
    },
  }
}
