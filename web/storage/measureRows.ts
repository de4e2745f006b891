import type { AccountStore } from './accountStore.ts'
import type { RowKey, StoreName } from './rows.ts'
import type { SealedRecord } from './schema.ts'

/** Records that are read at once: a page of messages has some tens of kilobytes. */
const SLICE = 64

/** What a store holds. `bytes`: what its values take, sealed as they lie there, without their keys. */
export interface RowSizes {
  readonly count: number
  readonly bytes: number
}

/**
 * Measures a store without opening a single row, slice by slice. `seen` hears each slice's keys; after
 * each slice `breathe` lets others go first. Throws StorageError.
 */
export async function measureRows(
  store: AccountStore,
  name: StoreName,
  breathe: () => Promise<void> = async () => {},
  seen: (keys: readonly RowKey[]) => void = () => {},
): Promise<RowSizes> {
  let count = 0
  let bytes = 0
  let last: RowKey | undefined
  for (;;) {
    let keys: readonly RowKey[] = []
    const after = last === undefined ? undefined : IDBKeyRange.lowerBound(last, true)
    await store.pick(name, async (source) => {
      const [found, records] = await Promise.all([
        source.getAllKeys(after, SLICE),
        source.getAll(after, SLICE),
      ])
      keys = found
      for (const record of records) bytes += lengthOf(record)
      return [[], []]
    })
    count += keys.length
    seen(keys)
    last = keys.at(-1)
    if (keys.length < SLICE) return { count, bytes }
    await breathe()
  }
}

function lengthOf({ iv, ct }: SealedRecord): number {
  return iv.length + ct.length
}
