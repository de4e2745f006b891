import { en } from '../../web/ui/words/en.ts'
import { expectLinked, heading, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas } from '../qrPixels.ts'

test('what the browser removed is noticed at the next start, explained, and put away', async ({
  page,
  context,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  await expect(heading(page, en.eviction.title)).toHaveCount(0)
  await link(page, sandbox)
  // The list of accounts is written down a moment after the link.
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('moonlet.accounts')))
    .toContain('"linked":true')
  await page.close()
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(0)

  const again = await context.newPage()
  const devtools = await context.newCDPSession(again)
  await devtools.send('Storage.clearDataForOrigin', {
    origin: sandbox.url,
    storageTypes: 'indexeddb',
  })
  await again.goto('/')
  await expect(heading(again, en.eviction.title)).toBeVisible()
  await expect(qrCanvas(again)).toBeVisible()
  await calm.axe(again)
  await again.reload()
  await expect(heading(again, en.eviction.title)).toBeVisible()
  await again.getByRole('button', { name: en.eviction.putAway }).click()
  await expect(heading(again, en.eviction.title)).toHaveCount(0)
  await again.reload()
  await expect(qrCanvas(again)).toBeVisible()
  await link(again, sandbox)
  await expectLinked(again)
  await expect(heading(again, en.eviction.title)).toHaveCount(0)
})

test('a browser that gives little room says so before anybody links', async ({ page }) => {
  // Chromium tells every page of ten spare gigabytes, whatever there is; other browsers tell the truth.
  await page.addInitScript(() => {
    navigator.storage.estimate = async () => ({ usage: 1_000_000, quota: 30_000_000 })
  })
  await openUnlinked(page)
  await expect(page.getByText(en.room.little(29_000_000))).toBeVisible()
})

test('the browser is asked to keep what is stored once there is a link, and not before', async ({
  page,
  sandbox,
}) => {
  await page.addInitScript(() => {
    let asked = 0
    navigator.storage.persisted = async () => asked > 0
    navigator.storage.persist = async () => {
      asked += 1
      return true
    }
    Object.assign(window, { timesAsked: () => asked })
  })
  const asked = () =>
    page.evaluate(() => (window as unknown as { timesAsked: () => number }).timesAsked())
  await openUnlinked(page)
  // The part of the program that asks is there when it has written the list of accounts.
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('moonlet.accounts')))
    .toContain('"linked":false')
  expect(await asked()).toBe(0)
  await link(page, sandbox)
  await expect.poll(asked).toBe(1)

  await page.reload()
  await expectLinked(page)
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('moonlet.accounts')))
    .toContain('"linked":true')
  expect(await asked()).toBe(0)
})
