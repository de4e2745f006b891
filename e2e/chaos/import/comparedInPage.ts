import type { PastRecord } from '../../../server/phone/history/record.ts'
import { browserKeyFiles } from '../../../web/platform/browser/keyFiles.ts'
import { openAccountStore } from '../../../web/storage/accountStore.ts'
import { databaseName } from '../../../web/storage/schema.ts'
import { comparePast, type PastComparison } from '../../node/storedPast.ts'

type Listed<T> = T extends Iterable<infer Item> ? readonly Item[] : never

/** A phone's past as it can be handed to a page. */
export interface WrittenPast {
  readonly counts: PastRecord['counts']
  readonly chats: readonly {
    readonly chat: Listed<ReturnType<PastRecord['chats']>>[number]
    readonly lines: Listed<ReturnType<PastRecord['expected']>>
  }[]
  readonly calls: Listed<ReturnType<PastRecord['calls']>>
}

/**
 * Compares the one account of this origin with a phone's past. Runs in a page of the origin while no
 * engine does: keys that no script can read are used where they lie.
 */
export async function compareStored(past: WrittenPast, nowMs: number): Promise<PastComparison> {
  const begin = databaseName('')
  const [name, more] = (await indexedDB.databases())
    .map((database) => database.name ?? '')
    .filter((one) => one.startsWith(begin))
  if (name === undefined || more !== undefined) throw new Error('not one account is stored')
  const accountId = name.slice(begin.length)
  const keyFiles = browserKeyFiles(accountId, navigator.storage)
  const store = await openAccountStore({
    accountId,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    wrapping: 'stored',
    idb: indexedDB,
    subtle: crypto.subtle,
    ...(keyFiles === undefined ? {} : { keyFiles }),
  })
  if (store.fresh) throw new Error('nothing was stored')
  const lines = new Map(past.chats.map(({ chat, lines: own }) => [chat.chat, own]))
  const record: PastRecord = {
    counts: past.counts,
    chats: () => past.chats.map(({ chat }) => chat),
    expected: (chat) => lines.get(chat) ?? [],
    calls: () => past.calls,
  }
  try {
    return await comparePast(store, record, { nowMs, anyOrderInSecond: true })
  } finally {
    store.close()
  }
}
