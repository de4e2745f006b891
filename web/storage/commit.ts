import type { AccountDatabase } from './database.ts'
import { StorageError, toStorageError } from './errors.ts'
import type { Expected, RowKey, StoreName } from './rows.ts'
import type { SealedRecord } from './schema.ts'
import type { Sealed } from './sealer.ts'
import { type OrAbort, strictTransaction } from './strictTransaction.ts'

/** A write whose crypto is done. */
export type SealedWrite =
  | { readonly put: StoreName; readonly key: RowKey; readonly sealed: Sealed }
  | { readonly del: StoreName; readonly key: RowKey }

/** So many are given to the database in one task: each is copied, which takes its time. */
const AT_ONCE = 40

/**
 * Applies a write set in one strict transaction over all its stores; in a relaxed one when asked to.
 *
 * The revision of a written row is the number of the commit, which never comes twice: a row that was
 * deleted and written again is seen as changed.
 *
 * Throws StorageError 'conflict', 'quota', 'closed', 'unavailable', 'bad-write'.
 */
export async function applyCommit(
  database: AccountDatabase,
  writes: readonly SealedWrite[],
  expected: readonly Expected[],
  durability?: 'relaxed',
): Promise<void> {
  const stores = new Set<string>(['counters'])
  for (const write of writes) stores.add('put' in write ? write.put : write.del)
  for (const { store } of expected) stores.add(store)

  const write = (transaction: IDBTransaction, orAbort: OrAbort) => {
    const counters = transaction.objectStore('counters')
    const commits: IDBRequest<unknown> = counters.get('commits')
    const found = expected.map(
      ({ store, key }): IDBRequest<unknown> => transaction.objectStore(store).get(databaseKey(key)),
    )
    // Requests of a transaction end in the order in which they were made.
    const last = found.at(-1) ?? commits
    last.onsuccess = orAbort(() => {
      expected.forEach(({ store, rev }, at) => {
        if (revisionOf(found[at]?.result) !== rev) {
          throw new StorageError('conflict', `${store}: a row changed meanwhile`)
        }
      })
      const rev = numberOf(commits.result) + 1
      counters.put(rev, 'commits')
      applySome(0)
      function applySome(from: number): void {
        const some = writes.slice(from, from + AT_ONCE)
        const last = some.map((write) => apply(transaction, write, rev)).at(-1)
        const next = from + AT_ONCE
        if (last !== undefined && next < writes.length) {
          last.onsuccess = orAbort(() => applySome(next))
        }
      }
    })
  }
  await strictTransaction(database, [...stores], write, durability).catch((cause: unknown) => {
    throw toStorageError(cause, 'commit')
  })
}

function apply(transaction: IDBTransaction, write: SealedWrite, rev: number): IDBRequest {
  if ('del' in write) return transaction.objectStore(write.del).delete(databaseKey(write.key))
  const record: SealedRecord = { ...write.sealed, rev }
  return transaction.objectStore(write.put).put(record, databaseKey(write.key))
}

/** Places in time are readonly for the compiler only. */
const databaseKey = (key: RowKey) => key as IDBValidKey

/** The revision of a stored value; 0 when there is none. */
export function revisionOf(record: unknown): number {
  if (record === undefined) return 0
  const rev = typeof record === 'object' && record !== null && 'rev' in record ? record.rev : 0
  return numberOf(rev)
}

function numberOf(value: unknown): number {
  if (value === undefined) return 0
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new StorageError('damaged', 'a counter is not a number')
}
