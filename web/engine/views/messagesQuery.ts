import type { MessageView } from '../../bridge/chatViews.ts'
import type { MessageAnchor, MessagePage } from '../../bridge/queries.ts'
import type { Keyed } from '../../storage/readRows.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { messageKeyText, readMessageKey } from '../chats/messageKey.ts'
import type { FirstUnread } from './firstUnread.ts'
import { type Bounds, gapLines } from './gaps.ts'
import { messageView } from './messageView.ts'
import { inSlices } from './slices.ts'
import type { ViewParts } from './viewParts.ts'

const MOST = 200
/** How much of what was read already stands above the first unread message. */
const READ_ABOVE = 0.25

export interface PageParts extends ViewParts {
  readonly firstUnread: FirstUnread
}

type Found = Keyed<'messages'>

interface Stretch extends Bounds {
  /** Oldest first. */
  readonly messages: readonly Found[]
  readonly atStart: boolean
  readonly atEnd: boolean
}

/** A stretch of a conversation. Undefined: there is no such chat, or no message under the anchor. */
export async function messagePage(
  parts: PageParts,
  givenId: number,
  anchor: MessageAnchor,
  count: number,
): Promise<MessagePage | undefined> {
  const chat = await parts.book.chat(parts.rows, givenId)
  if (chat === undefined) return undefined
  const { chatId, row } = chat
  const first = await parts.firstUnread(chatId, row)
  const wanted = Math.min(Math.max(1, Math.trunc(count)), MOST)
  const stretch = await stretchAt(parts, chatId, anchor, wanted, first)
  if (stretch === undefined) return undefined
  const messages = await inSlices(stretch.messages, parts.breathe, (found) =>
    messageView(parts, chatId, found.key, found.row),
  )
  const gaps = await gapLines(parts.rows, chatId, row.streams, stretch)
  const { atStart, atEnd } = stretch
  const mark = first === undefined ? {} : { firstUnread: messageKeyText(first) }
  return { messages: merged(messages, gaps), atStart, atEnd, ...mark }
}

function merged(messages: readonly MessageView[], gaps: readonly MessageView[]): MessageView[] {
  if (gaps.length === 0) return [...messages]
  return [...messages, ...gaps].sort((one, other) => one.atMs - other.atMs || one.seq - other.seq)
}

async function stretchAt(
  parts: ViewParts,
  chatId: number,
  anchor: MessageAnchor,
  count: number,
  first: MessageKey | undefined,
): Promise<Stretch | undefined> {
  if (anchor.at === 'latest') return await before(parts, chatId, count)
  if (anchor.at === 'unread') {
    if (first === undefined) return await before(parts, chatId, count)
    return await around(parts, chatId, first, count, Math.floor(count * READ_ABOVE))
  }
  if (anchor.at === 'date') {
    const place: MessageKey = [0, Math.max(0, Math.trunc(anchor.ms)), 0]
    return await around(parts, chatId, place, count, Math.floor(count * READ_ABOVE))
  }
  const key = readMessageKey(anchor.key)
  if (key === undefined) return undefined
  if (anchor.at === 'before') return { ...(await before(parts, chatId, count, key)), atEnd: false }
  if (anchor.at === 'after') return { ...(await after(parts, chatId, count, key)), atStart: false }
  return await around(parts, chatId, key, count, Math.floor(count / 2))
}

async function before(
  { rows, log }: ViewParts,
  chatId: number,
  count: number,
  than?: MessageKey,
): Promise<Stretch> {
  const found = await log.older(rows, chatId, count + 1, than)
  const messages = found.slice(0, count).toReversed()
  const atStart = found.length <= count
  return {
    messages,
    atStart,
    atEnd: true,
    ...(atStart ? {} : from(messages[0]?.key ?? than)),
    ...(than === undefined ? {} : { before: than }),
  }
}

async function after(
  { rows, log }: ViewParts,
  chatId: number,
  count: number,
  than: MessageKey,
): Promise<Stretch> {
  const found = await log.newer(rows, chatId, count + 1, than)
  const messages = found.slice(0, count)
  const atEnd = found.length <= count
  return {
    messages,
    atStart: true,
    atEnd,
    after: than,
    ...(atEnd ? {} : { before: messages.at(-1)?.key ?? than }),
  }
}

/** `above` messages before the one, itself, and what is left of `count` after it. */
async function around(
  parts: ViewParts,
  chatId: number,
  key: MessageKey,
  count: number,
  above: number,
): Promise<Stretch | undefined> {
  const row = await parts.log.get(parts.rows, key)
  const middle = row === undefined ? [] : [{ key, row }]
  const newer = await after(parts, chatId, count - above - middle.length, key)
  // Where little is newer, more of what is older is shown.
  const room = count - newer.messages.length - middle.length
  const older = await before(parts, chatId, room, key)
  const left = count - older.messages.length - middle.length
  const rest = left > newer.messages.length ? await after(parts, chatId, left, key) : newer
  return {
    messages: [...older.messages, ...middle, ...rest.messages],
    atStart: older.atStart,
    atEnd: rest.atEnd,
    ...(older.after === undefined ? {} : { after: older.after }),
    ...(rest.before === undefined ? {} : { before: rest.before }),
  }
}

const from = (first: MessageKey | undefined): Bounds =>
  first === undefined ? {} : { after: first }
