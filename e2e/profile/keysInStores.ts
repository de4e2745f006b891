import type { Page } from '@playwright/test'

/**
 * Where a CryptoKey lies in the databases of the page's origin: `database/store/key` of each record
 * that is one or holds one.
 *
 * @throws Error when there is no database of an account with a record in it: then nothing was searched.
 */
export function keysInStores(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('no reason'))
      })
    const holdsKey = (value: unknown): boolean =>
      value instanceof CryptoKey ||
      (typeof value === 'object' && value !== null && Object.values(value).some(holdsKey))

    const found: string[] = []
    let records = 0
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name))
      for (const store of db.objectStoreNames) {
        const rows = db.transaction(store).objectStore(store)
        const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())])
        if (name.startsWith('moonlet-')) records += values.length
        values.forEach((value, index) => {
          if (holdsKey(value)) found.push(`${name}/${store}/${JSON.stringify(keys[index])}`)
        })
      }
      db.close()
    }
    if (records === 0) throw new Error('no database of an account was searched')
    return found
  })
}
