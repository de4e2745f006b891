import type { Page } from '@playwright/test'
import { expectLinked, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { words } from '../../server/phone/page/words.ts'

async function openScanner(page: Page): Promise<void> {
  await page.goto('/phone')
  await page.getByRole('button', { name: words.lock.unlock }).click()
  await page.getByRole('button', { name: words.devices.link }).click()
}

function chosen(buffer: Buffer) {
  return { name: 'screen.png', mimeType: 'image/png', buffer }
}

test('a picture of the screen links, once', async ({ page, context, calm }) => {
  await openUnlinked(page)
  const screen = await page.screenshot()
  const phone = await context.newPage()
  await openScanner(phone)
  await calm.axe(phone)
  await phone.locator('input[type=file]').setInputFiles(chosen(screen))
  await expect(phone.getByRole('heading', { name: words.scanner.linkedHeading })).toBeVisible()
  await phone.getByRole('button', { name: words.scanner.done }).click()
  await phone.getByRole('button', { name: words.devices.link }).click()
  await phone.locator('input[type=file]').setInputFiles(chosen(screen))
  await expect(phone.getByText(words.scanner.failures['unknown-ref'])).toBeVisible()
  await calm.axe(phone)
})

test('a pasted picture links', async ({ page, context }) => {
  await openUnlinked(page)
  const screen = await page.screenshot()
  const phone = await context.newPage()
  await openScanner(phone)
  await phone.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([bytes], 'screen.png', { type: 'image/png' }))
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }, screen.toString('base64'))
  await expect(phone.getByRole('heading', { name: words.scanner.linkedHeading })).toBeVisible()
})

test('a picture without a code, and a file that is no picture, are told apart', async ({
  page,
}) => {
  await openScanner(page)
  await page.locator('input[type=file]').setInputFiles(chosen(await page.screenshot()))
  await expect(page.getByText(words.scanner.nothing)).toBeVisible()
  await page.getByRole('button', { name: words.scanner.again }).click()
  await page.locator('input[type=file]').setInputFiles(chosen(Buffer.from('no picture')))
  await expect(page.getByText(words.scanner.blocked.picture.missing)).toBeVisible()
})

test('without a camera the phone says so and offers another way', async ({ page }) => {
  await openScanner(page)
  await page.getByRole('button', { name: words.scanner.sourceActions.camera }).click()
  await expect(
    page.getByRole('heading', { name: words.scanner.blockedHeading.camera }),
  ).toBeVisible()
})

test('the keyboard goes from the lock screen to the scanner and back', async ({ page }) => {
  await page.goto('/phone')
  await page.getByRole('button', { name: words.lock.unlock }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: words.devices.link })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: words.scanner.heading })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: words.devices.link })).toBeFocused()
})

test('a new name reaches the service and the companion', async ({ page, context, sandbox }) => {
  await openUnlinked(page)
  const screen = await page.screenshot()
  const phone = await context.newPage()
  await openScanner(phone)
  await phone.locator('input[type=file]').setInputFiles(chosen(screen))
  await phone.getByRole('button', { name: words.scanner.done }).click()
  await phone.getByRole('button', { name: words.home.editName }).click()
  await phone.getByLabel(words.home.nameLabel, { exact: true }).fill('Ada Quist')
  await phone.getByRole('button', { name: words.home.saveName }).click()
  await expectLinked(page)
  await expect(page.getByRole('main').getByText('Ada Quist').first()).toBeVisible()
  expect(sandbox.phones.list()[0]?.name).toBe('Ada Quist')
})
