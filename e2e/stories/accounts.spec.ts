import type { Locator, Page } from '@playwright/test'
import type { Host } from '../../server/sandbox/host.ts'
import { en } from '../../web/ui/words/en.ts'
import { expectLinked, heading, link, openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas } from '../qrPixels.ts'

const words = en.accounts

const accountsButton = (page: Page): Locator =>
  page.getByRole('button', { name: new RegExp(`^${words.button('')}`) })

const accountItem = (page: Page, name: string): Locator =>
  page.getByRole('menuitemradio', { name: new RegExp(name) })

async function turnTo(page: Page, name: string): Promise<void> {
  await accountsButton(page).click()
  await accountItem(page, name).click()
}

/** Links the sandbox's own phone, then another one beside it, in the same browser. */
async function linkTwo(page: Page, sandbox: Host): Promise<{ first: string; second: string }> {
  await openUnlinked(page)
  await link(page, sandbox)
  const first = sandbox.phones.list()[0]?.name ?? ''
  const second = await sandbox.phones.add({ name: 'Bea Beispiel' })
  await accountsButton(page).click()
  await page.getByRole('menuitem', { name: words.add }).click()
  await expect(qrCanvas(page)).toBeVisible()
  await link(page, sandbox, second.id)
  await expect(title(page, second.name)).toBeVisible()
  return { first, second: second.name }
}

const title = (page: Page, name: string): Locator =>
  page.getByRole('heading', { level: 1, name, exact: true })

/** The databases of accounts in the page's origin. */
const databases = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const all = await indexedDB.databases()
    return all.flatMap(({ name = '' }) => (name.startsWith('moonlet-') ? [name] : []))
  })

test('two accounts side by side: each with an engine, switched without a reload, remembered', async ({
  page,
  context,
  sandbox,
  calm,
}) => {
  const { first, second } = await linkTwo(page, sandbox)
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(2)
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))
  await accountsButton(page).click()
  await expect(accountItem(page, first)).toContainText(words.states.online)
  await expect(accountItem(page, second)).toHaveAttribute('aria-checked', 'true')
  await calm.axe(page)
  await accountItem(page, first).click()
  await expect(title(page, first)).toBeFocused()
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
  expect(await page.title()).not.toContain(first)

  // This tab keeps its account; a new one begins with the last.
  const other = await context.newPage()
  await other.goto('/#/you')
  await expect(title(other, first)).toBeVisible()
  await turnTo(other, second)
  await expect(title(other, second)).toBeVisible()
  await page.reload()
  await expect(title(page, first)).toBeVisible()
  await other.reload()
  await expect(title(other, second)).toBeVisible()
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(2)
  expect(await databases(page)).toHaveLength(2)
})

test('the switcher by keyboard alone', async ({ page, sandbox }) => {
  const { first, second } = await linkTwo(page, sandbox)
  await accountsButton(page).focus()
  await page.keyboard.press('ArrowDown')
  await expect(accountItem(page, first)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('menuitem', { name: words.add })).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('b')
  await expect(accountItem(page, second)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await expect(accountsButton(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(accountItem(page, first)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(title(page, first)).toBeFocused()
})

test('an account that is begun and left leaves no database', async ({ page, sandbox }) => {
  await openUnlinked(page)
  await link(page, sandbox)
  const before = await databases(page)
  await accountsButton(page).click()
  await page.getByRole('menuitem', { name: words.add }).click()
  await expect(qrCanvas(page)).toBeVisible()
  await expect.poll(() => databases(page)).toHaveLength(2)
  const name = sandbox.phones.list()[0]?.name ?? ''
  await page.getByRole('button', { name: words.back.to(name) }).click()
  await expectLinked(page)
  await expect.poll(() => databases(page)).toEqual(before)
  // Left by closing the tab instead: the next start cleans up.
  await accountsButton(page).click()
  await page.getByRole('menuitem', { name: words.add }).click()
  await expect(qrCanvas(page)).toBeVisible()
  const context = page.context()
  await page.close()
  const later = await context.newPage()
  await later.goto('/')
  await expectLinked(later)
  await expect.poll(() => databases(later)).toEqual(before)
})

test('logging out of one account does not touch the other, in either tab', async ({
  page,
  context,
  sandbox,
  calm,
}) => {
  const { first, second } = await linkTwo(page, sandbox)
  const other = await context.newPage()
  await other.goto('/#/you')
  await expect(title(other, second)).toBeVisible()
  await turnTo(other, first)
  await expect(title(other, first)).toBeVisible()

  await page.getByRole('button', { name: en.account.logOut }).click()
  await page.getByRole('button', { name: en.logOut.confirm, exact: true }).click()
  await expect(problemHeading(page, 'logged-out')).toBeVisible()
  await calm.axe(page)
  await expectLinked(other)
  expect(sandbox.phones.list()[0]?.devices).toHaveLength(1)
  await expect.poll(() => sandbox.phones.list()[1]?.devices).toHaveLength(0)
  await page.getByRole('button', { name: words.back.to(first) }).click()
  await expect(title(page, first)).toBeVisible()
  await expect.poll(() => databases(page)).toHaveLength(1)
  await other.reload()
  await expect(title(other, first)).toBeVisible()
})

test('one account locked: the other stays online, and the menu does not tell whose it is', async ({
  page,
  sandbox,
  calm,
}) => {
  const secret = 'copper lantern under hills'
  const { first, second } = await linkTwo(page, sandbox)
  const number = sandbox.phones.list()[0]?.number ?? ''
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  await turnTo(page, first)
  await page.getByRole('link', { name: en.nav.settings }).click()
  await press(en.settings.lock.usePassphrase)
  await page.getByLabel(en.settings.setLock.fresh, { exact: true }).fill(secret)
  await page.getByLabel(en.settings.setLock.again, { exact: true }).fill(secret)
  await press(en.settings.setLock.confirm)
  await press(en.settings.lock.lockNow)
  await expect(heading(page, en.lock.title)).toBeVisible()
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(1)

  await turnTo(page, second)
  await expect(accountsButton(page)).toHaveAccessibleName(words.button(second))
  await accountsButton(page).click()
  await expect(accountItem(page, second)).toContainText(words.states.online)
  await expect(accountItem(page, words.locked)).toHaveCount(1)
  const markup = await page.evaluate(() => document.documentElement.outerHTML)
  expect(markup).not.toContain(first)
  expect(markup.replaceAll(/<[^>]*>|\D/g, '')).not.toContain(number)
  await calm.axe(page)

  await accountItem(page, words.locked).click()
  await page.getByLabel(en.lock.passphrase, { exact: true }).fill(secret)
  await press(en.lock.unlock)
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(2)
  await accountsButton(page).click()
  await expect(accountItem(page, first)).toHaveAttribute('aria-checked', 'true')
  await expect(accountItem(page, second)).toContainText(words.states.online)
  await expect(accountItem(page, words.locked)).toHaveCount(0)
})
