import { openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { words } from '../../server/phone/page/words.ts'

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const share = '--auto-select-tab-capture-source-by-title=Moonlet'
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), share] })
  },
})

test('a shared tab is read by its pixels too', async ({ page, context }) => {
  await openUnlinked(page)
  const phone = await context.newPage()
  await phone.goto('/phone')
  await phone.getByRole('button', { name: words.lock.unlock }).click()
  await phone.getByRole('button', { name: words.devices.link }).click()
  await phone.getByRole('button', { name: words.scanner.sourceActions.screen }).click()
  await expect(phone.getByRole('heading', { name: words.scanner.linkedHeading })).toBeVisible({
    timeout: 20_000,
  })
})
