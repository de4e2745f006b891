import type { AccountStore } from '../../storage/accountStore.ts'
import { compareKeys, readKeys } from '../../storage/readRows.ts'
import type { RowKey } from '../../storage/rows.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { decodeDirectory, type DirectoryRecord } from '../pages/directory.ts'
import { readEach } from '../pages/readEach.ts'
import type { ChatSizesParts, StreamSize } from './chatSizes.ts'

/** Records that are read at once: each opens in some tens of microseconds. */
const SLICE = 100
/** What sealing adds to a page: its vector and its tag. */
const SEAL_BYTES = 28

/**
 * Sizes of streams as their directory records tell: no page is opened. Records that cannot be read
 * count as nothing. The newest messages of all are in no page yet and not counted either.
 */
export function streamSizes(
  store: AccountStore,
): Pick<ChatSizesParts, 'sizeOfStream' | 'sizesOfStreams'> {
  /** Up to `SLICE` records after a key, with the last key that was looked at. */
  async function recordsAfter(after: RowKey | undefined) {
    const keys = (await readKeys(store, 'directory', SLICE, after)).filter(isPlace)
    const found = await readEach(store, 'directory', keys, decodeDirectory)
    const records = found.filter((record) => record !== undefined)
    return { records, last: keys.length < SLICE ? undefined : keys.at(-1) }
  }

  return {
    async sizeOfStream(streamId) {
      const size = { messages: 0, bytes: 0 }
      // Shorter than every key of the stream, and so before all of them.
      let after: RowKey | undefined = [streamId]
      const end = [streamId + 1]
      while (after !== undefined && compareKeys(after, end) < 0) {
        const { records, last } = await recordsAfter(after)
        for (const record of records) if (record.key[0] === streamId) add(size, sizeOf(record))
        after = last
      }
      return size
    },
    async *sizesOfStreams() {
      let after: RowKey | undefined
      do {
        const { records, last } = await recordsAfter(after)
        yield records.map((record) => ({ streamId: record.key[0], ...sizeOf(record) }))
        after = last
      } while (after !== undefined)
    },
  }
}

const isPlace = (key: RowKey): key is MessageKey => typeof key === 'object'

function sizeOf({ pages }: DirectoryRecord): StreamSize {
  const size = { messages: 0, bytes: 0 }
  for (const { count, bytes } of pages) add(size, { messages: count, bytes: bytes + SEAL_BYTES })
  return size
}

function add(size: { messages: number; bytes: number }, more: StreamSize): void {
  size.messages += more.messages
  size.bytes += more.bytes
}
