import { expectLinked, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'

test('two tabs show the same state over one socket', async ({ page, context, sandbox }) => {
  await openUnlinked(page)
  const second = await context.newPage()
  await openUnlinked(second)
  expect(await readQr(second)).toBe(await readQr(page))
  expect(sandbox.state().counters.socketsLive).toBe(1)
  expect(sandbox.state().counters.socketsOpened).toBe(1)

  await link(page, sandbox)
  await expectLinked(second)
  // One socket before the restart that follows a link, one after it: never one a tab.
  expect(sandbox.state().counters.socketsLive).toBe(1)
  expect(sandbox.state().counters.socketsOpened).toBe(2)

  await page.close()
  await second.reload()
  await expectLinked(second)
  await expect(qrCanvas(second)).toHaveCount(0)
})
