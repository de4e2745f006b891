import type { AccountStore } from '../../storage/accountStore.ts'
import type { KeyOf, RowKey, RowOf, StoreName, Write } from '../../storage/rows.ts'
import { type Keyed, readMany, readRange, type RowRange } from '../../storage/readRows.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { MessagePages } from '../pages/messagePages.ts'
import { createKnownKeys } from './knownKeys.ts'
import type { RowReader } from './work.ts'

/**
 * Stores whose small rows are asked for again and again: what was read or written last is kept in
 * memory, also that there is nothing under a key. Nobody but `work` writes them while a connection
 * stands; the login writes own addresses and identities, and `forget` is called after it.
 */
const KEPT: ReadonlySet<StoreName> = new Set<StoreName>([
  'addresses',
  'identities',
  'sessions',
  'senderKeys',
  'ownSenderKeys',
  'peers',
  'deviceLists',
  'chats',
  'movedChats',
  'streams',
  'chatAddresses',
  'contacts',
  'movedContacts',
  'contactAddresses',
  'groups',
  'outbox',
])

/** Of `account` only what this room owns: the rest has other writers. */
const isKept = (store: StoreName, key: RowKey) =>
  KEPT.has(store) || (store === 'account' && (key === 'ids' || key === 'pages'))

/** For each store. A session is about 1 kB. */
const KEPT_ROWS = 2000

/** What is stored, as it was last committed. */
export interface CommittedRows extends RowReader {
  /** These writes are durable now. */
  committed(writes: readonly Write[]): void
  /** Forgets what is kept in memory. */
  readonly forget: () => void
}

/** Reads the store, the rows of some of its stores from memory, and messages from their pages. */
export function createCommittedRows(store: AccountStore, pages: MessagePages): CommittedRows {
  const kept = new Map<StoreName, Map<unknown, unknown>>()
  const knownKeys = createKnownKeys(store)
  /** Rises with each commit: what was read before it may be older than what was written. */
  let generation = 0

  function keep(name: StoreName, key: unknown, row: unknown): void {
    let rows = kept.get(name)
    if (rows === undefined) kept.set(name, (rows = new Map()))
    // Again at the end: the first one is the one that was not used for longest.
    rows.delete(key)
    rows.set(key, row)
    if (rows.size > KEPT_ROWS) rows.delete(rows.keys().next().value)
  }

  return {
    async get<S extends StoreName, K extends KeyOf<S>>(name: S, key: K) {
      // The compiler cannot follow that the name decides about the types.
      if (name === 'messages')
        return (await pages.get(key as MessageKey)) as RowOf<S, K> | undefined
      if (!knownKeys.mayHave(name, key)) return undefined
      if (!isKept(name, key)) return await store.get(name, key)
      const rows = kept.get(name)
      // A row lies under the key it was stored with, here as there.
      if (rows?.has(key)) {
        const row = rows.get(key)
        keep(name, key, row)
        return row as RowOf<S, K> | undefined
      }
      const before = generation
      const row = await store.get(name, key)
      if (generation === before) keep(name, key, row)
      return row
    },
    async getMany<S extends StoreName>(name: S, keys: readonly KeyOf<S>[]) {
      if (name === 'messages') {
        return (await pages.getMany(keys as readonly MessageKey[])) as (RowOf<S> | undefined)[]
      }
      const rows = kept.get(name)
      const unknown = keys.filter((key) => !rows?.has(key) && knownKeys.mayHave(name, key))
      const before = generation
      const found = new Map<KeyOf<S>, RowOf<S> | undefined>()
      for (const key of keys) found.set(key, rows?.get(key) as RowOf<S> | undefined)
      const read = await readMany(store, name, unknown)
      for (const [at, key] of unknown.entries()) {
        found.set(key, read[at])
        if (isKept(name, key) && generation === before) keep(name, key, read[at])
      }
      return keys.map((key) => found.get(key))
    },
    async range<S extends StoreName>(name: S, range: RowRange<S>) {
      if (name !== 'messages') return await readRange(store, name, range)
      return (await pages.range(range as RowRange<'messages'>)) as Keyed<S>[]
    },
    withId: (streamId, id) => pages.withIds(streamId, [id]),
    withIds: (streamId, ids) => pages.withIds(streamId, ids),
    committed(writes) {
      generation += 1
      knownKeys.committed(writes)
      for (const write of writes) {
        if ('put' in write && isKept(write.put, write.key)) keep(write.put, write.key, write.row)
        if ('del' in write && isKept(write.del, write.key)) keep(write.del, write.key, undefined)
      }
    },
    forget() {
      generation += 1
      kept.clear()
      knownKeys.forget()
      pages.forget()
    },
  }
}
