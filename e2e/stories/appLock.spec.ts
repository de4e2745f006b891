import type { Locator, Page } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { expectLinked, heading, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas } from '../qrPixels.ts'

const secret = 'copper lantern under hills'
const { settings, lock } = en

const field = (page: Page, name: string): Locator =>
  page.getByRole('textbox', { name }).or(page.getByLabel(name, { exact: true }))
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click()

async function toSettings(page: Page): Promise<void> {
  await page.getByRole('link', { name: en.nav.settings }).click()
  await expect(heading(page, settings.title)).toBeFocused()
}

async function setPassphrase(page: Page): Promise<void> {
  await toSettings(page)
  await press(page, settings.lock.usePassphrase)
  await field(page, settings.setLock.fresh).fill(secret)
  await field(page, settings.setLock.again).fill(secret)
  await press(page, settings.setLock.confirm)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText(settings.lock.on.passphrase)).toBeVisible()
}

async function unlock(page: Page, text: string): Promise<void> {
  await field(page, lock.passphrase).fill(text)
  await press(page, lock.unlock)
}

async function expectLocked(page: Page, name: string): Promise<void> {
  await expect(heading(page, lock.title)).toBeVisible()
  await expect(page).toHaveTitle(lock.documentTitle)
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(name)
}

test('a passphrase: set, locked in every tab, kept over a reload, wrong, right, turned off', async ({
  page,
  context,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  await link(page, sandbox)
  const name = sandbox.phones.list()[0]?.name ?? ''
  await toSettings(page)
  await press(page, settings.lock.usePassphrase)
  await expect(page.getByText(settings.setLock.forgetting)).toBeVisible()
  await field(page, settings.setLock.fresh).fill('short')
  await press(page, settings.setLock.confirm)
  await expect(page.getByText(settings.setLock.tooShort)).toBeVisible()
  await expect(field(page, settings.setLock.fresh)).toBeFocused()
  await field(page, settings.setLock.fresh).fill(secret)
  await field(page, settings.setLock.again).fill(`${secret}.`)
  await press(page, settings.setLock.confirm)
  await expect(page.getByText(settings.setLock.different)).toBeVisible()
  await calm.axe(page)
  await field(page, settings.setLock.again).fill(secret)
  await press(page, settings.setLock.confirm)
  await expect(page.getByText(settings.lock.on.passphrase)).toBeVisible()

  const second = await context.newPage()
  await second.goto('/')
  await expectLinked(second)
  await page.keyboard.press('Alt+Shift+L')
  for (const tab of [page, second]) await expectLocked(tab, name)
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(0)

  await page.reload()
  await expectLocked(page, name)
  await expect(field(page, lock.passphrase)).toBeFocused()
  await calm.axe(page)
  await unlock(page, 'not the passphrase')
  await expect(page.getByText(lock.wrong)).toBeVisible()
  await unlock(page, secret)
  await expect(heading(page, settings.title)).toBeVisible()
  await expectLinked(second)

  await press(page, settings.lock.turnOff)
  await field(page, settings.setLock.current).fill('wrong again')
  await page.getByRole('dialog').getByRole('button', { name: settings.removeLock.confirm }).click()
  await expect(page.getByText(settings.setLock.currentWrong)).toBeVisible()
  await field(page, settings.setLock.current).fill(secret)
  await page.getByRole('dialog').getByRole('button', { name: settings.removeLock.confirm }).click()
  await expect(page.getByText(settings.lock.off)).toBeVisible()
  await page.reload()
  await expect(heading(page, settings.title)).toBeVisible()
})

test('three wrong passphrases make a pause that is told in words', async ({ page, sandbox }) => {
  await openUnlinked(page)
  await link(page, sandbox)
  await setPassphrase(page)
  await press(page, settings.lock.lockNow)
  for (const wrong of ['wrong one', 'wrong two', 'wrong three']) {
    await expect(page.getByRole('button', { name: lock.unlock, exact: true })).toBeEnabled()
    await unlock(page, wrong)
    await expect(page.getByText(lock.wrong)).toBeVisible()
  }
  await expect(page.getByText(/^After several wrong tries/)).toBeVisible()
  await expect(page.getByText(/^Next try in \d second/)).toBeVisible()
  await expect(page.getByText(/^After several wrong tries/)).toHaveCount(0)
  await unlock(page, secret)
  await expect(heading(page, settings.title)).toBeVisible()
})

test('forgotten: said before it is set, and started over with a new code', async ({
  page,
  sandbox,
}) => {
  await openUnlinked(page)
  await link(page, sandbox)
  await setPassphrase(page)
  await press(page, settings.lock.lockNow)
  await press(page, lock.forgot)
  await expect(page.getByText(lock.forgotBody)).toBeVisible()
  await press(page, en.actions.startOver)
  await press(page, en.actions.startOverConfirm)
  await expect(qrCanvas(page)).toBeVisible()
  await expect(heading(page, en.eviction.title)).toHaveCount(0)
  await link(page, sandbox)
})

test.describe('with a clock twelve times as fast', () => {
  test.use({ hostOptions: { clock: { rate: 12 } } })

  test('it locks by itself when nobody has done anything for a minute', async ({
    page,
    sandbox,
  }) => {
    await openUnlinked(page)
    await link(page, sandbox)
    const name = sandbox.phones.list()[0]?.name ?? ''
    await setPassphrase(page)
    await page.getByLabel(settings.lock.idle).selectOption('1')
    await expectLocked(page, name)
    await unlock(page, secret)
    await expect(page.getByLabel(settings.lock.idle)).toHaveValue('1')
    await expectLocked(page, name)
  })
})

test('a passkey: made, locked, opened, and the passphrase in its place', async ({
  page,
  context,
  sandbox,
}) => {
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf: true,
    },
  })
  await openUnlinked(page)
  await link(page, sandbox)
  const name = sandbox.phones.list()[0]?.name ?? ''
  await toSettings(page)
  await press(page, settings.lock.usePasskey)
  await expect(page.getByText(settings.setLock.losing)).toBeVisible()
  await press(page, settings.setLock.confirmPasskey)
  await expect(page.getByText(settings.lock.on.passkey)).toBeVisible()

  await press(page, settings.lock.lockNow)
  await expectLocked(page, name)
  await page.reload()
  await expectLocked(page, name)
  await press(page, lock.withPasskey)
  await expect(heading(page, settings.title)).toBeVisible()

  await press(page, settings.lock.change)
  await page.getByRole('radio', { name: settings.setLock.passphrase }).check()
  await field(page, settings.setLock.fresh).fill(secret)
  await field(page, settings.setLock.again).fill(secret)
  await press(page, settings.setLock.confirm)
  await expect(page.getByText(settings.lock.on.passphrase)).toBeVisible()
  await press(page, settings.lock.lockNow)
  await unlock(page, secret)
  await expect(heading(page, settings.title)).toBeVisible()
})
