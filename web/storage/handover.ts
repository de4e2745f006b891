import type { AccountDatabase } from './database.ts'
import { toStorageError } from './errors.ts'
import { strictTransaction } from './strictTransaction.ts'

/** Leaves word that a link goes with this memory because a newer build takes over. */
export async function noteHandover(database: AccountDatabase): Promise<void> {
  await strictTransaction(database, ['vault'], (transaction) => {
    transaction.objectStore('vault').put(true, 'handover')
  }).catch((cause: unknown) => {
    throw toStorageError(cause, 'vault')
  })
}
