import { type IDBPDatabase, type IDBPObjectStore, type StoreNames, wrap } from 'idb'
import { StorageError, toStorageError } from './errors.ts'
import type { Migration } from './migrations/migration.ts'
import type { AccountSchema } from './schema.ts'

export type AccountDatabase = IDBPDatabase<AccountSchema>

/** A store as a reader sees it. */
export type RowSource<S extends StoreNames<AccountSchema>> = IDBPObjectStore<AccountSchema, [S], S>

/**
 * Opens a database at version `migrations.length`, running the migrations it has not seen.
 *
 * `onLost` is called at most once, when another connection wants to upgrade or delete the database
 * (this one gives way at once) or when the browser ends the connection. It is not called by `close`.
 *
 * Throws StorageError 'version' (made by a newer build), 'unavailable' (no IndexedDB, or another
 * connection keeps the upgrade blocked), 'quota'.
 */
export async function openDatabase(options: {
  readonly idb: IDBFactory
  readonly name: string
  readonly migrations: readonly Migration[]
  readonly onLost: () => void
}): Promise<AccountDatabase> {
  const { migrations } = options
  return await new Promise<AccountDatabase>((resolve, reject) => {
    const fail = (cause: unknown) => reject(toStorageError(cause, 'open'))
    const request = attempt(() => options.idb.open(options.name, migrations.length), fail)
    if (!request) return
    let given = false
    request.onupgradeneeded = (event) => {
      const { transaction } = request
      if (!transaction) throw new StorageError('unavailable', 'upgrade without a transaction')
      for (const migrate of migrations.slice(event.oldVersion)) {
        migrate(request.result, transaction)
      }
    }
    request.onblocked = () => {
      given = true
      reject(new StorageError('unavailable', 'open: another connection blocks the upgrade'))
    }
    request.onerror = () => fail(request.error)
    request.onsuccess = () => {
      const raw = request.result
      if (given) {
        raw.close()
        return
      }
      giveWay(raw, options.onLost)
      resolve(wrap(raw) as AccountDatabase)
    }
  })
}

/**
 * Deletes a database. Open connections are asked to give way; ours do.
 * Throws StorageError 'unavailable' when one does not: the deletion then happens when it closes.
 */
export async function deleteDatabase(idb: IDBFactory, name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: unknown) => reject(toStorageError(cause, 'delete'))
    const request = attempt(() => idb.deleteDatabase(name), fail)
    if (!request) return
    request.onblocked = () =>
      reject(new StorageError('unavailable', 'delete: another connection does not close'))
    request.onerror = () => fail(request.error)
    request.onsuccess = () => resolve()
  })
}

/**
 * Asks one store, in a transaction of its own. Whatever ends that transaction early ends this call:
 * idb's shortcuts (`database.get`) would leave a rejection that nobody handles.
 */
export async function readStore<S extends StoreNames<AccountSchema>, T>(
  database: AccountDatabase,
  store: S,
  ask: (rows: RowSource<S>) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction(store)
  const [answer] = await Promise.all([ask(transaction.store), transaction.done])
  return answer
}

/** Some browsers throw at once where others answer with an error event. */
function attempt(
  start: () => IDBOpenDBRequest,
  fail: (cause: unknown) => void,
): IDBOpenDBRequest | undefined {
  try {
    return start()
  } catch (cause) {
    fail(cause)
    return undefined
  }
}

function giveWay(raw: IDBDatabase, onLost: () => void): void {
  let told = false
  const lose = () => {
    if (told) return
    told = true
    onLost()
  }
  raw.onversionchange = () => {
    raw.close()
    lose()
  }
  raw.onclose = lose
}
