import type { ChatRow, MessageKey } from '../../storage/talkRows.ts'
import { downwards, isUnread } from '../chats/streams.ts'
import type { ViewParts } from './viewParts.ts'

/** A mark is looked for among so many messages. */
const LONGEST_SEARCH = 2000
const SEARCHED_AT_ONCE = 20
/** Chats whose answer is remembered: those that are open in windows, and a few more. */
const REMEMBERED = 16

/** The first message of a chat that the person has not seen, if there is one. Throws StorageError. */
export type FirstUnread = (chatId: number, chat: ChatRow) => Promise<MessageKey | undefined>

/** Looks for first unread messages, and remembers them until their chats change. */
export function createFirstUnread(parts: ViewParts): FirstUnread {
  const known = new Map<number, { readonly rev: number; readonly key: MessageKey | undefined }>()
  return async (chatId, chat) => {
    if (chat.unread === 0) return undefined
    const before = known.get(chatId)
    if (before?.rev === chat.rev) return before.key
    const key = await search(parts, chatId, chat)
    known.delete(chatId)
    known.set(chatId, { rev: chat.rev, key })
    if (known.size > REMEMBERED) known.delete(known.keys().next().value ?? 0)
    return key
  }
}

async function search(
  parts: ViewParts,
  chatId: number,
  chat: ChatRow,
): Promise<MessageKey | undefined> {
  return chat.readUpTo === undefined
    ? await byCount(parts, chat)
    : await afterMark(parts, chatId, chat.readUpTo)
}

/** Everything before a mark is read: it comes soon after it, however many follow. */
async function afterMark(
  { rows, log }: ViewParts,
  chatId: number,
  mark: NonNullable<ChatRow['readUpTo']>,
): Promise<MessageKey | undefined> {
  let place: MessageKey = [0, ...mark]
  for (let searched = 0; searched < LONGEST_SEARCH; searched += SEARCHED_AT_ONCE) {
    const slice = await log.newer(rows, chatId, SEARCHED_AT_ONCE, place)
    const found = slice.find(({ key, row }) => isUnread(key, row, mark))
    if (found !== undefined) return found.key
    const last = slice.at(-1)
    if (last === undefined) return undefined
    place = last.key
  }
  return undefined
}

/** Nothing is known to be read: they are counted from the newest. */
async function byCount({ rows }: ViewParts, chat: ChatRow): Promise<MessageKey | undefined> {
  let first: MessageKey | undefined
  let counted = 0
  let searched = 0
  for await (const { key, row } of downwards(rows, chat.streams)) {
    searched += 1
    if (counted === chat.unread || searched > LONGEST_SEARCH) break
    if (!isUnread(key, row, undefined)) continue
    first = key
    counted += 1
  }
  return first
}
