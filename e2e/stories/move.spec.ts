import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { expectLinked, linkToChats, openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, goTo, openChat, send } from '../talk.ts'

const { move: words } = en
const PASSPHRASE = 'correct horse battery'

/** Saves the account of a page. Downloads stand for the picker, which no test can press. */
async function moveOut(page: Page): Promise<Buffer> {
  await page.goto('/#/settings/storage')
  await page.getByRole('button', { name: words.card.open }).click()
  const dialog = page.getByRole('dialog', { name: words.dialog.title })
  await dialog
    .getByRole('textbox', { name: en.settings.setLock.fresh, exact: true })
    .fill(PASSPHRASE)
  await dialog
    .getByRole('textbox', { name: en.settings.setLock.again, exact: true })
    .fill(PASSPHRASE)
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: words.dialog.start }).click()
  const file = readFileSync(await (await download).path())
  await expect(page.getByText(words.saved)).toBeVisible()
  return file
}

async function moveIn(page: Page, file: Buffer, passphrase: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: words.here.title })
  if ((await dialog.count()) === 0)
    await page.getByRole('button', { name: words.here.open }).click()
  await dialog.getByLabel(words.here.file).setInputFiles({
    name: 'account.moonlet',
    mimeType: 'application/octet-stream',
    buffer: file,
  })
  await dialog.getByRole('textbox', { name: words.here.passphrase }).fill(passphrase)
  await dialog.getByRole('button', { name: words.here.start }).click()
}

const movedHeading = (page: Page) =>
  page.getByRole('heading', { name: words.moved.title, level: 1 })

test.describe('an account with chats', () => {
  test.use({ hostOptions: { people: { cast: false } } })

  test('moves to another browser: silent in the first one, alive in the second, and only there', async ({
    page,
    browser,
    sandbox,
    calm,
  }) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, 'showSaveFilePicker')
    })
    await openUnlinked(page)
    await linkToChats(page, sandbox)
    const { id, name } = await sandbox.people.add({ name: 'Ada', companions: 1 })
    const phone = sandbox.people.list().find(({ isPhone }) => isPhone)
    await sandbox.people.say(id, phone?.id ?? '', 'hello')
    await openChat(page, name)
    await send(page, 'written before the move')
    await expect(bubble(page, 'written before the move')).toBeVisible()

    const file = await moveOut(page)
    await expect(movedHeading(page)).toBeVisible()
    await calm.axe(page)
    await page.reload()
    await expect(movedHeading(page)).toBeVisible()

    const there = await browser.newContext({ baseURL: sandbox.url })
    await calm.watch(there)
    const second = await there.newPage()
    await openUnlinked(second)
    await moveIn(second, file, 'not the passphrase')
    await expect(second.getByText(words.inPlace['move-wrong-passphrase'] ?? '')).toBeVisible()
    await moveIn(second, file.subarray(0, -100), PASSPHRASE)
    await expect(second.getByText(words.inPlace['move-not-released'] ?? '')).toBeVisible()
    await calm.axe(second)
    await moveIn(second, file, PASSPHRASE)
    await expectLinked(second)
    await goTo(second, 'chats')
    await openChat(second, name)
    await expect(bubble(second, 'written before the move')).toBeVisible()
    await send(second, 'written after the move')
    await expect(bubble(second, 'written after the move')).toBeVisible()
    await second.reload()
    await expect(bubble(second, 'written after the move')).toBeVisible()

    const late = await browser.newContext({ baseURL: sandbox.url })
    await calm.watch(late)
    const third = await late.newPage()
    await openUnlinked(third)
    await moveIn(third, file, PASSPHRASE)
    await expect(problemHeading(third, 'moved-elsewhere')).toBeVisible()

    await page.getByRole('button', { name: words.moved.erase }).click()
    await page.getByRole('button', { name: words.moved.eraseConfirm }).click()
    await expect(page.getByRole('button', { name: words.here.open })).toBeVisible()
    await late.close()
    await there.close()
  })
})
