import type { ChatsView } from '../../bridge/contract.ts'
import { StorageError } from '../../storage/errors.ts'
import type { Trace } from '../traceRing.ts'
import type { RowReader } from '../work/work.ts'

/** What is kept only to be fast: each can be made anew from the chats. */
type ChatsCache = 'chatsHead' | 'chatOrder'

/** The head of the chat list as it was last kept. Only a picture of the truth, which is read later. */
export function chatsHead(
  rows: Pick<RowReader, 'get'>,
  trace: Trace,
): Promise<ChatsView | undefined> {
  // Written by this build or an earlier one, and sealed; a later one would not have opened here.
  return keptOfChats(rows, 'chatsHead', trace, (json) => {
    const head = JSON.parse(json) as ChatsView
    return Array.isArray(head.rows) ? head : undefined
  })
}

/**
 * What `read` makes of a cache of the chats. One that does not open or cannot be read is as good as
 * none (`undefined`), and traced. Throws StorageError for everything else, and nothing of `read`.
 */
export async function keptOfChats<T>(
  rows: Pick<RowReader, 'get'>,
  cache: ChatsCache,
  trace: Trace,
  read: (json: string) => T | undefined,
): Promise<T | undefined> {
  try {
    const row = await rows.get('account', cache)
    return row === undefined ? undefined : read(row.json)
  } catch (cause) {
    if (cause instanceof StorageError && cause.code !== 'damaged') throw cause
    trace({ step: 'cache-unreadable', cache })
    return undefined
  }
}
