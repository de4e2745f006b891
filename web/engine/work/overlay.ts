import type { KeyOf, RowKey, RowOf, StoreName, Write } from '../../storage/rows.ts'
import { compareKeys, type Keyed, type RowRange } from '../../storage/readRows.ts'
import type { MessageRow } from '../../storage/talkRows.ts'
import { isTombstone } from '../pages/tombstone.ts'
import type { RowReader } from './work.ts'

/** Writes that are not stored yet, and reads that see them over what lies below. */
export interface Overlay extends RowReader {
  put<S extends StoreName, K extends KeyOf<S>>(store: S, key: K, row: RowOf<S, K>): void
  del<S extends StoreName>(store: S, key: KeyOf<S>): void
  /** The writes, one for each key: the last of it. */
  writes(): Write[]
  /** How many rows of a store it writes. */
  count(store: StoreName): number
  /** Puts all its writes into another one, the one below. It is not to be used any more then. */
  mergeInto(below: Overlay): void
  /** Takes over what another one wrote in a store. */
  take(store: StoreName, written: Map<string | number, Entry>): void
}

/** What is under a key from now on. */
export interface Entry {
  readonly store: StoreName
  readonly key: RowKey
  /** Undefined: removed. */
  readonly row: unknown
}

/** An empty overlay. */
export function createOverlay(below: RowReader): Overlay {
  const stores = new Map<StoreName, Map<string | number, Entry>>()

  const entryOf = (store: StoreName, key: RowKey) => stores.get(store)?.get(nameOf(key))

  function set(store: StoreName, key: RowKey, row: unknown): void {
    let entries = stores.get(store)
    if (entries === undefined) stores.set(store, (entries = new Map()))
    entries.set(nameOf(key), { store, key, row })
  }

  const all = () => [...stores.values()].flatMap((entries) => [...entries.values()])

  async function withIds(streamId: number, ids: readonly string[]): Promise<Keyed<'messages'>[]> {
    const found = await below.withIds(streamId, ids)
    const messages = stores.get('messages')
    if (messages === undefined) return found
    const sought = new Set(ids)
    const rows = found.filter(({ key }) => !messages.has(nameOf(key)))
    for (const { key, row } of messages.values() as Iterable<Partial<Keyed<'messages'>>>) {
      if (key?.[0] === streamId && row !== undefined && sought.has(row.id)) rows.push({ key, row })
    }
    return rows
  }

  // An entry's row was given by `put` for this very store and key: the compiler cannot follow that.
  return {
    async get<S extends StoreName, K extends KeyOf<S>>(store: S, key: K) {
      const own = entryOf(store, key)
      if (own === undefined) return await below.get(store, key)
      return shown(own) as RowOf<S, K> | undefined
    },
    async getMany<S extends StoreName>(store: S, keys: readonly KeyOf<S>[]) {
      const own = keys.map((key) => entryOf(store, key))
      const rest = await below.getMany(
        store,
        keys.filter((_, at) => own[at] === undefined),
      )
      let next = 0
      return own.map((entry) =>
        entry === undefined ? rest[next++] : (shown(entry) as RowOf<S> | undefined),
      )
    },
    async range<S extends StoreName>(store: S, range: RowRange<S>) {
      const own = [...(stores.get(store)?.values() ?? [])].filter(({ key }) => isIn(key, range))
      if (own.length === 0) return await below.range(store, range)
      const { limit, newestFirst } = range
      const hidden = new Set(own.map(({ key }) => nameOf(key)))
      const more = limit === undefined ? {} : { limit: limit + hidden.size }
      const lower = await below.range(store, { ...range, ...more })
      const rows = lower.filter(({ key }) => !hidden.has(nameOf(key)))
      for (const entry of own) {
        const row = shown(entry)
        if (row !== undefined) rows.push({ key: entry.key, row } as Keyed<S>)
      }
      rows.sort((one, other) => compareKeys(one.key, other.key) * (newestFirst === true ? -1 : 1))
      return limit === undefined ? rows : rows.slice(0, limit)
    },
    withId: async (streamId, id) => await withIds(streamId, [id]),
    withIds,
    count: (store) => stores.get(store)?.size ?? 0,
    put: set,
    del: (store, key) => set(store, key, undefined),
    writes: () =>
      all().map(
        ({ store, key, row }) =>
          (row === undefined ? { del: store, key } : { put: store, key, row }) as Write,
      ),
    mergeInto(other) {
      for (const [store, written] of stores) other.take(store, written)
    },
    take(store, written) {
      const entries = stores.get(store)
      if (entries === undefined) stores.set(store, written)
      else for (const [name, entry] of written) entries.set(name, entry)
    },
  }
}

/** What reads see of an entry: of a removed message nothing. */
function shown({ store, row }: Entry): unknown {
  return store === 'messages' && row !== undefined && isTombstone(row as MessageRow)
    ? undefined
    : row
}

/** In one store all keys have one form, so their texts are as different as they are. */
function nameOf(key: RowKey): string | number {
  return typeof key === 'object' ? key.join() : key
}

function isIn<S extends StoreName>(key: RowKey, range: RowRange<S>): boolean {
  const { from, to, openFrom, openTo } = range
  const above = from === undefined ? 1 : compareKeys(key, from)
  const under = to === undefined ? 1 : compareKeys(to, key)
  return (openFrom === true ? above > 0 : above >= 0) && (openTo === true ? under > 0 : under >= 0)
}
