import type { AccountStore } from './accountStore.ts'
import type { LockTools, OpenLock, Refused } from './appLock.ts'
import type { AccountDatabase } from './database.ts'
import { toStorageError } from './errors.ts'
import { faceOf, type LockFace, type LockSecret } from './lockFace.ts'
import type { WrappedVaultKey } from './schema.ts'
import type { VaultKeys } from './vaultKey.ts'

/** An account behind its lock. It holds no key and no connection; each call opens one. */
export interface LockedStore {
  readonly face: LockFace
  /** Milliseconds until the next secret is tried. Throws StorageError. */
  retryInMs(nowMs: number): Promise<number>
  /**
   * Opens the account. Wrong secrets are counted in the database, before each is tried, and slowed.
   * Throws StorageError 'damaged', 'unavailable', 'quota'.
   */
  unlock(
    secret: LockSecret,
    nowMs: number,
  ): Promise<{ readonly at: 'open'; readonly store: AccountStore } | Refused>
}

/** How a locked store gets to its database, and makes an account of it. */
interface Ways {
  open(): Promise<AccountDatabase>
  /** For a question only: nobody needs to hear when this connection is taken away. */
  openBriefly(): Promise<AccountDatabase>
  put(database: AccountDatabase, keys: VaultKeys, lock: OpenLock): AccountStore
}

/** Throws StorageError 'damaged' when the record's parameters are not those of a lock. */
export function createLockedStore(
  wrapped: WrappedVaultKey,
  tools: LockTools,
  ways: Ways,
): LockedStore {
  return {
    face: faceOf(wrapped),
    async retryInMs(nowMs) {
      const { waitBeforeUnlock } = await import('./appLock.ts')
      const database = await ways.openBriefly()
      try {
        return await waitBeforeUnlock(database, nowMs)
      } finally {
        database.close()
      }
    },
    async unlock(secret, nowMs) {
      const { unlockVault } = await import('./appLock.ts')
      const database = await ways.open()
      try {
        const opened = await unlockVault(database, tools, secret, nowMs)
        if (opened.at === 'open') {
          return { at: 'open', store: ways.put(database, opened.keys, opened.lock) }
        }
        database.close()
        return opened
      } catch (cause) {
        database.close()
        throw toStorageError(cause, 'vault')
      }
    },
  }
}
