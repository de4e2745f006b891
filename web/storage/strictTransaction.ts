import { unwrap } from 'idb'
import type { AccountDatabase } from './database.ts'

/** Makes a step safe to be an event handler: when it throws, the whole transaction is undone. */
export type OrAbort = (step: () => void) => () => void

/**
 * One read-write transaction that is on the disk when the promise resolves (`durability: 'strict'`).
 * All that `work` asks for is stored, or nothing. 'relaxed': the disk is not waited for; a sudden end
 * of the machine may undo it, with everything after it, and nothing before it.
 *
 * Plain IndexedDB, without promises: in here nothing can be awaited by mistake, and one event says
 * how the transaction ended. An exception, also of a put that throws at once, would by itself leave
 * the earlier writes in place: it aborts, and the promise rejects with it.
 */
export async function strictTransaction(
  database: AccountDatabase,
  stores: readonly string[],
  work: (transaction: IDBTransaction, orAbort: OrAbort) => void,
  durability: 'strict' | 'relaxed' = 'strict',
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const transaction = unwrap(database).transaction(stores, 'readwrite', { durability })
    let failure: unknown
    const orAbort: OrAbort = (step) => () => {
      try {
        step()
      } catch (cause) {
        failure = cause
        transaction.abort()
      }
    }
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(failure ?? transaction.error)
    orAbort(() => work(transaction, orAbort))()
  })
}
