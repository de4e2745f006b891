import type { Author, MessageRow } from '../../storage/talkRows.ts'

/**
 * The row that stays in the place of a removed message, so that it does not come back: stored as a
 * message, found by its id only.
 */
export function tombstone(id: string, author: Author): MessageRow {
  return { id, author, rev: 0, deleted: 'me' }
}

/** Whether a row stands for a message that was removed here. */
export function isTombstone(row: MessageRow): boolean {
  return row.rev === 0
}
