import type { Page } from '@playwright/test'
import { expectLinked, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { en } from '../../web/ui/words/en.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'

test('not kept: new keys, a link that lives, and a new code after the last tab is gone', async ({
  page,
  context,
  sandbox,
}) => {
  await openUnlinked(page)
  // Kept: the wrapping key lies beside the data. This also proves that the search can find one.
  await expect
    .poll(() => keysInStores(page))
    .toEqual([expect.stringMatching(/^moonlet-.*\/vault\/"wrappingKey"$/)])
  const kept = await readQr(page)
  await page.getByRole('checkbox', { name: en.link.remember }).uncheck()
  await expect(page.getByText(en.link.rememberOff)).toBeVisible()
  await expect(async () => {
    const fresh = await readQr(page)
    // Fields two to four are keys: none of them may be one that was stored.
    const fields = kept.split(',').slice(1, 4)
    for (const field of fields) expect(fresh).not.toContain(field)
  }).toPass()
  expect(await keysInStores(page)).toEqual([])
  await link(page, sandbox)
  expect(await keysInStores(page)).toEqual([])

  const second = await context.newPage()
  await second.goto('/')
  await expectLinked(second)
  await page.close()
  await expectLinked(second)
  await second.close()

  const later = await context.newPage()
  await openUnlinked(later)
  await expect(qrCanvas(later)).toBeVisible()
})

/**
 * Where a CryptoKey lies in the databases of the page's origin: `database/store/key` of each record
 * that is one or holds one.
 *
 * @throws Error when there is no database of an account with a record in it: then nothing was searched.
 */
function keysInStores(page: Page): Promise<string[]> {
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
