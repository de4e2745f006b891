import { expectLinked, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { killEngine } from '../killEngine.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'

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

  expect(await killEngine(browser)).toBe(1)
  await expect.poll(() => sandbox.state().counters.socketsOpened).toBe(3)
  await expectLinked(page)
  await expectLinked(second)
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(1)
  expect(sandbox.state().counters.registrations).toBe(1)
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
