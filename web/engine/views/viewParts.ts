import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { RowReader } from '../work/work.ts'

/** What views are made from: committed rows, read through the rooms that know what they mean. */
export interface ViewParts {
  readonly rows: RowReader
  readonly book: Book
  readonly log: MessageLog
  /** Lets other tasks run, in the middle of much work. */
  readonly breathe: () => Promise<void>
}
