import { type AccountDatabase, deleteDatabase } from './database.ts'
import type { KeyFiles } from './keyFiles.ts'
import { databaseName } from './schema.ts'
import { strictTransaction } from './strictTransaction.ts'
import { readVault, type VaultMemory } from './vault.ts'

/** Everything of one account that lies in this browser. */
export interface Erasable {
  readonly accountId: string
  readonly idb: IDBFactory
  readonly keyFiles?: KeyFiles
  readonly memory?: VaultMemory
  readonly eraseTraces?: () => Promise<void>
}

/**
 * Erases an account. First its key files: the files of a deleted database may lie on the disk for
 * long, and without its key file a wrapping opens nothing. What fails does not stop the rest.
 *
 * With an open database the rows go before the files do, so that an erasure which is cut short leaves
 * an empty account and no damaged one. That connection is closed.
 * Throws what failed first: StorageError 'unavailable' when another connection keeps the database.
 */
export async function eraseAll(account: Erasable, database?: AccountDatabase): Promise<void> {
  const unused = database !== undefined && (await hasNoKeyFile(database))
  const failures: unknown[] = []
  const attempt = async (step: (() => Promise<unknown>) | undefined) => {
    await step?.().catch((cause: unknown) => failures.push(cause))
  }
  // A connection that ended already cannot clear: then the deletion has to do.
  if (database !== undefined) await clear(database).catch(() => undefined)
  database?.close()
  if (account.memory !== undefined) delete account.memory.kept
  // Where no file could be written, none can be deleted: that is no failure.
  if (!unused) await attempt(async () => account.keyFiles?.keepOnly(undefined))
  await attempt(() => deleteDatabase(account.idb, databaseName(account.accountId)))
  await attempt(account.eraseTraces)
  if (failures.length > 0) throw failures[0]
}

async function hasNoKeyFile(database: AccountDatabase): Promise<boolean> {
  try {
    const { wrapped } = await readVault(database)
    return wrapped !== undefined && wrapped.keyFile === undefined
  } catch {
    return false
  }
}

async function clear(database: AccountDatabase): Promise<void> {
  const stores = [...database.objectStoreNames]
  await strictTransaction(database, stores, (transaction) => {
    for (const store of stores) transaction.objectStore(store).clear()
  })
}
