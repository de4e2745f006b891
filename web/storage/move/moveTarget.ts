import { unwrap } from 'idb'
import type { AccountStoreOptions } from '../accountStore.ts'
import { type AccountDatabase, openDatabase } from '../database.ts'
import { StorageError, toStorageError } from '../errors.ts'
import { createKeyFile } from '../keyFiles.ts'
import { migrations } from '../migrations/all.ts'
import { requireKey } from '../rowKeys.ts'
import { type AccountSchema, databaseName } from '../schema.ts'
import { strictTransaction } from '../strictTransaction.ts'
import { readVault } from '../vault.ts'
import { createWrappingKey, wrapVaultKey } from '../vaultKey.ts'
import type { MovedRecord } from './moveFile.ts'
import { MoveFileError } from './moveFileError.ts'

/**
 * A database that an account moves into. Until `adopt` it has no vault: whoever opens it before finds
 * an empty account, and clears what lies there. So a move that is cut short leaves nothing.
 */
export interface MoveTarget {
  /** Puts sealed rows where they lay. Throws StorageError, MoveFileError 'damaged'. */
  put(records: readonly MovedRecord[]): Promise<void>
  /** Makes it an account, in one strict transaction: the vault key under a wrapping of this browser. */
  adopt(vaultKey: Uint8Array<ArrayBuffer>, commits: number): Promise<void>
  /** Ends the connection. */
  close(): void
}

/**
 * Opens an empty database for a move, in the schema of the file: later migrations run when it is next
 * opened. What an earlier move left is cleared.
 * Throws StorageError, also 'conflict' where there is an account; MoveFileError 'newer'.
 */
export async function openMoveTarget(
  options: AccountStoreOptions,
  schemaVersion: number,
): Promise<MoveTarget> {
  if (schemaVersion > migrations.length) throw new MoveFileError('newer', 'a newer schema')
  const name = databaseName(options.accountId)
  const { idb, subtle, randomBytes, keyFiles } = options
  const database = await openDatabase({
    idb,
    name,
    migrations: migrations.slice(0, schemaVersion),
    onLost: () => options.onLost?.(),
  })
  const stores: ReadonlySet<string> = new Set(database.objectStoreNames)
  await makeEmpty(database)

  function store(records: readonly MovedRecord[], transaction: IDBTransaction): void {
    for (const { store, key, v, iv, ct, rev } of records) {
      const record: AccountSchema['account']['value'] = { v, iv, ct, rev }
      transaction.objectStore(store).put(record, key as IDBValidKey)
    }
  }

  return {
    async put(records) {
      for (const { store, key } of records) {
        if (!stores.has(store) || store === ('vault' as string)) {
          throw new MoveFileError('damaged', 'a row of no store')
        }
        requireKey(store, key)
      }
      const named = [...new Set(records.map(({ store }) => store))]
      if (named.length === 0) return
      // Not strict: nothing counts until `adopt`, which makes everything before it durable.
      await strictTransaction(
        database,
        named,
        (transaction) => store(records, transaction),
        'relaxed',
      ).catch((cause: unknown) => {
        throw toStorageError(cause, 'commit')
      })
    },
    async adopt(vaultKey, commits) {
      const [wrappingKey, keyFile] = await Promise.all([
        createWrappingKey(subtle),
        createKeyFile(keyFiles, randomBytes),
      ])
      const parts = { wrappingKey, wrapping: 'stored', keyFile } as const
      const wrapped = await wrapVaultKey(vaultKey, parts, { subtle, randomBytes })
      keyFile?.bytes.fill(0)
      await strictTransaction(database, ['vault', 'counters'], (transaction) => {
        transaction.objectStore('counters').put(commits, 'commits')
        transaction.objectStore('vault').put(wrapped, 'vaultKey')
        transaction.objectStore('vault').put(wrappingKey, 'wrappingKey')
      }).catch((cause: unknown) => {
        throw toStorageError(cause, 'commit')
      })
      await keyFiles?.keepOnly(keyFile?.name).catch(() => undefined)
    },
    close: () => unwrap(database).close(),
  }
}

async function makeEmpty(database: AccountDatabase): Promise<void> {
  try {
    const { wrapped } = await readVault(database)
    if (wrapped !== undefined) throw new StorageError('conflict', 'move: there is an account')
    const stores = [...database.objectStoreNames]
    await strictTransaction(database, stores, (transaction) => {
      for (const store of stores) transaction.objectStore(store).clear()
    })
  } catch (cause) {
    database.close()
    throw toStorageError(cause, 'commit')
  }
}
