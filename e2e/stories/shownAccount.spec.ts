import { heading, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { unsupportedWords } from '../../web/ui/words/unsupportedWords.ts'

test('a tab holds the account it shows before the keeper of the accounts has come', async ({
  page,
}) => {
  await page.route(/\/accountsOfWindow-[^/]*\.js$/, (route) => route.abort())
  await openUnlinked(page)
  const current = await page.evaluate(() => {
    const [account] = JSON.parse(localStorage.getItem('moonlet.accounts') ?? '[]')
    return account.id as string
  })
  const held = () =>
    page.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name))
  await expect.poll(held).toContain(`moonlet/${current}/shown`)
})

test('where the browser refuses to store anything, the page says so', async ({ page, calm }) => {
  // As Chromium does for an address whose cookies are blocked.
  await page.addInitScript(() => {
    const refuse = (): never => {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    }
    Object.defineProperty(window, 'localStorage', { get: refuse })
    Object.defineProperty(window, 'sessionStorage', { get: refuse })
    LockManager.prototype.request = async () => refuse()
  })
  await page.goto('/')
  const { title, blocked } = unsupportedWords.unsupported
  await expect(heading(page, title)).toBeVisible()
  await expect(page.getByText(blocked)).toBeVisible()
  await calm.axe(page)
})
