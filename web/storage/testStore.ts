import { type AccountStore, type AccountStoreOptions, openAccountStore } from './accountStore.ts'
import type { PreKeyRow } from './rows.ts'
import { createTestIdb } from './testIdb.ts'

/** For tests: a new store in a new IndexedDB, what opened it, and a way to open it once more. */
export async function openTestStore(changes: Partial<AccountStoreOptions> = {}): Promise<{
  readonly store: AccountStore
  readonly options: AccountStoreOptions
  /** Closes the first connection and opens another one to the same database. */
  readonly reopen: () => Promise<AccountStore>
}> {
  const options: AccountStoreOptions = {
    accountId: 'test',
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    wrapping: 'stored',
    idb: createTestIdb(),
    subtle: crypto.subtle,
    ...changes,
  }
  const store = await openAccountStore(options)
  const reopen = async () => {
    store.close()
    return await openAccountStore(options)
  }
  return { store, options, reopen }
}

/** For tests: a pre-key whose bytes tell its id. */
export function preKeyRow(id: number): PreKeyRow {
  return { privateKey: new Uint8Array(32).fill(id), publicKey: new Uint8Array(32).fill(~id) }
}
