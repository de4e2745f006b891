import type { AccountDatabase } from './database.ts'
import { toStorageError } from './errors.ts'
import type { LockTries } from './schema.ts'
import { strictTransaction } from './strictTransaction.ts'

/** So many wrong secrets in a row cost nothing but the time to work them out. */
const FREE_TRIES = 2
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000

/** Milliseconds to wait after so many wrong secrets in a row: 5 s from the third on, doubling. */
export function waitAfter(wrong: number): number {
  if (wrong <= FREE_TRIES) return 0
  return Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES - 1), LONGEST_WAIT_MS)
}

/** Milliseconds until the next try is taken. A clock that was set back never makes it sooner. */
export function retryInMs(tries: LockTries, nowMs: number): number {
  const waitMs = waitAfter(tries.wrong)
  return Math.min(waitMs, Math.max(0, tries.lastMs + waitMs - nowMs))
}

/** The tries as they are stored; anything that is none counts as no try yet. */
export function triesOf(value: unknown): LockTries {
  if (typeof value !== 'object' || value === null) return { wrong: 0, lastMs: 0 }
  const { wrong, lastMs } = value as Partial<Record<keyof LockTries, unknown>>
  const fits = Number.isSafeInteger(wrong) && Number.isFinite(lastMs)
  return fits ? { wrong: wrong as number, lastMs: lastMs as number } : { wrong: 0, lastMs: 0 }
}

/**
 * The tries as they count at `nowMs`. A last try that lies in the future means that the clock was set
 * back: the wait then begins anew, or a clock that ran years ahead would lock the person out for years.
 */
export function settledTries(tries: LockTries, nowMs: number): LockTries {
  return tries.lastMs > nowMs ? { ...tries, lastMs: nowMs } : tries
}

/** Stores the tries, durably. Throws StorageError 'quota', 'closed', 'unavailable'. */
export async function writeTries(db: AccountDatabase, tries: LockTries | undefined): Promise<void> {
  await strictTransaction(db, ['vault'], (transaction) => {
    const vault = transaction.objectStore('vault')
    if (tries === undefined) vault.delete('tries')
    else vault.put(tries, 'tries')
  }).catch((cause: unknown) => {
    throw toStorageError(cause, 'vault')
  })
}
