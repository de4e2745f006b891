import type { Browser } from '@playwright/test'
import { expectLinked, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'

/** Ends the engine's worker from outside, as a crash would. */
async function killEngine(browser: Browser): Promise<void> {
  const devtools = await browser.newBrowserCDPSession()
  const { targetInfos } = await devtools.send('Target.getTargets')
  const workers = targetInfos.filter(({ type }) => type === 'shared_worker')
  expect(workers).toHaveLength(1)
  for (const { targetId } of workers) await devtools.send('Target.closeTarget', { targetId })
  await devtools.detach()
}

test('the engine dies, and both tabs go on with a new one', async ({
  page,
  context,
  browser,
  sandbox,
}) => {
  await openUnlinked(page)
  const second = await context.newPage()
  await openUnlinked(second)
  await link(page, sandbox)
  await expectLinked(second)

  await killEngine(browser)
  await expect.poll(() => sandbox.state().counters.socketsOpened).toBe(3)
  await expectLinked(page)
  await expectLinked(second)
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(1)
})

test('without a usable shared worker one tab hosts the engine, and another takes over', async ({
  page,
  context,
  sandbox,
}) => {
  await openUnlinked(page, '/?worker=dedicated')
  const second = await context.newPage()
  await openUnlinked(second, '/?worker=dedicated')
  expect(await readQr(second)).toBe(await readQr(page))
  expect(sandbox.state().counters.socketsOpened).toBe(1)
  await link(page, sandbox)
  await expectLinked(second)

  await page.close()
  await expectLinked(second)
  await second.reload()
  await expectLinked(second)
  await expect(qrCanvas(second)).toHaveCount(0)
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(1)
})
