import { chromium, type Browser, type Page } from '@playwright/test'
import { digits, expectLinked, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'
import { startWaitingEngine, type WaitingEngine } from '../node/waitingEngine.ts'

// Time runs slowly, so that no code runs out while the others are scanned one by one.
test.use({ hostOptions: { clock: { rate: 0.2 } } })

test('fifty companions wait at once, and each scan links exactly the one that showed the code', async ({
  sandbox,
  calm,
}) => {
  test.setTimeout(240_000)
  const { launchOptions } = test.info().project.use
  const browsers: Browser[] = []
  const pages: Page[] = []
  for (let i = 0; i < 3; i += 1) {
    const browser = await chromium.launch(launchOptions)
    browsers.push(browser)
    const context = await browser.newContext()
    await calm.watch(context)
    pages.push(await context.newPage())
  }
  const engines: WaitingEngine[] = []
  for (let i = 0; i < 47; i += 1) engines.push(await startWaitingEngine(sandbox.url))
  for (const page of pages) await openUnlinked(page, sandbox.url)

  const codes = new Set<string>()
  /** A phone that has room for one more companion scans. Returns its number. */
  const scanAs = async (qr: string): Promise<string> => {
    expect(codes).not.toContain(qr)
    codes.add(qr)
    const free = sandbox.phones.list().find(({ devices }) => devices.length < 4)
    const phone = free ?? (await sandbox.phones.add())
    expect(await sandbox.phones.scan(phone.id, qr)).toMatchObject({ ok: true })
    return phone.number
  }

  for (const [index, page] of pages.entries()) {
    const number = await scanAs(await readQr(page))
    await expectLinked(page)
    await expect(page.getByRole('main').getByText(digits(number))).toBeVisible()
    // Nobody else moved.
    for (const other of pages.slice(index + 1)) await expect(qrCanvas(other)).toBeVisible()
    expect(engines.map((engine) => engine.linkedTo())).toEqual(engines.map(() => undefined))
  }
  for (const [index, engine] of engines.entries()) {
    const number = await scanAs(await engine.qr())
    expect(await engine.untilLinked()).toBe(number)
    const others = engines.slice(index + 1)
    expect(others.map((other) => other.linkedTo())).toEqual(others.map(() => undefined))
  }
  const devices = sandbox.phones.list().flatMap(({ devices: linked }) => linked)
  expect(devices).toHaveLength(50)
  await Promise.all(engines.map((engine) => engine.close()))
  for (const page of pages) await calm.axe(page)
  await Promise.all(browsers.map((browser) => browser.close()))
})
