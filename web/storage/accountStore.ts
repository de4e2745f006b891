import { hashAddress } from './addressKey.ts'
import { applyCommit, revisionOf, type SealedWrite } from './commit.ts'
import {
  type AccountDatabase,
  deleteDatabase,
  openDatabase,
  readStore,
  type RowSource,
} from './database.ts'
import { StorageError, toStorageError } from './errors.ts'
import { migrations } from './migrations/all.ts'
import { decodeRow, encodeRow } from './rowCodec.ts'
import { requireKey } from './rowKeys.ts'
import type { Expected, KeyOf, RowOf, StoreName, Write } from './rows.ts'
import { databaseName, type SealedRecord, type Wrapping } from './schema.ts'
import { createSealer } from './sealer.ts'
import { createVault, openVault } from './vault.ts'
import type { VaultKeys } from './vaultKey.ts'

/** Everything one account stores. The only place that writes is `commit`. */
export interface AccountStore {
  /** Whether this database was made just now. */
  readonly fresh: boolean
  /** Whether a database was erased because its wrapping key lived in a memory that is gone. */
  readonly lostWrapping: boolean
  /** Where the wrapping key of this database lives; an existing one keeps what it was made with. */
  readonly wrapping: Wrapping
  readonly schemaVersion: number
  /** A row, or undefined. Throws StorageError 'damaged', 'closed', 'unavailable'. */
  get<S extends StoreName, K extends KeyOf<S>>(store: S, key: K): Promise<RowOf<S, K> | undefined>
  /** A row with the revision to expect in a later commit; `rev` is 0 when there is no row. */
  getWithRevision<S extends StoreName, K extends KeyOf<S>>(
    store: S,
    key: K,
  ): Promise<{ readonly row: RowOf<S, K> | undefined; readonly rev: number }>
  /** All rows of a store in the order of their keys. */
  getAll<S extends StoreName>(store: S): Promise<Array<{ key: KeyOf<S>; row: RowOf<S> }>>
  count(store: StoreName): Promise<number>
  /**
   * Stores a write set: all of it, durably, or nothing. Commits are applied in the order of their
   * calls. The rows are read before the call returns, so the caller may change them afterwards.
   *
   * Throws StorageError 'conflict' (an expected revision is not there any more), 'quota', 'closed',
   * 'unavailable', 'bad-write'.
   */
  commit(writes: readonly Write[], expected?: readonly Expected[]): Promise<void>
  /** The keyed hash that stands for an address in keys: 32 hex digits, another in each database. */
  addressKey(address: string): Promise<string>
  /**
   * Ends this connection and deletes the database; other connections are asked to give way.
   * Throws StorageError 'unavailable' when one does not: the database then goes when it closes.
   */
  erase(): Promise<void>
  /** Ends this connection. Commits that have not begun yet fail with 'closed'. */
  close(): void
}

export interface AccountStoreOptions {
  readonly accountId: string
  readonly randomBytes: (length: number) => Uint8Array
  /** For a database that is made now; an existing one keeps its own. */
  readonly wrapping: Wrapping
  readonly idb: IDBFactory
  readonly subtle: SubtleCrypto
  /** The connection ended without `close` or `erase`: another wants the database, or it broke. */
  readonly onLost?: () => void
}

/**
 * Opens the database of an account and unlocks its vault, or makes both. A database whose wrapping
 * key lived in a memory that is gone is erased and made anew (`lostWrapping`).
 *
 * Throws StorageError 'version' (made by a newer build; nothing was touched), 'damaged' (the vault
 * does not open; nothing was touched), 'unavailable', 'quota'.
 */
export async function openAccountStore(options: AccountStoreOptions): Promise<AccountStore> {
  const { idb, subtle, randomBytes } = options
  const name = databaseName(options.accountId)
  const open = () => openDatabase({ idb, name, migrations, onLost: () => options.onLost?.() })

  let database = await open()
  let lostWrapping = false
  try {
    let vault = await openVault(database, options)
    if (vault.at === 'lost') {
      database.close()
      await deleteDatabase(idb, name)
      lostWrapping = true
      database = await open()
      vault = { at: 'empty' }
    }
    let fresh = false
    if (vault.at === 'empty') {
      const made = await createVault(database, options.wrapping, options)
      fresh = made !== undefined
      vault = made
        ? { at: 'open', keys: made, wrapping: options.wrapping }
        : await openVault(database, options)
    }
    if (vault.at !== 'open') {
      throw new StorageError('unavailable', 'vault: another engine made it and has its key')
    }
    const { keys, wrapping } = vault
    const facts = { fresh, lostWrapping, wrapping, schemaVersion: database.version }
    const erase = () => deleteDatabase(idb, name)
    return createStore({ database, keys, subtle, randomBytes, facts, erase })
  } catch (cause) {
    database.close()
    throw toStorageError(cause, 'open')
  }
}

function createStore(parts: {
  readonly database: AccountDatabase
  readonly keys: VaultKeys
  readonly subtle: SubtleCrypto
  readonly randomBytes: (length: number) => Uint8Array
  readonly facts: Pick<AccountStore, 'fresh' | 'lostWrapping' | 'wrapping' | 'schemaVersion'>
  readonly erase: () => Promise<void>
}): AccountStore {
  const { database, keys, subtle } = parts
  const sealer = createSealer({ sealKey: keys.sealKey, subtle, randomBytes: parts.randomBytes })
  /** Settles when every commit called so far is over. Never rejects. */
  let earlierCommits: Promise<unknown> = Promise.resolve()

  const read = async <S extends StoreName, T>(
    store: S,
    ask: (rows: RowSource<S>) => Promise<T>,
  ): Promise<T> => {
    try {
      return await readStore(database, store, ask)
    } catch (cause) {
      throw toStorageError(cause, 'read')
    }
  }
  const sealWrite = async (write: Write): Promise<SealedWrite> => {
    if ('del' in write) {
      requireKey(write.del, write.key)
      return write
    }
    requireKey(write.put, write.key)
    const sealed = await sealer.seal(write.put, write.key, encodeRow(write.row))
    return { put: write.put, key: write.key, sealed }
  }
  // What the codec gives back is what a commit of the same type put in; the seal vouches for that.
  const openRow = async <S extends StoreName, K extends KeyOf<S>>(
    store: S,
    key: K,
    record: SealedRecord,
  ) => decodeRow(await sealer.open(store, key, record)) as RowOf<S, K>

  const getWithRevision: AccountStore['getWithRevision'] = async (store, key) => {
    requireKey(store, key)
    const record = await read(store, (rows) => rows.get(key))
    const row = record && (await openRow(store, key, record))
    return { row, rev: revisionOf(record) }
  }

  return {
    ...parts.facts,
    getWithRevision,
    get: async (store, key) => (await getWithRevision(store, key)).row,
    async getAll<S extends StoreName>(store: S) {
      const [storedKeys, records] = await read(store, (rows) =>
        Promise.all([rows.getAllKeys(), rows.getAll()]),
      )
      return await Promise.all(
        records.map(async (record, at) => {
          const key = storedKeys[at] as KeyOf<S>
          return { key, row: await openRow(store, key, record) }
        }),
      )
    },
    count: (store) => read(store, (rows) => rows.count()),
    async commit(writes, expected = []) {
      for (const { store, key } of expected) requireKey(store, key)
      if (writes.length === 0 && expected.length === 0) return
      // Sealing begins now, for all commits side by side; the transactions keep their order.
      const sealing = Promise.all(writes.map(sealWrite))
      const before = earlierCommits
      const applied = Promise.all([sealing, before]).then(async ([sealed]) => {
        await applyCommit(database, sealed, expected)
      })
      // Without the results: each would hold the one before it.
      earlierCommits = Promise.allSettled([before, applied]).then(() => undefined)
      await applied
    },
    addressKey: (address) => hashAddress(address, keys.addressHashKey, subtle),
    async erase() {
      database.close()
      await parts.erase()
    },
    close: () => database.close(),
  }
}
