import type { AccountStore } from '../../storage/accountStore.ts'
import type { JournalRow } from '../../storage/archiveRows.ts'
import { compareKeys, readKeys } from '../../storage/readRows.ts'
import type { MessageKey, MessageRow } from '../../storage/talkRows.ts'
import { isDamage } from './readEach.ts'

/** A message as a commit left it; without a row: it was removed. */
export interface MessageWrite {
  readonly key: MessageKey
  readonly row?: MessageRow
}

/** Changes that are in no page yet: in memory, and in rows of store `journal`. */
export interface Journal {
  /** Those of one stream, in the order of their keys. */
  of(streamId: number): readonly MessageWrite[]
  readonly streams: () => Iterable<number>
  /** Everything, as it is to be folded, and the rows that hold it. */
  readonly all: () => { readonly writes: readonly MessageWrite[]; readonly rows: readonly number[] }
  /** How many messages have been written since the last fold, some of them more than once. */
  readonly size: () => number
  readonly next: () => number
  /** A row is durable. */
  add(number: number, row: JournalRow): void
  /** All of it lies in pages now. */
  clear(): void
}

/** A disk that failed once must not cost a row: it is asked once more. */
async function readTwice(store: AccountStore, number: number): Promise<JournalRow | undefined> {
  try {
    return await store.get('journal', number)
  } catch (cause) {
    if (!isDamage(cause)) throw cause
    return await store.get('journal', number)
  }
}

/** How many rows are read at once. */
const SLICE = 50

/**
 * The journal as it is stored. A row that cannot be read is told to `onDamage`: what it held is lost,
 * and it goes with the next fold. Throws StorageError.
 */
export async function openJournal(
  store: AccountStore,
  onDamage: (damage: { readonly journal: number }) => void,
): Promise<Journal> {
  const streams = new Map<number, Map<string, MessageWrite>>()
  let rows: number[] = []
  let size = 0
  let last = 0

  function add(number: number, row: JournalRow): void {
    last = Math.max(last, number)
    rows.push(number)
    size += row.writes.length
    for (const write of row.writes) {
      const [streamId] = write.key
      let own = streams.get(streamId)
      if (own === undefined) streams.set(streamId, (own = new Map()))
      own.set(String(write.key), write)
    }
  }

  let slice: number[] = []
  do {
    const after = slice.at(-1)
    slice = (await readKeys(store, 'journal', SLICE, after)).filter(
      (key) => typeof key === 'number',
    )
    for (const number of slice) {
      try {
        const row = await readTwice(store, number)
        if (row !== undefined) add(number, row)
      } catch (cause) {
        if (!isDamage(cause)) throw cause
        add(number, { writes: [] })
        onDamage({ journal: number })
      }
    }
  } while (slice.length === SLICE)

  return {
    of: (streamId) =>
      [...(streams.get(streamId)?.values() ?? [])].toSorted((one, other) =>
        compareKeys(one.key, other.key),
      ),
    streams: () => streams.keys(),
    all: () => ({ writes: [...streams.values()].flatMap((own) => [...own.values()]), rows }),
    size: () => size,
    next: () => last + 1,
    add,
    clear() {
      streams.clear()
      rows = []
      size = 0
    },
  }
}
