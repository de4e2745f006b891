import type { Keyed } from '../../storage/readRows.ts'
import type { MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { RowReader } from '../work/work.ts'
import { compareMessages } from './messageKey.ts'

const END = Number.MAX_SAFE_INTEGER

/** How many messages are read at once where all of them are wanted. */
const SLICE = 100

type Found = Keyed<'messages'>

/** The newest `count` messages of these streams before a place, newest first. */
export async function olderOf(
  rows: RowReader,
  streams: readonly number[],
  count: number,
  than?: MessageKey,
): Promise<Found[]> {
  const found = await Promise.all(
    streams.map((stream) =>
      rows.range('messages', {
        from: [stream, 0, 0],
        to: than === undefined ? [stream, END, END] : [stream, than[1], than[2]],
        openTo: than !== undefined,
        newestFirst: true,
        limit: count,
      }),
    ),
  )
  return merge(found, count, (one, other) => compareMessages(other.key, one.key))
}

/** The oldest `count` messages of these streams after a place, oldest first. */
export async function newerOf(
  rows: RowReader,
  streams: readonly number[],
  count: number,
  than?: MessageKey,
): Promise<Found[]> {
  const found = await Promise.all(
    streams.map((stream) =>
      rows.range('messages', {
        from: than === undefined ? [stream, 0, 0] : [stream, than[1], than[2]],
        openFrom: than !== undefined,
        to: [stream, END, END],
        limit: count,
      }),
    ),
  )
  return merge(found, count, (one, other) => compareMessages(one.key, other.key))
}

/** All messages of these streams from the newest to the oldest, read in slices. */
export async function* downwards(
  rows: RowReader,
  streams: readonly number[],
  than?: MessageKey,
): AsyncGenerator<Found, void> {
  let place = than
  for (;;) {
    const slice = await olderOf(rows, streams, SLICE, place)
    yield* slice
    place = slice.at(-1)?.key
    if (slice.length < SLICE) return
  }
}

/** How many messages after a place count as unread; counting ends at `most`. */
export async function countAfter(
  rows: RowReader,
  streams: readonly number[],
  place: MessageKey,
  most: number,
): Promise<number> {
  let count = 0
  for await (const { key, row } of downwards(rows, streams)) {
    if (compareMessages(key, place) <= 0 || count >= most) return count
    if (row.counts === true) count += 1
  }
  return count
}

/** Whether a place lies at or before a chat's read mark. */
export function isRead(key: MessageKey, mark: readonly [number, number] | undefined): boolean {
  if (mark === undefined) return false
  return key[1] < mark[0] || (key[1] === mark[0] && key[2] <= mark[1])
}

/** Whether a message adds one to its chat's count. */
export function isUnread(
  key: MessageKey,
  row: MessageRow,
  mark: readonly [number, number] | undefined,
): boolean {
  return row.counts === true && !isRead(key, mark)
}

function merge(
  found: readonly Found[][],
  count: number,
  order: (one: Found, other: Found) => number,
): Found[] {
  const [only = []] = found
  return found.length < 2 ? only : found.flat().toSorted(order).slice(0, count)
}
