import type { ChatRow, MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { Book } from '../chats/book.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import { isUnread } from '../chats/streams.ts'
import type { UnitOfWork } from '../work/work.ts'

/** Messages of one unit: one commit takes at most 500, and other units want their turn. */
const MOST_MESSAGES = 400
/** Streams of one unit in which there is little to do. */
const MOST_STREAMS = 50

/** Where a run stands: which streams are left, and how far the first of them was looked through. */
export interface FreeingPlace {
  readonly streams: readonly number[]
  readonly from?: MessageKey
}

export interface FreedSome {
  readonly freed: number
  /** Chats that something was taken from. */
  readonly chats: readonly number[]
  readonly rest: FreeingPlace
}

/**
 * Lets go of messages before a time, as many as one unit may. What stays: starred ones, the newest one
 * of each chat (the list shows it, and the phone is asked from there), what was not sent yet, and what
 * a draft or something that is still to be sent is about. Nothing says that the others were there, so
 * that the phone's copies can come back; `freedBeforeMs` keeps those out that nobody asked for.
 */
export async function freeSome(
  unit: UnitOfWork,
  book: Book,
  place: FreeingPlace,
  beforeMs: number,
): Promise<FreedSome> {
  const unsent = await unsentMessages(unit)
  const chats: number[] = []
  let { streams, from } = place
  let seen = 0
  let freed = 0
  for (let count = 0; count < MOST_STREAMS; count++) {
    const [streamId, ...others] = streams
    if (streamId === undefined) break
    const limit = MOST_MESSAGES - seen
    const some = await freeInStream(unit, book, { streamId, from, limit, beforeMs, unsent })
    seen += some.seen
    freed += some.freed
    if (some.freed > 0 && some.chatId !== undefined) chats.push(some.chatId)
    if (some.last !== undefined) return { freed, chats, rest: { streams, from: some.last } }
    streams = others
    from = undefined
  }
  return { freed, chats, rest: { streams } }
}

interface Stretch {
  readonly streamId: number
  readonly from: MessageKey | undefined
  readonly limit: number
  readonly beforeMs: number
  readonly unsent: ReadonlySet<string>
}

interface FreedInStream {
  readonly seen: number
  readonly freed: number
  readonly chatId?: number
  /** The place up to which it was looked through; absent: to its end. */
  readonly last?: MessageKey
}

async function freeInStream(
  unit: UnitOfWork,
  book: Book,
  { streamId, from, limit, beforeMs, unsent }: Stretch,
): Promise<FreedInStream> {
  const stream = await unit.get('streams', streamId)
  const found = stream && (await book.chat(unit, stream.chatId))
  if (stream === undefined || found === undefined) return { seen: 0, freed: 0 }
  if ((stream.freedBeforeMs ?? 0) < beforeMs) {
    unit.put('streams', streamId, { ...stream, freedBeforeMs: beforeMs })
  }
  const { chatId, row: chat } = found
  const messages = await unit.range('messages', {
    from: from ?? [streamId, 0, 0],
    openFrom: from !== undefined,
    to: [streamId, beforeMs, 0],
    openTo: true,
    limit,
  })
  const kept = await keptOf(unit, chatId, chat, unsent)
  const gone = messages.filter(({ key, row }) => !stays(row) && !kept.has(messageKeyText(key)))
  for (const { key, row } of gone) {
    unit.del('messages', key)
    unit.del('receipts', key)
    if (row.expires !== undefined) unit.del('expiries', row.expires.entry)
    unit.goneMessage(chatId, key)
  }
  const unread = gone.filter(({ key, row }) => isUnread(key, row, chat.readUpTo)).length
  if (unread > 0) {
    await book.changeChat(unit, chatId, (row) => ({
      ...row,
      unread: Math.max(0, row.unread - unread),
    }))
  }
  const last = messages.length < limit ? undefined : messages.at(-1)?.key
  return { seen: messages.length, freed: gone.length, chatId, ...(last ? { last } : {}) }
}

function stays(row: MessageRow): boolean {
  const isUnsent = row.author === 'me' && (row.ticks === 'pending' || row.ticks === 'failed')
  return row.starred === true || isUnsent
}

/** Messages that something still waits to be sent about. */
async function unsentMessages(unit: UnitOfWork): Promise<ReadonlySet<string>> {
  const waiting = await unit.range('outbox', {})
  return new Set(
    waiting.flatMap(({ row }) => (row.message === undefined ? [] : [messageKeyText(row.message)])),
  )
}

/** Messages of a chat that stay whatever they are, as texts of their keys. */
async function keptOf(
  unit: UnitOfWork,
  chatId: number,
  chat: ChatRow,
  unsent: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const draft = await unit.get('drafts', chatId)
  const kept = new Set(unsent)
  if (chat.last !== undefined) kept.add(messageKeyText(chat.last.key))
  if (draft?.quote !== undefined) kept.add(draft.quote)
  if (draft?.edits !== undefined) kept.add(draft.edits)
  return kept
}
