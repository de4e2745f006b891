import type { Author, MessageRow } from '../../storage/talkRows.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { MessageLog } from './log.ts'
import { isTombstone } from '../pages/tombstone.ts'
import { downwards, olderOf } from './streams.ts'

/** Older ones than so many of the chat that is given up are left as they are: all of it is one unit. */
const LOOKED_AT = 300

/**
 * Two chats have become one. A message that lies in both, because it came once under the number and
 * once under the LID, stays once: the copy that says more, and one that was taken back before all.
 */
export async function dropTwins(
  unit: UnitOfWork,
  parts: {
    readonly remove: MessageLog['remove']
    readonly authorsOf: (rows: RowReader, author: Author) => Promise<readonly Author[]>
  },
  streams: readonly number[],
  given: readonly number[],
): Promise<void> {
  const { remove, authorsOf } = parts

  async function twinOf(row: MessageRow) {
    for (const streamId of streams) {
      for (const author of await authorsOf(unit, row.author)) {
        const found = (await unit.withId(streamId, row.id)).filter(
          (one) => one.row.author === author,
        )
        const there = found.find((one) => !isTombstone(one.row)) ?? found[0]
        if (there !== undefined) return there
      }
    }
    return undefined
  }

  if ((await olderOf(unit, streams, 1)).length === 0) return
  let looked = 0
  for await (const { key, row } of downwards(unit, given)) {
    looked += 1
    if (looked > LOOKED_AT) return
    const twin = row.id === '' ? undefined : await twinOf(row)
    if (twin === undefined) continue
    // No tombstone stays: the id leads to the copy that is kept.
    const worse = worth(twin.row) >= worth(row) ? key : twin.key
    await remove(unit, worse)
    unit.del('messages', worse)
  }
}

function worth({ deleted, missing }: MessageRow): number {
  if (deleted !== undefined) return 2
  return missing === undefined ? 1 : 0
}
