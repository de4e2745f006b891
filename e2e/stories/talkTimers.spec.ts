import type { Page } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { expectChats, openUnlinked, scan } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, openChat, send } from '../talk.ts'

test.use({ hostOptions: { people: { cast: false }, clock: { rate: 6 } } })

const { conversation: words } = en

test('what is to disappear goes from the screen and out of the database', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  await openUnlinked(page)
  await expect(async () => expect(await scan(page, sandbox)).toMatchObject({ ok: true })).toPass()
  await expectChats(page)
  await people.say(ada.id, 'phone-1', 'This stays')
  await openChat(page, ada.name)
  await expect(bubble(page, 'This stays')).toBeVisible()
  await people.timer(ada.id, 'phone-1', 40)
  await expect(bubble(page, /lets new messages disappear/)).toBeVisible()
  expect(await rowsOf(page, 'expiries')).toBe(0)

  await people.say(ada.id, 'phone-1', 'The code is 4711')
  await expect(bubble(page, 'The code is 4711')).toBeVisible()
  await send(page, 'Got it')
  await expect(bubble(page, /Got it.*Delivered/)).toBeVisible()
  const [line] = people.conversation(ada.id, 'phone-1').slice(-1)
  expect(line).toMatchObject({ text: 'Got it' })
  expect(await rowsOf(page, 'expiries')).toBe(2)

  // Forty seconds and at most a minute more, six times as fast.
  await expect(bubble(page, 'The code is 4711')).toHaveCount(0, { timeout: 20_000 })
  await expect(bubble(page, 'Got it')).toHaveCount(0, { timeout: 20_000 })
  await expect.poll(() => rowsOf(page, 'expiries')).toBe(0)
  // What they said leaves the journal too: pages are written anew without it.
  await expect.poll(() => rowsOf(page, 'journal')).toBe(0)
  await expect(bubble(page, 'This stays')).toBeVisible()
  await expect(page.getByText(words.composer.disappearing(40)).first()).toBeAttached()
})

/** How many rows a store of the database holds. */
function rowsOf(page: Page, store: 'expiries' | 'journal'): Promise<number> {
  return page.evaluate(async (name) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('no reason'))
      })
    const names = (await indexedDB.databases()).map(({ name = '' }) => name)
    const database = names.find((one) => one.startsWith('moonlet-')) ?? ''
    const db = await done(indexedDB.open(database))
    const count = await done(db.transaction(name).objectStore(name).count())
    db.close()
    return count
  }, store)
}
