import type { AccountStore } from './accountStore.ts'
import type { RowSource } from './database.ts'
import type { KeyOf, RowKey, RowOf, StoreName } from './rows.ts'
import type { AccountSchema } from './schema.ts'

/** A row with its key. */
export interface Keyed<S extends StoreName> {
  readonly key: KeyOf<S>
  readonly row: RowOf<S>
}

/** A stretch of a store. Both ends belong to it unless said otherwise; absent: there is no end. */
export interface RowRange<S extends StoreName> {
  readonly from?: KeyOf<S>
  readonly to?: KeyOf<S>
  readonly openFrom?: boolean
  readonly openTo?: boolean
  /** The first so many in the direction asked for. Absent: all. */
  readonly limit?: number
  /** Largest keys first. */
  readonly newestFirst?: boolean
}

/**
 * The rows of a stretch, in the order asked for. No cursor walks over them: the newest ones are found
 * by one jump from the end and then read at once. Throws StorageError.
 */
export async function readRange<S extends StoreName>(
  store: AccountStore,
  name: S,
  range: RowRange<S>,
): Promise<Keyed<S>[]> {
  const { limit, newestFirst = false } = range
  if ((limit !== undefined && limit <= 0) || isEmpty(range)) return []
  const rows = await store.pick(name, async (source) => {
    const bounds = newestFirst ? await lastOnes(source, range) : boundsOf(range)
    if (bounds === 'none') return [[], []]
    const count = newestFirst ? undefined : limit
    return await Promise.all([source.getAllKeys(bounds, count), source.getAll(bounds, count)])
  })
  return newestFirst ? rows.toReversed() : rows
}

/** The rows under these keys, in their order, read in one transaction. Throws StorageError. */
export async function readMany<S extends StoreName>(
  store: AccountStore,
  name: S,
  keys: readonly KeyOf<S>[],
): Promise<(RowOf<S> | undefined)[]> {
  if (keys.length === 0) return []
  const found: number[] = []
  const rows = await store.pick(name, async (source) => {
    const records = await Promise.all(keys.map((key) => source.get(keyOf<S>(key))))
    const here = records.flatMap((record, at) => (record ? [{ record, at }] : []))
    found.push(...here.map(({ at }) => at))
    return [here.map(({ at }) => keys[at]), here.map(({ record }) => record)]
  })
  const answer: (RowOf<S> | undefined)[] = keys.map(() => undefined)
  rows.forEach(({ row }, index) => {
    answer[found[index] ?? -1] = row
  })
  return answer
}

/** Up to `limit` keys after one, ascending, without their rows. Throws StorageError. */
export async function readKeys(
  store: AccountStore,
  name: StoreName,
  limit: number,
  after?: RowKey,
): Promise<RowKey[]> {
  const bounds = after === undefined ? undefined : IDBKeyRange.lowerBound(after, true)
  let keys: RowKey[] = []
  await store.pick(name, async (source) => {
    keys = await source.getAllKeys(bounds, limit)
    return [[], []]
  })
  return keys
}

/** The keys of a stretch, ascending, without their rows. Throws StorageError. */
export async function readKeysOf<S extends StoreName>(
  store: AccountStore,
  name: S,
  range: Omit<RowRange<S>, 'newestFirst'>,
): Promise<KeyOf<S>[]> {
  let keys: readonly unknown[] = []
  await store.pick(name, async (source) => {
    keys = await source.getAllKeys(boundsOf(range), range.limit)
    return [[], []]
  })
  return keys as KeyOf<S>[]
}

/** The largest key of a store. Throws StorageError. */
export async function readLastKey<S extends StoreName>(
  store: AccountStore,
  name: S,
): Promise<KeyOf<S> | undefined> {
  let last: unknown
  await store.pick(name, async (source) => {
    last = (await source.openKeyCursor(null, 'prev'))?.key
    return [[], []]
  })
  return last as KeyOf<S> | undefined
}

/** Bounds that hold the last `limit` keys of a range and nothing else of it. */
async function lastOnes<S extends StoreName>(
  source: RowSource<S>,
  range: RowRange<S>,
): Promise<IDBKeyRange | undefined | 'none'> {
  const { limit } = range
  const bounds = boundsOf(range)
  if (limit === undefined) return bounds
  const last = await source.openKeyCursor(bounds, 'prev')
  if (last === null) return 'none'
  const first = limit > 1 ? await last.advance(limit - 1) : last
  if (first === null) return bounds
  return boundsOf({ ...range, from: first.key as KeyOf<S>, openFrom: false })
}

/** The database refuses such bounds. */
function isEmpty({ from, to, openFrom, openTo }: RowRange<StoreName>): boolean {
  if (from === undefined || to === undefined) return false
  const order = compareKeys(from, to)
  return order > 0 || (order === 0 && (openFrom === true || openTo === true))
}

/** Order of two keys of one store, as the database has it: below 0, 0 or above. */
export function compareKeys(one: RowKey, other: RowKey): number {
  if (typeof one !== 'object' || typeof other !== 'object') return compare(one, other)
  for (const [at, part] of one.entries()) {
    const order = compare(part, other[at] ?? 0)
    if (order !== 0) return order
  }
  return 0
}

const compare = (one: RowKey, other: RowKey) => (one < other ? -1 : Number(one > other))

function boundsOf<S extends StoreName>(range: RowRange<S>): IDBKeyRange | undefined {
  const { from, to, openFrom, openTo } = range
  if (from !== undefined && to !== undefined) {
    return IDBKeyRange.bound(from, to, openFrom, openTo)
  }
  if (from !== undefined) return IDBKeyRange.lowerBound(from, openFrom)
  return to === undefined ? undefined : IDBKeyRange.upperBound(to, openTo)
}

/** Places in time are readonly for the compiler only. */
const keyOf = <S extends StoreName>(key: KeyOf<S>) => key as AccountSchema[S]['key']
