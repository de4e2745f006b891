import type { Author, ChatRow, MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Book, ChatRef } from './book.ts'
import { freedBefore } from './freedMark.ts'
import { nextIds } from './ids.ts'
import type { MessageLog, NewMessage } from './log.ts'
import { compareMessages } from './messageKey.ts'
import { storableMs } from './messageTime.ts'

/** A message of the phone's past. */
export interface PastMessage extends Omit<NewMessage, 'message' | 'counts'> {
  /** Of one time, the higher one is the newer; 0: not told, the order of the list counts. */
  readonly orderId: number
}

/** A message that was there before, and what came of it now. */
export interface KnownMessage {
  readonly key: MessageKey
  readonly row: MessageRow
  readonly past: PastMessage
}

/**
 * Stores messages of one stream at once, newest first: at most 500. Changes the chat's row once, and
 * neither makes it unread nor takes anything of what is stored already: that is given back, to be
 * filled where it lacks something. What was removed here stays so. `asked`: the person asked for
 * them, so that what was let go to free space comes back too.
 *
 * Throws StorageError.
 */
export type AppendMany = (
  unit: UnitOfWork,
  ref: ChatRef,
  messages: readonly PastMessage[],
  asked: boolean,
) => Promise<readonly KnownMessage[]>

export interface AppendManyParts {
  readonly book: Book
  readonly log: Pick<MessageLog, 'summaryOf' | 'wasRemoved'>
}

type Stored = { readonly key: MessageKey; readonly row: MessageRow }

export function createAppendMany({ book, log }: AppendManyParts): AppendMany {
  /** The number of a person now: rows may name one that was given up when two contacts joined. */
  async function nowOf(unit: UnitOfWork, author: Author): Promise<Author> {
    if (typeof author !== 'number') return author
    return (await book.contact(unit, author))?.contactId ?? author
  }

  /** What is stored with these ids in any stream of the chat, by `nameOf`. */
  async function storedWith(
    unit: UnitOfWork,
    { streams }: ChatRow,
    ids: readonly string[],
  ): Promise<Map<string, Stored>> {
    const stored = new Map<string, Stored>()
    for (const streamId of streams) {
      for (const { key, row } of await unit.withIds(streamId, ids)) {
        const name = nameOf(await nowOf(unit, row.author), row.id)
        const other = stored.get(name)
        // A message that is there says more than that another copy of it was removed.
        if (other === undefined || isRemoved(other.row)) stored.set(name, { key, row })
      }
    }
    return stored
  }

  return async (unit, ref, messages, asked) => {
    const found = await book.chat(unit, ref.chatId)
    if (found === undefined) return []
    const freedBeforeMs = await freedBefore(unit, found.row)
    const old = (await unit.get('account', 'pages'))?.oldTombstones === true
    const wanted = asked ? messages : messages.filter(({ atMs }) => atMs >= freedBeforeMs)
    const stored = await storedWith(
      unit,
      found.row,
      wanted.map(({ id }) => id),
    )
    const known: KnownMessage[] = []
    const fresh: PastMessage[] = []
    const twins: PastMessage[] = []
    const names = new Set<string>()
    for (const past of wanted) {
      const name = nameOf(stored.size === 0 ? past.author : await nowOf(unit, past.author), past.id)
      const before = stored.get(name)
      if (before !== undefined) {
        if (!isRemoved(before.row)) known.push({ ...before, past })
      } else if (names.has(name)) twins.push(past)
      else if (!old || !(await log.wasRemoved(unit, found.chatId, past.author, past.id))) {
        names.add(name)
        fresh.push(past)
      }
    }
    const rows = await put(unit, ref, fresh)
    for (const past of twins) {
      const twin = rows.find(({ row }) => row.id === past.id && row.author === past.author)
      if (twin !== undefined) known.push({ ...twin, past })
    }
    await raise(unit, found.chatId, found.row, rows)
    if (asked && freedBeforeMs > 0) {
      for (const streamId of found.row.streams) await lowerMark(unit, streamId, rows)
    }
    return known
  }

  async function put(
    unit: UnitOfWork,
    { streamId }: ChatRef,
    fresh: readonly PastMessage[],
  ): Promise<Stored[]> {
    if (fresh.length === 0) return []
    const isNumbered = fresh[0]?.seq !== undefined
    const highest = isNumbered ? 0 : await nextIds(unit, 'historySeq', fresh.length)
    const expiring = fresh.filter(({ expiresAtMs }) => expiresAtMs !== undefined).length
    let entry = expiring === 0 ? 0 : await nextIds(unit, 'expiry', expiring)
    return inOrder(fresh).map((past, at) => {
      const atMs = storableMs(past.atMs)
      const key: MessageKey = [streamId, atMs, past.seq ?? highest - at]
      const row = rowOf(past)
      const { expiresAtMs } = past
      if (expiresAtMs !== undefined) {
        const goesMs = storableMs(expiresAtMs)
        const place = [goesMs, entry++] as const
        row.expires = { atMs: goesMs, entry: place }
        unit.put('expiries', place, { message: key })
      }
      unit.put('messages', key, row)
      if (row.starred === true) unit.put('starred', key, { atMs })
      return { key, row }
    })
  }

  /** Its place in the list, and the newest message that is shown there. */
  async function raise(
    unit: UnitOfWork,
    chatId: number,
    chat: ChatRow,
    rows: readonly Stored[],
  ): Promise<void> {
    let newest: Stored | undefined
    for (const one of rows) {
      unit.changedMessage(chatId, one.key)
      if (one.row.quiet === true) continue
      if (newest === undefined || compareMessages(one.key, newest.key) > 0) newest = one
    }
    if (newest === undefined) return
    const { key, row } = newest
    const isLast = chat.last === undefined || compareMessages(key, chat.last.key) > 0
    if (!isLast && key[1] <= chat.sortMs) return
    const last = isLast
      ? {
          key,
          author: row.author,
          summary: await log.summaryOf(unit, row),
          ...(row.ticks ? { ticks: row.ticks } : {}),
        }
      : chat.last
    await book.changeChat(unit, chatId, (now) => ({
      ...now,
      sortMs: Math.max(now.sortMs, key[1]),
      last,
    }))
  }
}

/** What comes back of what was let go is no longer missing here. */
async function lowerMark(
  unit: UnitOfWork,
  streamId: number,
  rows: readonly Stored[],
): Promise<void> {
  const stream = await unit.get('streams', streamId)
  const mark = stream?.freedBeforeMs
  if (stream === undefined || mark === undefined) return
  const oldest = rows.reduce((least, { key }) => Math.min(least, key[1]), mark)
  if (oldest < mark) unit.put('streams', streamId, { ...stream, freedBeforeMs: oldest })
}

type Draft = { -readonly [Name in keyof MessageRow]: MessageRow[Name] }

/** One by one: there are very many of them, and spreading objects is slow. */
function rowOf(past: PastMessage): Draft {
  const row: Draft = { id: past.id, author: past.author, rev: 1 }
  if (past.senderJid !== undefined) row.senderJid = past.senderJid
  if (past.bytes !== undefined) row.bytes = past.bytes
  if (past.edit !== undefined) row.edit = past.edit
  if (past.system !== undefined) row.system = past.system
  if (past.missing !== undefined) row.missing = past.missing
  if (past.deleted !== undefined) row.deleted = past.deleted
  if (past.ticks !== undefined) row.ticks = past.ticks
  if (past.reactions !== undefined && past.reactions.length > 0) row.reactions = past.reactions
  if (past.starred !== undefined) row.starred = past.starred
  if (past.raises === false) row.quiet = true
  if (past.expiresAfterSec !== undefined) row.expiresAfterSec = past.expiresAfterSec
  if (past.secret !== undefined) row.secret = past.secret
  if (past.deleted !== undefined) return row
  if (past.pushName !== undefined) row.pushName = past.pushName
  if (past.past !== undefined) row.past = past.past
  return row
}

function nameOf(author: Author, id: string): string {
  return `${author}|${id}`
}

/** Removed here by the person: all that is left is that it was. */
function isRemoved({ rev }: MessageRow): boolean {
  return rev === 0
}

/** Newest first; of one time by the phone's own order, where it told one. */
export function inOrder<Message extends Pick<PastMessage, 'atMs' | 'orderId'>>(
  messages: readonly Message[],
): readonly Message[] {
  return messages.toSorted(
    (one, other) =>
      other.atMs - one.atMs ||
      (one.orderId === 0 || other.orderId === 0 ? 0 : other.orderId - one.orderId),
  )
}
