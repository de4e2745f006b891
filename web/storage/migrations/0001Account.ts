import type { Migration } from './migration.ts'

/** The vault, and what linking needs: the account, its pre-keys, identities and address pairs. */
export const account: Migration = (database) => {
  for (const store of ['vault', 'counters', 'account', 'preKeys', 'identities', 'addresses']) {
    database.createObjectStore(store)
  }
}
