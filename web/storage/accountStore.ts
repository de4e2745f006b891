import { hashAddress } from './addressKey.ts'
import type { LockChange, OpenLock, Refused } from './appLock.ts'
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
import type { Expected, KeyOf, RowKey, RowOf, StoreName, Write } from './rows.ts'
import type { MoveSource } from './move/moveSource.ts'
import { type AccountSchema, databaseName, type SealedRecord, type Wrapping } from './schema.ts'
import { createSealer } from './sealer.ts'
import { eraseAll } from './erasure.ts'
import { type KeyFiles, prepareKeyFile } from './keyFiles.ts'
import type { LockedStore } from './lockedStore.ts'
import { noteHandover } from './handover.ts'
import { createVault, openVault, type VaultMemory } from './vault.ts'
import type { VaultKeys } from './vaultKey.ts'

/** So many rows of a commit are encoded in one task. */
const SEALED_AT_ONCE = 100

/** Asks a store for records and the keys they lie under, both in the same order. */
export type PickRows<S extends StoreName> = (
  rows: RowSource<S>,
) => Promise<readonly [readonly unknown[], readonly SealedRecord[]]>

/** Everything one account stores. The only place that writes is `commit`. */
export interface AccountStore {
  /** Whether this database was made just now. */
  readonly fresh: boolean
  /** Whether a database was erased because its wrapping key lived in a memory that is gone. */
  readonly lostWrapping: boolean
  /** With `lostWrapping`: a link went with it when a newer build took over, not with the last tab. */
  readonly lostInHandover: boolean
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
  /** Rows that a reader picks in one transaction: its keys, and the records under them. */
  pick<S extends StoreName>(
    store: S,
    ask: PickRows<S>,
  ): Promise<Array<{ key: KeyOf<S>; row: RowOf<S> }>>
  count(store: StoreName): Promise<number>
  /**
   * Stores a write set: all of it, durably, or nothing. Commits are applied in the order of their
   * calls. The rows (of a commit of more than 100 the first 100) are read before the call returns.
   * 'relaxed': does not wait for the disk; what a sudden end of the machine undoes of it can be done
   * again. Later strict commits make it durable too.
   *
   * Throws StorageError 'conflict' (an expected revision is not there any more), 'quota', 'closed',
   * 'unavailable', 'bad-write'.
   */
  commit(
    writes: readonly Write[],
    expected?: readonly Expected[],
    durability?: 'relaxed',
  ): Promise<void>
  /** The keyed hash that stands for an address in keys: 32 hex digits, another in each database. */
  readonly addressKey: (address: string) => Promise<string>
  /** The lock that stands before this database when it is next opened. */
  lock(): OpenLock | undefined
  /**
   * Puts a lock before the vault, another one in its place, or none. No row changes. `nowMs`: wrong
   * secrets are counted and slowed, as those of `unlock` are.
   * Throws StorageError 'locked' (`current` is needed), 'unavailable' (its wrapping key is in memory
   * only), 'conflict', 'damaged', 'quota', 'closed'; nothing has changed then.
   */
  changeLock(change: LockChange, nowMs: number): Promise<{ readonly at: 'done' } | Refused>
  /** After how many minutes the lock closes by itself; 0: never. Throws StorageError. */
  setLockIdle(idleMinutes: number): Promise<void>
  /** Reads the account as it lies here, for a move. `stays`: rows that do not move. */
  moving(stays: (store: StoreName, key: RowKey) => boolean): Promise<MoveSource>
  /**
   * Leaves word for the next opener that a link is lost to a newer build: its wrapping key is in this
   * memory only. Throws StorageError.
   */
  noteHandover(): Promise<void>
  /**
   * Ends this connection, deletes the key files and the database, and what else there is of the
   * account; other connections are asked to give way.
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
  /** Absent where the browser keeps no files. */
  readonly keyFiles?: KeyFiles
  /** Of this worker: lets a database without a stored wrapping key be opened again. */
  readonly memory?: VaultMemory
  /** Deletes what lies elsewhere under the account's id. Part of `erase`. */
  readonly eraseTraces?: () => Promise<void>
  /** Fewer rounds, for tests. */
  readonly passphraseRounds?: number
}

/**
 * Opens the database of an account and unlocks its vault, or makes both. A database whose wrapping
 * key lived in a memory that is gone is erased and made anew (`lostWrapping`). Behind an app lock
 * comes a closed store that asks for its secret.
 *
 * Throws StorageError 'version' (made by a newer build; nothing was touched), 'damaged' (the vault
 * does not open; nothing was touched), 'unavailable', 'quota'.
 */
export async function openAccount(
  options: AccountStoreOptions,
): Promise<AccountStore | LockedStore> {
  const { idb } = options
  const name = databaseName(options.accountId)
  const openWatched = (onLost: () => void) => openDatabase({ idb, name, migrations, onLost })
  const open = () => openWatched(() => options.onLost?.())

  const { wrapping, keyFiles, randomBytes } = options
  const prepared = wrapping === 'stored' ? prepareKeyFile(keyFiles, randomBytes) : undefined
  let database = await open()
  let lost = { lostWrapping: false, lostInHandover: false }
  try {
    let vault = await openVault(database, options)
    if (vault.at === 'locked') {
      database.close()
      const { createLockedStore } = await import('./lockedStore.ts')
      return createLockedStore(vault.wrapped, options, {
        open,
        openBriefly: () => openWatched(() => {}),
        put: (opened, keys, lock) =>
          createStore(options, opened, keys, {
            ...lost,
            fresh: false,
            wrapping: 'stored',
            schemaVersion: opened.version,
            lock,
          }),
      })
    }
    if (vault.at === 'lost') {
      lost = { lostWrapping: true, lostInHandover: vault.inHandover }
      database.close()
      await deleteDatabase(idb, name)
      database = await open()
      vault = { at: 'empty' }
    }
    let fresh = false
    if (vault.at === 'empty') {
      const made = await createVault(database, options.wrapping, options, prepared)
      fresh = made !== undefined
      vault = made
        ? { at: 'open', keys: made, wrapping: options.wrapping }
        : await openVault(database, options)
    }
    if (vault.at !== 'open') {
      throw new StorageError('unavailable', 'vault: another engine made it and has its key')
    }
    const { keys, wrapping } = vault
    const facts = { ...lost, fresh, wrapping, schemaVersion: database.version, lock: undefined }
    return createStore(options, database, keys, facts)
  } catch (cause) {
    database.close()
    throw toStorageError(cause, 'open')
  }
}

/** As `openAccount`, where no lock is expected. Throws StorageError 'locked' when there is one. */
export async function openAccountStore(options: AccountStoreOptions): Promise<AccountStore> {
  const opened = await openAccount(options)
  if ('unlock' in opened) throw new StorageError('locked', 'open: a lock stands before the vault')
  return opened
}

type StoreFacts = Pick<
  AccountStore,
  'fresh' | 'lostWrapping' | 'lostInHandover' | 'wrapping' | 'schemaVersion'
> & { readonly lock: OpenLock | undefined }

function createStore(
  options: AccountStoreOptions,
  database: AccountDatabase,
  keys: VaultKeys,
  { lock: lockAtFirst, ...facts }: StoreFacts,
): AccountStore {
  const { subtle, randomBytes } = options
  const sealer = createSealer({ sealKey: keys.sealKey, subtle, randomBytes })
  let lock = lockAtFirst
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
  /** Large commits in slices: encoding all of one in one task would hold up everything else. */
  const sealAll = async (writes: readonly Write[]): Promise<SealedWrite[]> => {
    const sealed: SealedWrite[] = []
    for (let at = 0; at < writes.length; at += SEALED_AT_ONCE) {
      const some = writes.slice(at, at + SEALED_AT_ONCE)
      sealed.push(...(await Promise.all(some.map(sealWrite))))
    }
    return sealed
  }
  // What the codec gives back is what a commit of the same type put in; the seal vouches for that.
  const openRow = async <S extends StoreName, K extends KeyOf<S>>(
    store: S,
    key: K,
    record: SealedRecord,
  ) => decodeRow(await sealer.open(store, key, record)) as RowOf<S, K>

  const getWithRevision = async <S extends StoreName, K extends KeyOf<S>>(store: S, key: K) => {
    requireKey(store, key)
    const record = await read(store, (rows) => rows.get(key as AccountSchema[S]['key']))
    const row = record && (await openRow(store, key, record))
    return { row, rev: revisionOf(record) }
  }

  const pick = async <S extends StoreName>(store: S, ask: PickRows<S>) => {
    const [keys, records] = await read(store, ask)
    return await Promise.all(
      records.map(async (record, at) => {
        const key = keys[at] as KeyOf<S>
        return { key, row: await openRow(store, key, record) }
      }),
    )
  }

  return {
    ...facts,
    getWithRevision,
    get: async (store, key) => (await getWithRevision(store, key)).row,
    pick,
    getAll: (store) => pick(store, (rows) => Promise.all([rows.getAllKeys(), rows.getAll()])),
    count: (store) => read(store, (rows) => rows.count()),
    async commit(writes, expected = [], durability) {
      for (const { store, key } of expected) requireKey(store, key)
      if (writes.length === 0 && expected.length === 0) return
      // Sealing begins now, for all commits side by side; the transactions keep their order.
      const sealing = sealAll(writes)
      const before = earlierCommits
      const applied = Promise.all([sealing, before]).then(async ([sealed]) => {
        await applyCommit(database, sealed, expected, durability)
      })
      // Without the results: each would hold the one before it.
      earlierCommits = Promise.allSettled([before, applied]).then(() => undefined)
      await applied
    },
    addressKey: (address) => hashAddress(address, keys.addressHashKey, subtle),
    lock: () => lock,
    async changeLock(change, nowMs) {
      const { changeLock } = await import('./appLock.ts')
      const answer = await changeLock(database, keys, options, change, nowMs)
      if (answer.at !== 'done') return answer
      lock = answer.lock
      return { at: 'done' }
    },
    async setLockIdle(idleMinutes) {
      if (lock === undefined) throw new StorageError('bad-write', 'vault: there is no lock')
      const { storeIdle } = await import('./appLock.ts')
      await storeIdle(database, keys, options, idleMinutes)
      lock = { ...lock, idleMinutes }
    },
    async moving(stays) {
      const { createMoveSource } = await import('./move/moveSource.ts')
      return createMoveSource(database, options, stays)
    },
    noteHandover: () => noteHandover(database),
    erase: () => eraseAll(options, database),
    close: () => database.close(),
  }
}
