import { heading, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { en } from '../../web/ui/words/en.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'

test.use({ hostOptions: { clock: { rate: 12 } } })

test('codes rotate by push alone, run out, and a new code links', async ({
  page,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  const first = await readQr(page)
  let navigations = 0
  page.on('framenavigated', () => {
    navigations += 1
  })
  await expect(page.getByText(en.link.position(2, 6))).toBeVisible()
  expect(await readQr(page)).not.toBe(first)
  // Not before: parts of the page that the first code does not need are fetched behind it.
  await expect(page.getByText(en.link.position(3, 6))).toBeVisible()
  const before = sandbox.state().counters

  await expect(heading(page, en.expired.title)).toBeVisible({ timeout: 40_000 })
  const after = sandbox.state().counters
  expect(after.httpRequests).toBe(before.httpRequests)
  expect(navigations).toBe(0)
  await calm.axe(page)

  const again = page.getByRole('button', { name: en.actions.newCode })
  await expect(again).toBeFocused()
  await again.press('Enter')
  await expect(page.getByText(en.link.position(1, 6))).toBeVisible()
  await expect(qrCanvas(page)).toBeVisible()
  expect(sandbox.state().counters.socketsLive).toBe(1)
  await link(page, sandbox)
})
