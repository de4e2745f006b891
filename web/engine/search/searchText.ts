import type { SearchKind } from '../../bridge/archive.ts'
import type { MessageRow } from '../../storage/talkRows.ts'
import { readRow } from '../chats/summary.ts'
import type { PlainContent } from '../views/contentView.ts'
import { scanText } from './scanText.ts'

/** What of a message can be found. */
export interface Searchable {
  readonly kind: SearchKind
  /** Everything that somebody wrote in it, a line each. */
  readonly text: string
}

const WEB_ADDRESS = /\bhttps?:\/\/|\bwww\./i

/**
 * What can be found of a message that is kept as it came or as it was edited. Undefined: nothing, as of
 * lines of the system, of what was deleted, and of what could not be read.
 */
export function searchableOf(row: MessageRow): Searchable | undefined {
  if (!isSearchable(row)) return undefined
  const bytes = row.edit?.bytes ?? row.bytes
  const scanned = bytes === undefined ? undefined : scanText(bytes, row.author === 'me')
  if (scanned !== undefined) return { kind: kindOf(scanned), text: textOf(scanned) }
  const read = readRow(row)
  return read && { kind: kindOf(read.content), text: textOf(read.content) }
}

/** Whether there is anything to find in a row; cheap. */
export function isSearchable(row: MessageRow): boolean {
  return (
    row.deleted === undefined &&
    row.system === undefined &&
    (row.bytes !== undefined || row.edit !== undefined)
  )
}

/** A content as the wish may ask for it. */
export function kindOf(content: PlainContent): SearchKind {
  if (content.kind === 'card') return content.card
  return content.link !== undefined || WEB_ADDRESS.test(content.text) ? 'link' : 'text'
}

/** The words of a content. */
export function textOf(content: PlainContent): string {
  if (content.kind === 'text' && content.link === undefined) return content.text
  const lines =
    content.kind === 'card'
      ? [content.text, content.detail]
      : [content.text, content.link?.title, content.link?.description, content.link?.url]
  const [first = '', ...more] = lines.filter((line) => line !== undefined && line !== '')
  return more.reduce<string>(
    (text, line = '') => (text.includes(line) ? text : `${text}\n${line}`),
    first,
  )
}
