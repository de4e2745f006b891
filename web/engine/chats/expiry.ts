import type { Clock } from '../../platform/platform.ts'
import type { UnitOfWork, Work } from '../work/work.ts'
import type { MessageLog } from './log.ts'

/** So many go in one unit, so that live traffic does not wait for a long sweep. */
const SLICE = 50
/** Timers end early or late when the clock is set; so much later the store is asked again. */
const LONGEST_WAIT_MS = 30_000

/** Takes messages out of every store when their time has come. */
export interface Expiry {
  /** Removes what is overdue, and goes on as time passes. */
  start(): void
  stop(): void
}

export function createExpiry(parts: {
  readonly work: Work
  readonly log: MessageLog
  readonly clock: Clock
  /** Takes what waits for a message that may never come, once its own time has come. */
  readonly sweepWaiting?: (unit: UnitOfWork) => Promise<void>
  readonly onError: (cause: unknown) => void
}): Expiry {
  const { work, log, clock, sweepWaiting, onError } = parts
  let cancel = () => {}
  let stopped = false
  let sweeping = false

  /** Removes a slice of what is due; gives when the next one is, if any is known. */
  async function sweepSome(): Promise<number | undefined> {
    return await work.run(async (unit) => {
      await sweepWaiting?.(unit)
      const nowMs = clock.now()
      const next = await unit.range('expiries', { limit: SLICE + 1 })
      const due = next.slice(0, SLICE).filter(({ key }) => key[0] <= nowMs)
      for (const { key, row } of due) {
        await log.remove(unit, row.message, 'expired')
        unit.del('expiries', key)
      }
      return next[due.length]?.key[0]
    })
  }

  async function sweep(): Promise<void> {
    sweeping = true
    let waitMs = LONGEST_WAIT_MS
    try {
      for (;;) {
        const nextMs = await sweepSome()
        waitMs = Math.min(LONGEST_WAIT_MS, (nextMs ?? Infinity) - clock.now())
        if (stopped || waitMs > 0) break
      }
    } catch (cause) {
      waitMs = LONGEST_WAIT_MS
      onError(cause)
    }
    sweeping = false
    if (!stopped) cancel = clock.after(waitMs, () => void sweep())
  }

  return {
    start() {
      if (!sweeping) void sweep()
    },
    stop() {
      stopped = true
      cancel()
    },
  }
}
