import type { Clock, RandomBytes } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { signedPreKeyRotation } from '../../wire/stanza/preKeys.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { backoffMs } from '../connection/backoff.ts'
import { type Request, RequestError } from '../connection/iqTracker.ts'
import { createSerialQueue } from '../serialQueue.ts'
import type { Trace } from '../traceRing.ts'
import { compareKeys } from './keyComparison.ts'
import { proveKeys } from './moveFence.ts'
import { createPreKeyStock, LOW_STOCK } from './preKeyStock.ts'
import { createSignedPreKeys } from './signedPreKeys.ts'
import { createTopUp } from './topUp.ts'

/** How long the way to `active` waits for an upload of keys (chapter 01 section 6, step 2). */
const UPLOAD_PATIENCE_MS = 30_000

export interface KeyCareParts {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly request: Request
  readonly isOpen: () => boolean
  readonly uploadSize?: number
  /** Takes work that nobody waits for; hears of its failure. */
  readonly beside: (work: Promise<void>) => void
}

/** What the service says about the own keys. */
export interface KeyNotice {
  /** Id of the notification. */
  readonly id: string
  /** How many one-time keys it has left; without a number, the keys are to be compared. */
  readonly left?: number
  /** Whether it waited in the offline queue. */
  readonly queued: boolean
}

/** Keeps the keys of a linked device fresh, on one connection (chapter 04 section 2). */
export interface KeyCare {
  /** After a move: whether this store alone has the account (`moveFence.ts`). Throws as `request`. */
  prove(): Promise<'own' | 'elsewhere' | 'unknown'>
  /** Makes sure that the service has one-time keys; resolves after 30 s in any case. */
  beforeActive(): Promise<void>
  /** The offline queue is through: does what waited for that, then compares and rotates. */
  queueOver(): Promise<void>
  noticed(notice: KeyNotice): void
  stop(): void
}

/** The care of one connection. */
export function createKeyCare(parts: KeyCareParts): KeyCare {
  const { clock, facts, trace, request, beside } = parts
  const stock = createPreKeyStock({ ...parts, isWanted: parts.isOpen })
  const signedPreKeys = createSignedPreKeys(parts)
  const compare = () => compareKeys({ ...parts, stock, signedPreKeys }, request)
  /** Uploads carry the signed pre-key, so an upload and a rotation never overlap. */
  const lane = createSerialQueue()
  const topUp = createTopUp({
    ...parts,
    stock,
    compare,
    lane,
    backoffMs: (failures) => backoffMs(failures, parts.randomBytes),
  })
  const seen = new Set<string>()
  let isQueueOver = false
  let isTopUpDue = false
  /** Whether this connection knows the stock: it asked, or filled it. */
  let isStockKnown = false
  let hasMended = false
  let cancelRotation = () => {}

  async function fillSoon(): Promise<void> {
    let cancel = () => {}
    const patience = new Promise<void>((resolve) => {
      cancel = clock.after(UPLOAD_PATIENCE_MS, resolve)
    })
    await Promise.race([topUp.begin(), patience])
    cancel()
  }

  async function stockLeft(): Promise<number | undefined> {
    try {
      const left = await stock.left(request)
      trace({ step: 'prekeys-left', count: left })
      return left
    } catch (cause) {
      if (cause instanceof StanzaError) trace({ step: 'stanza-malformed', rule: cause.message })
      else traceRefusal('prekey-count', cause)
      return undefined
    }
  }

  /** A request that may fail without ending the connection; anything else is passed on. */
  function traceRefusal(what: string, cause: unknown): number {
    if (!(cause instanceof RequestError) || cause.code === 'closed') throw cause
    trace({ step: 'request-failed', what, code: cause.refusal || cause.code })
    return cause.refusal
  }

  /** Compares, and fills a stock that is gone: once, and not if the service just confirmed it. */
  async function compareAndMend(): Promise<void> {
    const held = await compare()
    if (held !== 0 || hasMended || topUp.hasSucceeded()) return
    hasMended = true
    await topUp.begin()
  }

  async function rotateWhenDue(): Promise<void> {
    if (signedPreKeys.dueInMs() === 0 && (await lane.add(rotate)) === 409) await compareAndMend()
    if (parts.isOpen()) {
      cancelRotation = clock.after(signedPreKeys.dueInMs(), () => beside(rotateWhenDue()))
    }
  }

  /** Offers the next signed pre-key. It is stored before it is sent, and current once confirmed. */
  async function rotate(): Promise<number> {
    const offered = await signedPreKeys.offer()
    try {
      await request((id) => signedPreKeyRotation(id, offered))
    } catch (cause) {
      const refusal = traceRefusal('signed-prekey', cause)
      await (refusal === 406 ? signedPreKeys.discardOffered() : signedPreKeys.putOff())
      return refusal
    }
    await signedPreKeys.heldByService(offered)
    return 0
  }

  function isAnswered(id: string): boolean {
    return seen.has(id) || facts.now().keyCare?.answeredNotices?.includes(id) === true
  }

  return {
    prove: () => lane.add(() => proveKeys({ trace, signedPreKeys }, request)),
    async beforeActive() {
      if (facts.now().session?.preKeysUploaded !== true) return fillSoon()
      const left = await stockLeft()
      isStockKnown = left !== undefined
      if (left === 0) await fillSoon()
      else if (left !== undefined && left < LOW_STOCK) isTopUpDue = true
    },
    async queueOver() {
      isQueueOver = true
      if (isTopUpDue) await topUp.begin()
      await compareAndMend()
      await rotateWhenDue()
    },
    noticed({ id, left, queued }) {
      if (isAnswered(id)) return
      seen.add(id)
      if (left === undefined) {
        // Before the end of the queue the comparison is still to come anyway.
        if (isQueueOver) beside(compareAndMend())
        return
      }
      trace({ step: 'prekeys-left', count: left })
      // What waited in the queue is older than what this connection knows.
      const isOld = queued && (isStockKnown || topUp.hasSucceeded())
      if (left >= LOW_STOCK || isOld) return
      topUp.answers(id)
      if (isQueueOver) beside(topUp.begin())
      else isTopUpDue = true
    },
    stop() {
      cancelRotation()
      topUp.stop()
    },
  }
}
