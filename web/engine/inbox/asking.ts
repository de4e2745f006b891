import type { CommandResult, TalkCommand } from '../../bridge/contract.ts'
import type { MessageKey, RetryRow } from '../../storage/talkRows.ts'
import type { IncomingMessage } from '../../wire/stanza/incomingMessage.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { retryReceipt } from '../../wire/stanza/retryReceipt.ts'
import { readMessageKey } from '../chats/messageKey.ts'
import { makeRetryKeys } from '../keys/retryKeys.ts'
import { plainError } from '../plainErrors.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { InboxParts } from './inbox.ts'
import { phoneRequest } from './phoneRequest.ts'
import { createEmptiness } from './emptiness.ts'
import { without } from './without.ts'

/** What an answer to a retry receipt is found by. */
export type AskedMessage = Pick<
  IncomingMessage,
  'id' | 'timeSec' | 'from' | 'participant' | 'recipient' | 'peer'
>

/** How the search for one message stands: `state` of a row in `retries`. */
interface SearchState {
  readonly direction: 'in'
  readonly ask?: AskedMessage
  readonly error: number
  /** Its placeholder, where one is shown. */
  readonly message?: MessageKey
  readonly phoneAskedMs?: number
  /** Nobody is waited for any more. */
  readonly over?: true
}

/** A request that is stored and may leave. */
export interface RetryWish {
  readonly ask: AskedMessage
  readonly count: number
  readonly error: number
  readonly needsKeys: boolean
}

/** Whose message is searched for. */
export interface Sought {
  readonly author: 'me' | number
  readonly id: string
}

/** Why a message is searched for, and what shows that it is. */
export interface Failure {
  readonly ask: AskedMessage
  /** How often the sender has sent it again already. */
  readonly sentAgain: number
  readonly error: number
  readonly needsKeys: boolean
  readonly message?: MessageKey
}

/** Asks for messages that could not be read: their senders, then the own phone. */
export interface Asking {
  /**
   * Another copy of a message could not be read. The wish to send, or nothing after the last one.
   * The phone is asked as well a while after the first.
   */
  failed(unit: UnitOfWork, sought: Sought, failure: Failure): Promise<RetryWish | undefined>
  /** The service has no copy for this device: only the phone can help. */
  unavailable(unit: UnitOfWork, sought: Sought, message: MessageKey): Promise<void>
  /** The message is there: nobody is asked any more. */
  arrived(unit: UnitOfWork, sought: Sought): Promise<void>
  /** The stanza of a wish. Makes the keys that belong into it. Throws StorageError. */
  stanzaOf(wish: RetryWish): Promise<WireNode>
  askAgain(command: Extract<TalkCommand, { type: 'askAgain' }>): Promise<CommandResult>
  /** Logged in, and what the service held back is through: goes on where it was left. */
  begin(): void
  /** The connection is gone. */
  pause(): void
  idle(): Promise<void>
}

/** How often a sender is asked (chapter 05 section 7). */
const COUNT_LIMIT = 5
/** From this request on the sender gets keys for a new session. */
const KEYS_FROM = 2
/** How long the sender has before the phone is asked too (whatsmeow). */
const PHONE_AFTER_MS = 5_000
/** How long the phone has (chapter 05 section 8: 8 to 30 s). */
const PHONE_LIMIT_MS = 30_000
/** A long backlog is taken up bit by bit: each search is a message to the phone. */
const RESUMED_AT_ONCE = 5
const RESUMED_EVERY_MS = 1_000
/** Searches that are over are remembered, so that counts go on and a person can ask again. */
const KEPT_MS = 30 * 86_400_000

export function createAsking(
  parts: Pick<
    InboxParts,
    | 'platform'
    | 'facts'
    | 'store'
    | 'work'
    | 'log'
    | 'book'
    | 'outbox'
    | 'line'
    | 'trace'
    | 'onBroken'
  >,
): Asking {
  const { facts, store, work, log, outbox, trace } = parts
  const { clock, randomBytes } = parts.platform
  /** What is to happen next in each search, by key. */
  const timers = new Map<string, () => void>()
  const others = new Set<Promise<void>>()
  const emptiness = createEmptiness('retries')
  let begun = false

  const keyOf = ({ author, id }: Sought) => store.addressKey(`in|${author}|${id}`)

  function stateOf(row: RetryRow | undefined): SearchState | undefined {
    const state = row?.state as SearchState | undefined
    return state?.direction === 'in' ? state : undefined
  }

  function put(
    unit: UnitOfWork,
    key: string,
    row: RetryRow | undefined,
    state: SearchState,
    count: number,
  ) {
    const nowMs = clock.now()
    emptiness.end()
    unit.put('retries', key, { count, firstMs: row?.firstMs ?? nowMs, lastMs: nowMs, state })
  }

  function schedule(key: string, delayMs: number, step: (key: string) => Promise<void>): void {
    timers.get(key)?.()
    timers.set(
      key,
      clock.after(delayMs, () => {
        timers.delete(key)
        beside(step(key))
      }),
    )
  }

  function beside(work: Promise<void>): void {
    const watched = work.catch(parts.onBroken).finally(() => others.delete(watched))
    others.add(watched)
  }

  /** After the commit: the next step of a search, unless the queue is still being emptied. */
  function goOn(key: string, { message, phoneAskedMs, over }: SearchState, laterMs = 0): void {
    if (!begun || message === undefined || over) return
    if (phoneAskedMs === undefined) schedule(key, PHONE_AFTER_MS + laterMs, askPhone)
    else schedule(key, PHONE_LIMIT_MS + laterMs, giveUp)
  }

  async function askPhone(key: string): Promise<void> {
    if (parts.line() === undefined) return
    await work.run((unit) => askPhoneIn(unit, key))
  }

  async function askPhoneIn(unit: UnitOfWork, key: string): Promise<void> {
    const row = await unit.get('retries', key)
    const state = stateOf(row)
    const place = state?.message
    const found = place && (await log.get(unit, place))
    if (row === undefined || state === undefined || place === undefined) return
    if (found?.missing === undefined) return unit.del('retries', key)
    const request = await phoneRequest(unit, parts, place, found)
    if (request === undefined) return
    await outbox.sendPeer(unit, { message: request, priority: 'high_force' })
    const asked: SearchState = { ...state, phoneAskedMs: clock.now() }
    put(unit, key, row, asked, row.count)
    await show(unit, place, 'phone-asked')
    unit.after(() => {
      trace({ step: 'phone-asked' })
      goOn(key, asked)
    })
  }

  async function giveUp(key: string): Promise<void> {
    await work.run(async (unit) => {
      const row = await unit.get('retries', key)
      const state = stateOf(row)
      if (row === undefined || state?.message === undefined) return
      if ((await log.get(unit, state.message))?.missing === undefined) {
        return unit.del('retries', key)
      }
      put(unit, key, row, { ...state, over: true }, row.count)
      await show(unit, state.message, 'unanswered')
    })
  }

  async function show(
    unit: UnitOfWork,
    key: MessageKey,
    state: 'asked' | 'phone-asked' | 'unanswered',
  ) {
    await log.change(unit, key, (row) =>
      row.missing === undefined
        ? row
        : { ...row, missing: { ...row.missing, state, askedMs: clock.now() } },
    )
  }

  /** Takes up every search that an earlier connection or engine left. */
  async function resume(): Promise<void> {
    const rows = await work.reader.range('retries', {})
    const old = rows.filter(({ row }) => clock.now() - row.lastMs > KEPT_MS)
    if (old.length > 0) {
      await work.run(async (unit) => {
        for (const { key } of old) unit.del('retries', key)
      })
    }
    let resumed = 0
    for (const { key, row } of rows) {
      const state = stateOf(row)
      if (state === undefined || timers.has(key)) continue
      goOn(key, state, Math.floor(resumed / RESUMED_AT_ONCE) * RESUMED_EVERY_MS)
      if (timers.has(key)) resumed++
    }
  }

  async function again(command: Extract<TalkCommand, { type: 'askAgain' }>) {
    const place = readMessageKey(command.key)
    return await work.run(async (unit): Promise<RetryWish | 'asked' | undefined> => {
      const message = place && (await log.get(unit, place))
      if (place === undefined || message?.missing === undefined) return undefined
      const { author, id, missing } = message
      if (missing.state === 'phone-only' || author === 'system') return undefined
      const key = await keyOf({ author, id })
      const row = await unit.get('retries', key)
      const state = without(stateOf(row) ?? emptySearch, 'over', 'phoneAskedMs')
      const count = Math.min((row?.count ?? 0) + 1, COUNT_LIMIT)
      put(unit, key, row, { ...state, message: place }, count)
      await askPhoneIn(unit, key)
      const mayAsk = state.ask !== undefined && (row?.count ?? 0) < COUNT_LIMIT
      if (!mayAsk || state.ask === undefined) return 'asked'
      return { ask: state.ask, count, error: state.error, needsKeys: false }
    })
  }

  async function stanzaOf({ ask, count, error, needsKeys }: RetryWish): Promise<WireNode> {
    const keys =
      needsKeys || count >= KEYS_FROM ? await makeRetryKeys({ randomBytes, facts }) : undefined
    trace({ step: 'retry-asked', count, error })
    return retryReceipt(ask, {
      count,
      error,
      registrationId: facts.now().device?.registrationId ?? 0,
      ...(keys === undefined ? {} : { keys }),
    })
  }

  return {
    async failed(unit, sought, { ask, sentAgain, error, needsKeys, message }) {
      const key = await keyOf(sought)
      const row = await unit.get('retries', key)
      const known = stateOf(row)
      const count = Math.max(row?.count ?? 0, sentAgain) + 1
      const state: SearchState = {
        ...(known ?? emptySearch),
        ask: pickAsk(ask),
        error,
        ...(message === undefined ? {} : { message }),
      }
      put(unit, key, row, state, Math.min(count, COUNT_LIMIT))
      unit.after(() => {
        if (known === undefined) goOn(key, state)
      })
      return count > COUNT_LIMIT ? undefined : { ask: pickAsk(ask), count, error, needsKeys }
    },
    async unavailable(unit, sought, message) {
      const key = await keyOf(sought)
      const row = await unit.get('retries', key)
      if (row !== undefined) return
      const state: SearchState = { ...emptySearch, message }
      put(unit, key, row, state, 0)
      unit.after(() => goOn(key, state))
    },
    async arrived(unit, sought) {
      if (await emptiness.lasts(unit)) return
      const key = await keyOf(sought)
      if ((await unit.get('retries', key)) === undefined) return
      unit.del('retries', key)
      unit.after(() => {
        timers.get(key)?.()
        timers.delete(key)
      })
    },
    stanzaOf,
    async askAgain(command) {
      const line = parts.line()
      if (line === undefined) return { ok: false, error: plainError('offline') }
      const wish = await again(command)
      if (wish !== undefined && wish !== 'asked') line.send(await stanzaOf(wish))
      return { ok: true }
    },
    begin() {
      begun = true
      beside(resume())
    },
    pause() {
      begun = false
      for (const cancel of timers.values()) cancel()
      timers.clear()
    },
    async idle() {
      while (others.size > 0) await Promise.all(others)
    },
  }
}

const emptySearch: SearchState = { direction: 'in', error: 0 }

function pickAsk({ id, timeSec, from, participant, recipient, peer }: AskedMessage): AskedMessage {
  return {
    id,
    timeSec,
    from,
    peer,
    ...(participant === undefined ? {} : { participant }),
    ...(recipient === undefined ? {} : { recipient }),
  }
}
