import type { ChatRow, MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { Book } from './book.ts'
import { forgetContent } from './contentGone.ts'
import type { Hash } from './hashes.ts'
import type { MessageLog } from './log.ts'
import { tombstone } from '../pages/tombstone.ts'
import { compareMessages } from './messageKey.ts'
import { movePicture, pictureName } from './pictureRows.ts'
import { downwards, isUnread, olderOf } from './streams.ts'

/** Rows that are read at once: each may have a megabyte. */
const KEPT_AT_ONCE = 20

interface RemovalParts {
  readonly hash: Hash
  readonly book: Book
  readonly chatOf: MessageLog['chatOf']
  readonly lastOf: (rows: RowReader, key: MessageKey, row: MessageRow) => Promise<ChatRow['last']>
}

/**
 * The part of the log that lets content go: nothing of it stays in any store. That there was a message
 * of this id is kept, so that a copy that comes later does not bring it back.
 */
export function createRemoval(parts: RemovalParts): {
  readonly remove: MessageLog['remove']
  readonly removeChat: (unit: UnitOfWork, chatId: number) => Promise<void>
} {
  const { hash, book, chatOf, lastOf } = parts

  function removeRow(unit: UnitOfWork, key: MessageKey, row: MessageRow): void {
    if (row.id === '') unit.del('messages', key)
    else unit.put('messages', key, tombstone(row.id, row.author))
    unit.del('receipts', key)
    unit.del('starred', key)
    if (row.expires !== undefined) unit.del('expiries', row.expires.entry)
  }

  /** What the list shows once the newest message is gone. The chat keeps its place. */
  async function lastBefore(unit: UnitOfWork, chat: ChatRow): Promise<ChatRow['last']> {
    let than: MessageKey | undefined
    for (;;) {
      const slice = await olderOf(unit, chat.streams, 10, than)
      const next = slice.find(({ row }) => row.quiet !== true)
      if (next !== undefined) return await lastOf(unit, next.key, next.row)
      than = slice.at(-1)?.key
      if (than === undefined) return undefined
    }
  }

  /** What the phone's past said of the chat, and no screen shows. */
  async function removeKept(unit: UnitOfWork, chatId: number): Promise<void> {
    for (let from = -1; ; ) {
      const some = await unit.range('historyKept', {
        ...(from < 0 ? {} : { from, openFrom: true }),
        limit: KEPT_AT_ONCE,
      })
      for (const { key, row } of some) {
        from = key
        if (row.chatId === undefined) continue
        if ((await book.chat(unit, row.chatId))?.chatId === chatId) unit.del('historyKept', key)
      }
      if (some.length < KEPT_AT_ONCE) return
    }
  }

  return {
    async remove(unit, key, why) {
      const row = await unit.get('messages', key)
      if (row === undefined) return
      removeRow(unit, key, row)
      const chatId = await chatOf(unit, key)
      const chat = chatId === undefined ? undefined : await unit.get('chats', chatId)
      if (chatId === undefined || chat === undefined) return
      unit.goneMessage(chatId, key)
      await forgetContent(unit, book, chatId, key, row, why)
      const wasUnread = isUnread(key, row, chat.readUpTo)
      const wasLast = chat.last !== undefined && compareMessages(key, chat.last.key) === 0
      if (!wasUnread && !wasLast) return
      const last = wasLast ? await lastBefore(unit, chat) : chat.last
      const unread = Math.max(0, chat.unread - Number(wasUnread))
      await book.changeChat(unit, chatId, (now) => ({ ...now, last, unread }))
    },
    async removeChat(unit, givenId) {
      const found = await book.chat(unit, givenId)
      if (found === undefined) return
      const { chatId, row: chat } = found
      for await (const { key, row } of downwards(unit, chat.streams)) {
        removeRow(unit, key, row)
        unit.goneMessage(chatId, key)
        await forgetContent(unit, book, chatId, key, row)
      }
      await removeKept(unit, chatId)
      unit.del('drafts', chatId)
      unit.del('groups', chatId)
      if (chat.pictureId !== undefined) {
        await movePicture(unit, hash, pictureName('g', chatId, chat.pictureId))
      }
      // The chat itself stays as an empty place outside the list: its addresses and ids lead to it.
      await book.changeChat(unit, chatId, (row) => ({
        kind: row.kind,
        streams: row.streams,
        jid: row.jid,
        contactId: row.contactId,
        sortMs: 0,
        unread: 0,
        rev: row.rev,
      }))
      unit.goneChat(chatId)
    },
  }
}
