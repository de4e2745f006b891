import type { Clock, RandomBytes } from '../../platform/platform.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { refusalOf } from '../../wire/stanza/iq.ts'

/** How long an answer may take (chapter 01 section 6, "Acks"). */
const ANSWER_LIMIT_MS = 75_000

/** A request that brought no result. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: 'refused' | 'timeout' | 'closed'
  /** With 'refused': the service's number, 0 when it gave none. */
  readonly refusal: number
  /** With 'refused': how many seconds the service wants to be left alone, if it said so. */
  readonly backoffSec: number | undefined

  constructor(code: 'refused' | 'timeout' | 'closed', refusal = 0, backoffSec?: number) {
    super(code === 'refused' ? `refused with ${refusal}` : code)
    this.code = code
    this.refusal = refusal
    this.backoffSec = backoffSec
  }
}

/**
 * Sends a request under a fresh id and gives its result.
 *
 * @throws RequestError 'refused', 'timeout' (`limitMs`, default 75 s), 'closed'.
 */
export type Request = (build: (id: string) => WireNode, limitMs?: number) => Promise<WireNode>

/** The requests that wait for their answers on one connection. */
export interface IqTracker {
  readonly request: Request
  /** Hands an answer to whoever waits for it. False when nobody does. */
  take(answer: WireNode): boolean
  /** Ends every wait with 'closed'; later requests end so at once. */
  close(): void
}

interface Waiting {
  readonly resolve: (answer: WireNode) => void
  readonly reject: (error: RequestError) => void
  readonly cancelTimer: () => void
}

/** Ids are two random numbers and a count, unlike those of any other connection. */
export function createIqTracker(parts: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly send: (stanza: WireNode) => void
}): IqTracker {
  const [first = 0, second = 0] = parts.randomBytes(2)
  const waiting = new Map<string, Waiting>()
  let sent = 0
  let closed = false

  function settle(id: string): Waiting | undefined {
    const found = waiting.get(id)
    waiting.delete(id)
    found?.cancelTimer()
    return found
  }

  return {
    request(build, limitMs = ANSWER_LIMIT_MS) {
      if (closed) return Promise.reject(new RequestError('closed'))
      const id = `${first}.${second}-${++sent}`
      return new Promise((resolve, reject) => {
        const cancelTimer = parts.clock.after(limitMs, () => {
          settle(id)?.reject(new RequestError('timeout'))
        })
        waiting.set(id, { resolve, reject, cancelTimer })
        parts.send(build(id))
      })
    },
    take(answer) {
      const found = settle(answer.attrs['id'] ?? '')
      if (found === undefined) return false
      const refusal = refusalOf(answer)
      if (refusal === undefined) found.resolve(answer)
      else found.reject(new RequestError('refused', refusal.code, refusal.backoffSec))
      return true
    },
    close() {
      closed = true
      for (const id of waiting.keys()) settle(id)?.reject(new RequestError('closed'))
    },
  }
}
