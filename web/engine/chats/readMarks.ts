import type { Keyed } from '../../storage/readRows.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { Book } from './book.ts'
import type { MessageLog } from './log.ts'
import { countAfter, downwards, isRead } from './streams.ts'

type ReadMarks = Pick<MessageLog, 'seen' | 'setUnread'>

/** The part of the log that knows how far a chat was read. */
export function createReadMarks(book: Book): ReadMarks {
  return {
    async seen(unit, chatId, upTo) {
      const found = await book.chat(unit, chatId)
      if (found === undefined) return []
      const { row } = found
      const unread: Keyed<'messages'>[] = []
      const place: MessageKey = [upTo[0], upTo[1], upTo[2] + 1]
      for await (const message of downwards(unit, row.streams, place)) {
        if (unread.length >= row.unread || isRead(message.key, row.readUpTo)) break
        if (message.row.counts === true) unread.push(message)
      }
      const further = !isRead(upTo, row.readUpTo)
      if (!further && row.marked !== true) return []
      const left = further ? await countAfter(unit, row.streams, upTo, row.unread) : row.unread
      await book.changeChat(unit, found.chatId, (chat) => ({
        ...chat,
        unread: left,
        readUpTo: further ? [upTo[1], upTo[2]] : chat.readUpTo,
        marked: undefined,
      }))
      return unread.toReversed()
    },
    async setUnread(unit, chatId, count) {
      const found = await book.chat(unit, chatId)
      if (found === undefined || found.row.unread >= count) return
      let left = count
      let mark = found.row.readUpTo
      for await (const { key, row } of downwards(unit, found.row.streams)) {
        // What was read here since the count was taken stays read.
        if (isRead(key, found.row.readUpTo)) break
        if (left === 0) {
          mark = [key[1], key[2]]
          break
        }
        if (typeof row.author !== 'number' || row.deleted !== undefined) continue
        left -= 1
        if (row.counts !== true) {
          unit.put('messages', key, { ...row, counts: true, rev: row.rev + 1 })
        }
      }
      await book.changeChat(unit, found.chatId, (row) => ({
        ...row,
        unread: Math.max(row.unread, count - left),
        readUpTo: mark,
      }))
    },
  }
}
