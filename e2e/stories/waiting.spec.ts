import { chromium } from '@playwright/test'
import { expectLinked, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { readQr } from '../qrPixels.ts'
import { startWaitingEngine, type WaitingEngine } from '../node/waitingEngine.ts'

test('fifty companions wait at once, and each scan links exactly the one that showed the code', async ({
  sandbox,
  browser,
  calm,
}) => {
  test.setTimeout(120_000)
  void chromium
  const contexts = await Promise.all(Array.from({ length: 3 }, () => browser.newContext()))
  contexts.forEach((context) => calm.watch(context))
  const pages = await Promise.all(contexts.map((context) => context.newPage()))
  const engines: WaitingEngine[] = []
  for (let i = 0; i < 47; i += 1) engines.push(await startWaitingEngine(sandbox.url))
  for (const page of pages) await openUnlinked(page, sandbox.url)

  const codes = new Set<string>()
  const scanAs = async (qr: string): Promise<void> => {
    const phone = await phoneWithRoom()
    expect(codes.has(qr)).toBe(false)
    codes.add(qr)
    expect(await sandbox.phones.scan(phone, qr)).toMatchObject({ ok: true })
  }
  const phoneWithRoom = async (): Promise<string> => {
    const free = sandbox.phones.list().find(({ devices }) => devices.length < 4)
    return (free ?? (await sandbox.phones.add())).id
  }

  for (const [index, page] of pages.entries()) {
    await scanAs(await readQr(page))
    await expectLinked(page)
    // Nobody else moved.
    for (const other of pages.slice(index + 1)) await expect(other.locator('canvas')).toBeVisible()
    for (const engine of engines) expect(engine.linkedTo()).toBeUndefined()
  }
  for (const [index, engine] of engines.entries()) {
    const before = sandbox.phones.list()
    await scanAs(await engine.qr())
    const number = await engine.untilLinked()
    expect(
      before.some((phone) => phone.number === number) ||
        sandbox.phones.list().some((phone) => phone.number === number),
    ).toBe(true)
    for (const other of engines.slice(index + 1)) expect(other.linkedTo()).toBeUndefined()
  }
  const devices = sandbox.phones.list().flatMap(({ devices: linked }) => linked)
  expect(devices).toHaveLength(50)
  await Promise.all(engines.map((engine) => engine.close()))
  for (const page of pages) await calm.axe(page)
  await Promise.all(contexts.map((context) => context.close()))
})
