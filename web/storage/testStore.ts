import { type AccountStore, type AccountStoreOptions, openAccountStore } from './accountStore.ts'
import type { PreKeyRow } from './rows.ts'
import { createTestIdb } from './testIdb.ts'

/** For tests: a new store in a new IndexedDB, and the options to open it again. */
export async function openTestStore(
  changes: Partial<AccountStoreOptions> = {},
): Promise<{ store: AccountStore; options: AccountStoreOptions }> {
  const options: AccountStoreOptions = {
    accountId: 'test',
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    wrapping: 'stored',
    idb: createTestIdb(),
    subtle: crypto.subtle,
    ...changes,
  }
  return { store: await openAccountStore(options), options }
}

/** For tests: a pre-key whose bytes tell its id. */
export function preKeyRow(id: number): PreKeyRow {
  return { privateKey: new Uint8Array(32).fill(id), publicKey: new Uint8Array(32).fill(~id) }
}
