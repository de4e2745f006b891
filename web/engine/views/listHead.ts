import { utf8Encode } from '../../crypto/bytes.ts'
import type { ChatRowView } from '../../bridge/chatViews.ts'
import type { ChatsView } from '../../bridge/contract.ts'
import type { ChatRow } from '../../storage/talkRows.ts'
import type { ChatIndex } from './chatIndex.ts'
import { chatRowView, isMuted } from './chatRowView.ts'
import { readTogether } from './personView.ts'
import { inSlices } from './slices.ts'
import type { ViewParts } from './viewParts.ts'

const HEAD_ROWS = 100
/** Bytes of the stored head. */
const HEAD_LENGTH = 32 * 1024

/** The head of the list as it stands now. */
export async function listHead(
  parts: ViewParts,
  index: ChatIndex,
  nowMs: number,
): Promise<ChatsView> {
  const shown = index.inOrder(false)
  const total = shown.length
  const first = shown.slice(0, HEAD_ROWS).map(({ chatId }) => chatId)
  const unread = shown.reduce(
    (sum, chat) => (isMuted(chat.mutedUntilMs, nowMs) ? sum : sum + chat.unread),
    0,
  )
  return { rows: await chatRows(parts, first), total, unread }
}

/** Rows of these chats; those that are gone are left out. */
export async function chatRows(
  parts: ViewParts,
  chatIds: readonly number[],
): Promise<ChatRowView[]> {
  const rows = await parts.rows.getMany('chats', chatIds)
  await readTogether(parts, rows.flatMap(peopleOf))
  const views = await inSlices(chatIds, parts.breathe, async (chatId, at) => {
    const row = rows[at]
    return row && (await chatRowView(parts, chatId, row))
  })
  return views.filter((view) => view !== undefined)
}

/** Whom a row of the list names. */
function peopleOf(row: ChatRow | undefined): number[] {
  const author = row?.last?.author
  return [row?.contactId, author].filter((id) => typeof id === 'number')
}

/** The head as it is kept: as many rows as fit into 32 KB. */
export function headJson(head: ChatsView): string {
  const json = JSON.stringify(head)
  if (bytesOf(json) <= HEAD_LENGTH) return json
  let fits = 0
  let tooMany = head.rows.length
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    const length = bytesOf(JSON.stringify({ ...head, rows: head.rows.slice(0, middle) }))
    if (length <= HEAD_LENGTH) fits = middle
    else tooMany = middle
  }
  return JSON.stringify({ ...head, rows: head.rows.slice(0, fits) })
}

/** Length in UTF-8. */
function bytesOf(text: string): number {
  return utf8Encode(text).length
}
