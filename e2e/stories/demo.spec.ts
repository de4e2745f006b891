import type { FrameLocator, Page } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import { openUnlinked } from '../companion.ts'
import { qrCanvas } from '../qrPixels.ts'
import { words as phoneWords } from '../../server/phone/page/words.ts'
import { words as demoWords } from '../../server/demo/words.ts'
import { en } from '../../web/ui/words/en.ts'

interface Demo {
  readonly phone: FrameLocator
  readonly companion: FrameLocator
}

async function openDemo(page: Page): Promise<Demo> {
  await page.goto('/demo')
  const phone = page.frameLocator(`iframe[title="${demoWords.phoneFrame}"]`)
  const companion = page.frameLocator(`iframe[title="${demoWords.browserFrame}"]`)
  await phone.getByRole('button', { name: phoneWords.lock.unlock }).click()
  await expect(companion.locator('canvas')).toBeVisible()
  return { phone, companion }
}

async function pressScan({ phone }: Demo): Promise<void> {
  await phone.getByRole('button', { name: phoneWords.devices.link }).click()
}

test('the phone’s camera moves onto the code, reads its pixels and links', async ({
  page,
  sandbox,
  calm,
}) => {
  const demo = await openDemo(page)
  const camera = page.locator('[data-away]')
  await expect(camera).toHaveAttribute('data-away', 'true')
  await pressScan(demo)
  await expect(camera).toHaveAttribute('data-away', 'false')
  await expect(
    demo.phone.getByText(phoneWords.scanner.linkedHeading, { exact: true }),
  ).toBeVisible()
  await expect(camera).toHaveAttribute('data-away', 'true')
  await calm.axe(page)
  await demo.phone.getByRole('button', { name: phoneWords.scanner.done }).click()
  const device = sandbox.phones.list()[0]?.devices[0]?.name ?? ''
  await expect(demo.phone.getByRole('heading', { name: device })).toBeVisible()
  await expect(demo.phone.getByText(phoneWords.devices.activeNow)).toBeVisible()
  await expect(
    demo.companion.getByRole('heading', { name: en.chats.title, level: 1 }),
  ).toBeVisible()
})

test('nothing but pixels reaches the scanner', async ({ page, browser, sandbox }) => {
  const elsewhere = await browser.newContext({ baseURL: sandbox.url })
  const stranger = await elsewhere.newPage()
  await openUnlinked(stranger)
  const deadCode = await qrCanvas(stranger).evaluate((canvas) =>
    (canvas as HTMLCanvasElement).toDataURL(),
  )
  await elsewhere.close()
  const demo = await openDemo(page)
  // Everything of the page but the picture still says the living code.
  await demo.companion.locator('canvas').evaluate(async (element, picture) => {
    const image = new Image()
    image.src = picture
    await image.decode()
    const canvas = element as HTMLCanvasElement
    const pencil = canvas.getContext('2d')
    pencil?.setTransform(1, 0, 0, 1, 0, 0)
    pencil?.drawImage(image, 0, 0, canvas.width, canvas.height)
  }, deadCode)
  await pressScan(demo)
  await expect(demo.phone.getByText(phoneWords.scanner.failures['unknown-ref'])).toBeVisible()
  expect(sandbox.phones.list()[0]?.devices).toEqual([])
})

test('a refused link is told on both sides, and one tap scans again', async ({ page, sandbox }) => {
  const demo = await openDemo(page)
  sandbox.fault({ kind: 'bad-hmac' })
  await pressScan(demo)
  await expect(demo.phone.getByText(phoneWords.scanner.failures['companion-refused'])).toBeVisible()
  await demo.companion.getByRole('button', { name: en.actions.newCode }).click()
  await expect(demo.companion.locator('canvas')).toBeVisible()
  await demo.phone.getByRole('button', { name: phoneWords.scanner.again }).click()
  await expect(
    demo.phone.getByText(phoneWords.scanner.linkedHeading, { exact: true }),
  ).toBeVisible()
})

test('the phone removes the browser, after asking once', async ({ page, sandbox }) => {
  const demo = await openDemo(page)
  await pressScan(demo)
  await demo.phone.getByRole('button', { name: phoneWords.scanner.done }).click()
  const device = sandbox.phones.list()[0]?.devices[0]?.name ?? ''
  await demo.phone.getByRole('button', { name: phoneWords.devices.removeNamed(device) }).click()
  const question = demo.phone.getByRole('group', {
    name: phoneWords.devices.removeQuestion(device),
  })
  await question.getByRole('button', { name: phoneWords.devices.remove }).click()
  await expect(demo.phone.getByText(phoneWords.devices.removed(device))).toBeVisible()
  expect(sandbox.phones.list()[0]?.devices).toEqual([])
})

test('the fault panel disturbs the browser it stands beside', async ({ page, sandbox, calm }) => {
  await openDemo(page)
  const before = sandbox.state().counters.socketsOpened
  await page.getByText(demoWords.faults.heading).click()
  await page.getByRole('button', { name: demoWords.faults.names.drop }).click()
  await expect(page.getByText(demoWords.faults.sent(demoWords.faults.names.drop))).toBeVisible()
  await calm.axe(page)
  await expect.poll(() => sandbox.state().counters.socketsOpened).toBeGreaterThan(before)
})
