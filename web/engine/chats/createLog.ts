import type { Author, ChatRow, MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { Book } from './book.ts'
import { forgetContent } from './contentGone.ts'
import { createHashes, type Hash } from './hashes.ts'
import { isTombstone, tombstone } from '../pages/tombstone.ts'
import { nextId } from './ids.ts'
import type { MessageLog, NewMessage } from './log.ts'
import { compareMessages } from './messageKey.ts'
import { storableMs } from './messageTime.ts'
import { createReadMarks } from './readMarks.ts'
import { createRemoval } from './removal.ts'
import { isUnread, newerOf, olderOf } from './streams.ts'
import { summaryOf } from './summary.ts'
import { dropTwins } from './twins.ts'

export interface LogParts {
  /** The keyed hash of a text (`AccountStore.addressKey`). */
  readonly addressKey: Hash
  readonly book: Book
}

/** All messages of one account. See `MessageLog`. */
export function createLog({ addressKey, book }: LogParts): MessageLog {
  const hash = createHashes(addressKey)
  /** Where older builds kept that a message was removed. */
  const idKey = (streamId: number, author: Author, id: string) =>
    hash(`${streamId}|${author}|${id}`)
  const streamsOf = async (rows: RowReader, chatId: number) =>
    (await book.chat(rows, chatId))?.row.streams ?? []

  const chatOf: MessageLog['chatOf'] = async (rows, key) =>
    (await rows.get('streams', key[0]))?.chatId

  /** Ids that a person had or has. */
  async function authorsOf(rows: RowReader, author: Author): Promise<readonly Author[]> {
    if (typeof author !== 'number') return [author]
    const found = await book.contact(rows, author)
    if (found === undefined) return [author]
    return [found.contactId, ...(found.row.merged ?? [])]
  }

  /** Where an older build kept that it had removed a message, under one of these authors. */
  async function goneIn(
    rows: RowReader,
    streamId: number,
    authors: readonly Author[],
    id: string,
  ): Promise<{ key: MessageKey; row: MessageRow } | undefined> {
    for (const author of authors) {
      const gone = await rows.get('messageIds', await idKey(streamId, author, id))
      if (gone !== undefined) return { key: gone.key, row: tombstone(id, author) }
    }
    return undefined
  }

  const wasRemoved: MessageLog['wasRemoved'] = async (rows, chatId, author, id) => {
    const authors = await authorsOf(rows, author)
    for (const streamId of await streamsOf(rows, chatId)) {
      if ((await goneIn(rows, streamId, authors, id)) !== undefined) return true
    }
    return false
  }

  const find: MessageLog['find'] = async (rows, chatId, author, id) => {
    const authors = await authorsOf(rows, author)
    const old = (await rows.get('account', 'pages'))?.oldTombstones === true
    for (const streamId of await streamsOf(rows, chatId)) {
      const found = (await rows.withId(streamId, id)).filter(({ row }) =>
        authors.includes(row.author),
      )
      const [first] = found
      // A copy that was removed does not hide one that is there.
      if (first !== undefined) return found.find(({ row }) => !isTombstone(row)) ?? first
      const gone = old ? await goneIn(rows, streamId, authors, id) : undefined
      if (gone !== undefined) return gone
    }
    return undefined
  }

  async function expire(
    unit: UnitOfWork,
    key: MessageKey,
    atMs: number | undefined,
  ): Promise<MessageRow['expires']> {
    if (atMs === undefined) return undefined
    const goesMs = storableMs(atMs)
    const entry = [goesMs, await nextId(unit, 'expiry')] as const
    unit.put('expiries', entry, { message: key })
    return { atMs: goesMs, entry }
  }

  /** The chat after one more message. */
  async function raised(
    unit: UnitOfWork,
    chat: ChatRow,
    key: MessageKey,
    row: MessageRow,
    message: NewMessage['message'],
  ): Promise<ChatRow> {
    const unread = chat.unread + Number(isUnread(key, row, chat.readUpTo))
    if (row.quiet === true) return { ...chat, unread }
    const newest = chat.last === undefined || compareMessages(key, chat.last.key) > 0
    const last = newest ? await lastOf(unit, key, row, message) : chat.last
    return { ...chat, unread, sortMs: Math.max(chat.sortMs, key[1]), last }
  }

  async function lastOf(
    rows: RowReader,
    key: MessageKey,
    row: MessageRow,
    message?: NewMessage['message'],
  ): Promise<ChatRow['last']> {
    const summary = await summaryOf(rows, book, row, message)
    return { key, author: row.author, summary, ...(row.ticks ? { ticks: row.ticks } : {}) }
  }

  const { remove, removeChat } = createRemoval({ hash, book, chatOf, lastOf })

  book.hooks.onJoined = (unit, { kept, given }) =>
    dropTwins(unit, { remove, authorsOf }, kept, given)

  return {
    chatOf,
    find,
    wasRemoved,
    remove,
    removeChat,
    ...createReadMarks(book),
    get: (rows, key) => rows.get('messages', key),
    older: async (rows, chatId, count, than) =>
      await olderOf(rows, await streamsOf(rows, chatId), count, than),
    newer: async (rows, chatId, count, than) =>
      await newerOf(rows, await streamsOf(rows, chatId), count, than),
    summaryOf: (rows, row, message) => summaryOf(rows, book, row, message),
    async append(unit, ref, fresh) {
      const { atMs: time, message, expiresAtMs, raises, seq, ...facts } = fresh
      const atMs = storableMs(time)
      const key: MessageKey = [ref.streamId, atMs, seq ?? (await nextId(unit, 'seq'))]
      const expires = await expire(unit, key, expiresAtMs)
      const row: MessageRow = {
        ...facts,
        rev: 1,
        ...(expires === undefined ? {} : { expires }),
        ...(raises === false ? { quiet: true } : {}),
      }
      unit.put('messages', key, row)
      if (row.starred === true) unit.put('starred', key, { atMs })
      const found = await book.chat(unit, ref.chatId)
      if (found === undefined) return key
      const chat = await raised(unit, found.row, key, row, message)
      await book.changeChat(unit, found.chatId, () => chat)
      unit.changedMessage(found.chatId, key)
      return key
    },
    async change(unit, key, change) {
      const before = await unit.get('messages', key)
      if (before === undefined) return undefined
      const row = { ...change(before), rev: before.rev + 1, expires: before.expires }
      unit.put('messages', key, row)
      if (row.starred === true) unit.put('starred', key, { atMs: key[1] })
      else if (before.starred === true) unit.del('starred', key)
      const chatId = await chatOf(unit, key)
      const chat = chatId === undefined ? undefined : await unit.get('chats', chatId)
      if (chatId === undefined || chat === undefined) return row
      unit.changedMessage(chatId, key)
      const isTakenBack = before.deleted === undefined && row.deleted !== undefined
      if (isTakenBack) await forgetContent(unit, book, chatId, key, before)
      const mark = chat.readUpTo
      const more = Number(isUnread(key, row, mark)) - Number(isUnread(key, before, mark))
      const isLast = chat.last !== undefined && compareMessages(key, chat.last.key) === 0
      if (more === 0 && !isLast) return row
      const last = isLast ? await lastOf(unit, key, row) : chat.last
      const unread = Math.max(0, chat.unread + more)
      await book.changeChat(unit, chatId, (now) => ({ ...now, unread, last }))
      return row
    },
    async expire(unit, key, atMs) {
      const row = await unit.get('messages', key)
      if (row === undefined) return
      if (row.expires !== undefined) unit.del('expiries', row.expires.entry)
      const expires = await expire(unit, key, atMs)
      unit.put('messages', key, { ...row, rev: row.rev + 1, expires })
      const chatId = await chatOf(unit, key)
      if (chatId !== undefined) unit.changedMessage(chatId, key)
    },
  }
}
