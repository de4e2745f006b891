import type { ChatRowView, LastMessageView } from '../../bridge/chatViews.ts'
import type { ChatRow, LastMessageRow } from '../../storage/talkRows.ts'
import { pictureName } from '../chats/pictureRows.ts'
import { contentOfSummary } from './contentOfRow.ts'
import { personView } from './personView.ts'
import type { ViewParts } from './viewParts.ts'

/** Kinds in which nobody writes from here. */
const READ_ONLY: ReadonlySet<ChatRow['kind']> = new Set(['broadcast', 'status', 'newsletter'])

/** One row of the list. */
export async function chatRowView(
  parts: ViewParts,
  chatId: number,
  row: ChatRow,
): Promise<ChatRowView> {
  const named = await nameOf(parts, chatId, row)
  const last = row.last && (await lastView(parts, row, row.last))
  return {
    chatId,
    rev: row.rev,
    kind: row.kind,
    ...named,
    sortMs: row.sortMs,
    ...(last === undefined ? {} : { last }),
    unread: row.unread,
    marked: row.marked === true,
    pinned: row.pinnedMs !== undefined,
    archived: row.archived === true,
    ...mutedUntil(row),
    ...(row.draft ? { draft: row.draft } : {}),
    disappearingSec: row.disappearingSec ?? 0,
    writable: row.closed === undefined && !READ_ONLY.has(row.kind),
    ...(row.closed === undefined ? {} : { closed: row.closed }),
  }
}

type Named = Pick<ChatRowView, 'name' | 'nameSource' | 'number' | 'picture'>

async function nameOf(parts: ViewParts, chatId: number, row: ChatRow): Promise<Named> {
  if (row.contactId !== undefined) {
    const { name, nameSource, number, picture } = await personView(parts, row.contactId)
    return {
      name,
      nameSource,
      ...(number === undefined ? {} : { number }),
      ...(picture === undefined ? {} : { picture }),
    }
  }
  const picture =
    row.pictureId === undefined ? {} : { picture: pictureName('g', chatId, row.pictureId) }
  if (row.subject) return { name: row.subject, nameSource: 'subject', ...picture }
  return { name: '', nameSource: 'none', ...picture }
}

async function lastView(
  parts: ViewParts,
  chat: ChatRow,
  { author, summary, ticks }: LastMessageRow,
): Promise<LastMessageView> {
  const inGroup = chat.kind !== 'direct' && chat.kind !== 'self'
  const sender = inGroup && typeof author === 'number' ? await personView(parts, author) : undefined
  return {
    fromMe: author === 'me',
    content: await contentOfSummary(parts, summary),
    ...(sender === undefined || sender.name === '' ? {} : { senderName: sender.name }),
    ...(ticks === undefined ? {} : { ticks }),
  }
}

function mutedUntil({ mutedUntilMs }: ChatRow): Pick<ChatRowView, 'mutedUntilMs'> {
  if (mutedUntilMs === undefined) return {}
  return { mutedUntilMs: mutedUntilMs < 0 ? Number.MAX_SAFE_INTEGER : mutedUntilMs }
}

/** Whether a chat makes no sound at a time. -1: for ever. */
export function isMuted(mutedUntilMs: number | undefined, nowMs: number): boolean {
  return mutedUntilMs !== undefined && (mutedUntilMs < 0 || mutedUntilMs > nowMs)
}
