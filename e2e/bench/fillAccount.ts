import { browserKeyFiles } from '../../web/platform/browser/keyFiles.ts'
import { openAccountStore } from '../../web/storage/accountStore.ts'
import type { Write } from '../../web/storage/rows.ts'

const ROWS_PER_COMMIT = 500
/** Sealed, and with its key, such a row is as large as a row of the chat list. */
const TEXT_LENGTH = 120

/** Puts so many rows of the size of chat rows into an account's database. Runs in a page of the app. */
export async function fillAccount(accountId: string, count: number): Promise<void> {
  const keyFiles = browserKeyFiles(accountId, navigator.storage)
  const store = await openAccountStore({
    accountId,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    wrapping: 'stored',
    idb: indexedDB,
    subtle: crypto.subtle,
    ...(keyFiles === undefined ? {} : { keyFiles }),
  })
  for (let first = 0; first < count; first += ROWS_PER_COMMIT) {
    const writes = Array.from({ length: Math.min(ROWS_PER_COMMIT, count - first) }, (_, at) => {
      const pn = `${first + at}`.padEnd(TEXT_LENGTH, '-')
      const key = `${first + at}`.padStart(32, '0')
      return { put: 'addresses', key, row: { pn, lid: pn } } satisfies Write
    })
    await store.commit(writes)
  }
  store.close()
}
