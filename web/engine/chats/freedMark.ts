import type { ChatRow } from '../../storage/talkRows.ts'
import type { RowReader } from '../work/work.ts'

/**
 * Before this time messages of a chat were let go to free space, and come back only when asked for: the
 * highest mark of its streams, since one that joined the chat later has none. 0: none were. Throws
 * StorageError.
 */
export async function freedBefore(
  rows: RowReader,
  { streams }: Pick<ChatRow, 'streams'>,
): Promise<number> {
  const marks = await rows.getMany('streams', streams)
  return marks.reduce((highest, row) => Math.max(highest, row?.freedBeforeMs ?? 0), 0)
}
