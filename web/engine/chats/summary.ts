import type { MessageRow, SummaryMentionRow, SummaryRow } from '../../storage/talkRows.ts'
import { isLid } from '../../wire/account.ts'
import { isJid } from '../../wire/jid.ts'
import type { Message } from '../../wire/proto/gen/message_pb.ts'
import { readDecoded, readMessage, type ReadMessage } from '../views/contentView.ts'
import type { RowReader } from '../work/work.ts'
import type { Book } from './book.ts'

/** So much of a text is kept for the list. */
const LONGEST_TEXT = 200

/** What the list shows of a message. People that it mentions are only looked up, never made. */
export async function summaryOf(
  rows: RowReader,
  book: Pick<Book, 'findContact'>,
  row: MessageRow,
  message?: Message,
): Promise<SummaryRow> {
  if (row.deleted !== undefined) return { kind: 'deleted', by: row.deleted }
  if (row.system !== undefined) return { kind: 'system', event: row.system }
  const read = readRow(row, message)
  if (read === undefined) return { kind: 'missing', state: row.missing?.state ?? 'unanswered' }
  const { content, context } = read
  const text = cut(content.text)
  const mentions = await mentionsIn(rows, book, text, context.mentioned)
  const named = mentions.length === 0 ? {} : { mentions }
  if (content.kind === 'text') return { kind: 'text', text, ...named }
  const { card, seconds } = content
  return { kind: 'card', card, text, ...(seconds === undefined ? {} : { seconds }), ...named }
}

/** Where names belong. A LID looks like a number and is none: it is never shown, known or not. */
async function mentionsIn(
  rows: RowReader,
  book: Pick<Book, 'findContact'>,
  text: string,
  mentioned: readonly string[],
): Promise<SummaryMentionRow[]> {
  const mentions: SummaryMentionRow[] = []
  for (const jid of mentioned) {
    const mark = mentionMark(jid)
    if (!text.includes(mark) || !isJid(jid)) continue
    const contactId = await book.findContact(rows, jid)
    if (contactId !== undefined) mentions.push({ text: mark, contactId })
    else if (isLid(jid)) mentions.push({ text: mark, contactId: 0 })
  }
  return mentions
}

/** The content of a row: that of its newest edit. Undefined: it has none. */
export function readRow(row: MessageRow, message?: Message): ReadMessage | undefined {
  const fromMe = row.author === 'me'
  if (row.edit !== undefined) return readMessage(row.edit.bytes, fromMe)
  if (message !== undefined) return readDecoded(message, fromMe)
  return row.bytes === undefined ? undefined : readMessage(row.bytes, fromMe)
}

/** What stands in a text where somebody is mentioned. */
export function mentionMark(jid: string): string {
  const end = jid.search(/[:@]/)
  return `@${end < 0 ? jid : jid.slice(0, end)}`
}

/** Does not cut a character in two. */
function cut(text: string): string {
  if (text.length <= LONGEST_TEXT) return text
  return text.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, '')
}
