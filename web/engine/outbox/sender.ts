import { StorageError } from '../../storage/errors.ts'
import type { OutboxRow } from '../../storage/talkRows.ts'
import { decodeNode } from '../../wire/node/decode.ts'
import type { WireNode } from '../../wire/node/node.ts'
import type { MessageAck } from '../../wire/stanza/messageAck.ts'
import { RequestError } from '../connection/iqTracker.ts'
import { isPassing } from '../devices/passing.ts'
import type { Line } from '../talk/talk.ts'
import type { OutboxParts } from './outboxParts.ts'
import { MOST_TRIES, planOf, stateOf, waitAfter } from './plan.ts'
import { SendFailure } from './sealing.ts'

/** How long the service may take to acknowledge a message before it is sent again (whatsmeow). */
const ACK_LIMIT_MS = 75_000

/** Encrypts a composed row, so that it has its stanza afterwards, or is gone. */
export type Seal = (key: number, row: OutboxRow, line: Line) => Promise<void>

export interface SenderParts
  extends Pick<OutboxParts, 'clock' | 'work' | 'trace' | 'onBroken' | 'settings'> {
  readonly seal: Seal
  /** A row cannot be sent. */
  readonly fail: (key: number, failure: SendFailure | RequestError) => Promise<void>
}

/** Moves rows out: each chat's in their order, chats beside one another. */
export interface Sender {
  /** A row is durable. */
  add(key: number, row: Pick<OutboxRow, 'chatId'>): void
  /** The row that an ack is about. */
  find(ack: MessageAck): number | undefined
  /** How often the service has refused this row for now. */
  triesOf(key: number): number
  /** The ack's verdict is durable. `again`: the same bytes go out once more, later. */
  answered(key: number, verdict: 'over' | 'again' | 'composed'): void
  connected(line: Line): void
  lost(): void
  idle(): Promise<void>
  stop(): void
}

/** A stanza that is on its way. */
interface Flying {
  readonly id: string
  readonly to: string
  tries: number
  cancel: () => void
}

/** One chat's rows in their order. */
interface Lane {
  readonly keys: number[]
  /** How often the first could not be encrypted for now. */
  tries: number
}

export function createSender(parts: SenderParts): Sender {
  const { clock, work, trace } = parts
  let line: Line | undefined
  let stopped = false
  const lanes = new Map<number, Lane>()
  /** Rows that became durable while those of before were still being read: they stand behind them. */
  let early: [key: number, row: Pick<OutboxRow, 'chatId'>][] | undefined
  const running = new Set<Promise<void>>()
  const flying = new Map<number, Flying>()
  const pauses = new Set<() => void>()

  function add(key: number, row: Pick<OutboxRow, 'chatId'>): void {
    if (stopped || line === undefined) return
    if (early !== undefined) {
      early.push([key, row])
      return
    }
    const { chatId = 0 } = row
    const lane = lanes.get(chatId)
    if (lane !== undefined) {
      if (!lane.keys.includes(key)) lane.keys.push(key)
      return
    }
    lanes.set(chatId, { keys: [key], tries: 0 })
    start(chatId)
  }

  function start(chatId: number): void {
    const run = drain(chatId, line).catch(parts.onBroken)
    running.add(run)
    void run.then(() => running.delete(run))
  }

  /** One chat's rows, one after another, as long as the connection lasts. */
  async function drain(chatId: number, on: Line | undefined): Promise<void> {
    for (;;) {
      const lane = lanes.get(chatId)
      const key = lane?.keys[0]
      if (on === undefined || on !== line || stopped) return
      if (lane === undefined || key === undefined) {
        lanes.delete(chatId)
        return
      }
      const outcome = await step(key, on, lane.tries)
      if (on !== line || stopped) return
      if (outcome === 'later') {
        pause(waitAfter(lane.tries), () => {
          if (on === line) start(chatId)
        })
        lane.tries += 1
        return
      }
      lane.tries = 0
      lane.keys.shift()
    }
  }

  async function step(key: number, on: Line, tries: number): Promise<'over' | 'later'> {
    try {
      const row = await work.reader.get('outbox', key)
      if (row === undefined || flying.has(key)) return 'over'
      if (stateOf(row) === 'composed') await parts.seal(key, row, on)
      const sealed = await work.reader.get('outbox', key)
      if (sealed?.stanza !== undefined) await transmit(key, sealed, on)
      return 'over'
    } catch (cause) {
      if (cause instanceof RequestError) {
        if (cause.code !== 'refused') return 'later'
        if (isPassing(cause) && tries < MOST_TRIES) return 'later'
        await parts.fail(key, cause)
        return 'over'
      }
      if (cause instanceof StorageError) throw cause
      if (cause instanceof SendFailure) {
        await parts.fail(key, cause)
        return 'over'
      }
      // A mistake of this program must not hold up what stands behind this message.
      const name = cause instanceof Error ? cause.name : typeof cause
      trace({ step: 'internal-error', where: 'outbox', name })
      await parts.fail(key, new SendFailure('internal'))
      return 'over'
    }
  }

  /** Everything in the stanza is durable (law 1). */
  async function transmit(key: number, row: OutboxRow, on: Line): Promise<void> {
    if (row.stanza === undefined || on !== line) return
    const isReceipt = planOf(row).what === 'receipt'
    const stored = decodeNode(row.stanza)
    const stanza = isReceipt ? asChosen(stored) : stored
    if (!on.send(stanza)) return
    if (isReceipt) {
      await work.run(async (unit) => unit.del('outbox', key))
      return
    }
    const before = flying.get(key)
    before?.cancel()
    flying.set(key, {
      id: row.id,
      to: stanza.attrs['to'] ?? '',
      tries: before?.tries ?? 0,
      cancel: clock.after(ACK_LIMIT_MS, () => sendAgain(key)),
    })
  }

  /** Between two people nobody is told, once the person does not want that any more. */
  function asChosen(receipt: WireNode): WireNode {
    const { type, participant } = receipt.attrs
    const told = type === 'read' && participant === undefined
    if (!told || parts.settings().readReceipts) return receipt
    return { ...receipt, attrs: { ...receipt.attrs, type: 'read-self' } }
  }

  /** The same bytes again. */
  function sendAgain(key: number): void {
    const on = line
    if (on === undefined || stopped) return
    const run = work.reader
      .get('outbox', key)
      .then((row) => (row === undefined ? undefined : transmit(key, row, on)))
      .catch(parts.onBroken)
    running.add(run)
    void run.then(() => running.delete(run))
  }

  function pause(delayMs: number, task: () => void): void {
    const cancel = clock.after(delayMs, () => {
      pauses.delete(cancel)
      task()
    })
    pauses.add(cancel)
  }

  function ground(): void {
    for (const { cancel } of flying.values()) cancel()
    flying.clear()
    for (const cancel of pauses) cancel()
    pauses.clear()
    lanes.clear()
    early = undefined
  }

  async function wakeAll(on: Line): Promise<void> {
    const rows = await work.reader.range('outbox', {})
    if (on !== line || stopped) return
    if (rows.length > 0) trace({ step: 'outbox', waiting: rows.length })
    const later = early ?? []
    early = undefined
    for (const { key, row } of rows) add(key, row)
    for (const [key, row] of later) add(key, row)
  }

  return {
    add,
    find({ id, from }) {
      const named = [...flying].filter(([, { id: flown }]) => flown === id)
      const exact = named.find(([, { to }]) => to === from)
      return (exact ?? named[0])?.[0]
    },
    triesOf: (key) => flying.get(key)?.tries ?? 0,
    answered(key, verdict) {
      const found = flying.get(key)
      if (found === undefined) return
      found.cancel()
      if (verdict === 'again') {
        pause(waitAfter(found.tries), () => sendAgain(key))
        found.tries += 1
        found.cancel = () => {}
        return
      }
      flying.delete(key)
    },
    connected(next) {
      ground()
      line = next
      early = []
      const run = wakeAll(next).catch(parts.onBroken)
      running.add(run)
      void run.then(() => running.delete(run))
    },
    lost() {
      line = undefined
      ground()
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
    stop() {
      stopped = true
      line = undefined
      ground()
    },
  }
}
