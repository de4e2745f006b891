import type { Clock } from '../../platform/platform.ts'
import { type Request, RequestError } from '../connection/iqTracker.ts'
import type { SerialQueue } from '../serialQueue.ts'
import type { Trace } from '../traceRing.ts'
import type { Held } from './keyComparison.ts'
import { LOW_STOCK, type PreKeyStock } from './preKeyStock.ts'

/** A service in trouble is left alone from the fifth pause on: about 5, 8, 13, 21 s and so on. */
const PAUSES_SKIPPED = 4

/** Fills the service's stock of one-time keys, one upload at a time. */
export interface TopUp {
  /**
   * Begins, or joins what is under way. Resolves when the first try is over, whatever came of it: one
   * that may succeed later is repeated with pauses for as long as the connection lasts.
   */
  begin(): Promise<void>
  /** The next upload that succeeds answers this notification. */
  answers(notice: string): void
  /** Whether the service confirmed an upload on this connection. */
  hasSucceeded(): boolean
  stop(): void
}

/** The top-ups of one connection. */
export function createTopUp(parts: {
  readonly clock: Clock
  readonly trace: Trace
  readonly request: Request
  readonly stock: PreKeyStock
  readonly compare: () => Promise<Held>
  readonly lane: SerialQueue
  /** The pause after so many failures in a row. */
  readonly backoffMs: (failures: number) => number
  readonly beside: (work: Promise<void>) => void
}): TopUp {
  const { stock, request } = parts
  const notices: string[] = []
  let underWay: Promise<void> | undefined
  let succeeded = false
  let endPause = () => {}

  /** One try. False when another one may end better. */
  async function attempt(): Promise<boolean> {
    try {
      if (await isUnneeded()) return true
      const answered = [...notices]
      await stock.upload(request, answered)
      notices.splice(0, answered.length)
      succeeded = true
      return true
    } catch (cause) {
      if (!(cause instanceof RequestError) || cause.code === 'closed') throw cause
      const { code, refusal } = cause
      parts.trace({ step: 'request-failed', what: 'prekey-upload', code: refusal || code })
      if (refusal === 406) await stock.discardLeftovers()
      if (refusal === 409) await parts.compare()
      return code === 'refused' && refusal < 500
    }
  }

  /**
   * Keys that were offered before may have been taken, and even handed out, although the result was
   * lost. They must not be offered twice, so the service is asked first.
   */
  async function isUnneeded(): Promise<boolean> {
    if (!stock.hasLeftovers()) return false
    const held = await parts.compare()
    return held !== 'unknown' && held >= LOW_STOCK
  }

  async function tryUntilDone(firstOver: () => void): Promise<void> {
    for (let failures = 1; !(await parts.lane.add(attempt)); failures++) {
      firstOver()
      await pause(parts.backoffMs(failures + PAUSES_SKIPPED))
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = parts.clock.after(ms, resolve)
      endPause = () => {
        cancel()
        reject(new RequestError('closed'))
      }
    })
  }

  return {
    begin() {
      if (underWay !== undefined) return underWay
      let firstOver = () => {}
      underWay = new Promise((resolve) => {
        firstOver = resolve
      })
      const ended = () => {
        firstOver()
        underWay = undefined
      }
      parts.beside(tryUntilDone(firstOver).finally(ended))
      return underWay
    },
    answers: (notice) => void notices.push(notice),
    hasSucceeded: () => succeeded,
    stop: () => endPause(),
  }
}
