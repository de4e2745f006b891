import type { Keyed } from '../../storage/readRows.ts'
import type { RowReader } from '../work/work.ts'

/** Streams that are read at once: opening some hundreds of small rows takes a few milliseconds. */
const SLICE = 500

/** All streams by their number, a slice at a time; others go first in between. Throws StorageError. */
export async function* eachStream(
  rows: Pick<RowReader, 'range'>,
  breathe: () => Promise<void>,
): AsyncGenerator<readonly Keyed<'streams'>[], void> {
  let after = 0
  for (;;) {
    const slice = await rows.range('streams', { from: after, openFrom: true, limit: SLICE })
    yield slice
    if (slice.length < SLICE) return
    after = slice.at(-1)?.key ?? after
    await breathe()
  }
}
