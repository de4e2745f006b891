import type { Locator, Page } from '@playwright/test'
import { expectLinked, heading, openUnlinked, problemHeading, scan } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas } from '../qrPixels.ts'
import { variant } from '../storyChoice.ts'
import type { ErrorCode } from '../../web/bridge/errors.ts'
import { en } from '../../web/ui/words/en.ts'
import type { Host } from '../../server/sandbox/host.ts'

const words = en.pairCode

const toNumber = (page: Page) => page.getByRole('link', { name: en.link.byNumber })
const toQr = (page: Page) => page.getByRole('link', { name: words.useQr })
const numberField = (page: Page) => page.getByRole('textbox', { name: words.number.label })
const country = (page: Page) => page.getByRole('combobox', { name: words.country.label })
const submit = (page: Page) => page.getByRole('button', { name: words.submit })
const change = (page: Page) => page.getByRole('button', { name: words.code.change })
const boxes = (page: Page): Locator => page.getByRole('img', { name: words.code.label('') })

/** The number of the sandbox's first phone. */
const numberOf = (sandbox: Host) => sandbox.phones.list()[0]?.number ?? ''

/** The code as it stands in the boxes. */
async function shownCode(page: Page): Promise<string> {
  await expect(boxes(page)).toHaveText(/^[1-9A-Z]{8}$/)
  return (await boxes(page).textContent()) ?? ''
}

async function askForCode(page: Page, sandbox: Host): Promise<string> {
  await toNumber(page).click()
  await numberField(page).fill(`+${numberOf(sandbox)}`)
  await submit(page).click()
  return shownCode(page)
}

/** What the phone's person is told, once the service has brought the request to the phone. */
async function typeOnPhone(sandbox: Host, code: string) {
  await expect.poll(() => sandbox.phones.list()[0]?.pairing !== undefined).toBe(true)
  return sandbox.phones.typeCode(undefined, code)
}

/** A refused code is told in words, and one step leads away from it. */
async function backToQr(page: Page, error: ErrorCode): Promise<void> {
  await expect(problemHeading(page, error)).toBeVisible()
  await toQr(page).click()
  await expect(problemHeading(page, error)).toHaveCount(0)
  await expect(qrCanvas(page)).toBeVisible()
}

/** A code as it is read aloud. */
function spelledOf(code: string): string {
  const letters = code.split('')
  return `${letters.slice(0, 4).join(', ')}; ${letters.slice(4).join(', ')}`
}

/** A text inside another one. */
const within = (text: string) => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))

/** Another code of the alphabet. */
const wrongOf = (code: string) => `${code.startsWith('2') ? '3' : '2'}${code.slice(1)}`

test('by keyboard alone: from the QR to the number, to the code, and it links', async ({
  page,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  await toNumber(page).focus()
  await page.keyboard.press('Enter')
  await expect(numberField(page)).toBeFocused()
  await calm.axe(page)

  // And back: the focus is where it went away from.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(toQr(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(toNumber(page)).toBeFocused()
  await expect(heading(page, en.link.title)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(numberField(page)).toBeFocused()

  await page.keyboard.type(`+${numberOf(sandbox)}`)
  await page.keyboard.press('Enter')
  const code = await shownCode(page)
  await expect(heading(page, words.code.title)).toBeFocused()
  await expect(qrCanvas(page)).toBeVisible()
  await calm.axe(page)
  expect(await typeOnPhone(sandbox, code)).toMatchObject({ ok: true })
  await expectLinked(page)
  expect(page.url()).not.toContain('number')
})

test('the code is spelled once for the ear, copied, and left to right on a page that is not', async ({
  page,
  context,
  sandbox,
  calm,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openUnlinked(page)
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  const code = await askForCode(page, sandbox)
  const spelled = spelledOf(code)
  await expect(boxes(page)).toHaveAccessibleName(words.code.label(spelled))
  await expect(page.getByRole('status').filter({ hasText: spelled })).toHaveCount(1)
  const places = await boxes(page)
    .locator('span > span')
    .evaluateAll((all) => all.map((box) => box.getBoundingClientRect().x))
  expect(places).toHaveLength(8)
  expect(places).toEqual(places.toSorted((one, other) => one - other))
  await calm.axe(page)

  await page.getByRole('button', { name: words.code.copy }).click()
  await expect(page.getByRole('button', { name: words.code.copied })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code)
  await expect(page.getByRole('button', { name: words.code.copy, exact: true })).toBeVisible()
})

test('what cannot be a number or a code is said at its field, before anything is sent', async ({
  page,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  await toNumber(page).click()
  const refused = async (text: string, error: keyof typeof words.number.errors) => {
    await numberField(page).fill(text)
    await submit(page).click()
    await expect(numberField(page)).toBeFocused()
    await expect(numberField(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(numberField(page)).toHaveAccessibleDescription(within(words.number.errors[error]))
  }
  await refused('', 'number-required')
  await refused('+1 23', 'number-too-short')
  await refused('0123456789', 'number-leading-zero')
  await calm.axe(page)

  await page.getByRole('button', { name: words.custom.open }).click()
  const own = page.getByRole('textbox', { name: words.custom.label })
  await own.pressSequentially('myco')
  await expect(own).toHaveValue('MYCO')
  await expect(own).toHaveAccessibleDescription(within(words.custom.strange('O')))
  await own.fill('')
  await own.pressSequentially('my2')
  await expect(own).toHaveAttribute('aria-invalid', 'false')
  await numberField(page).fill(`+${numberOf(sandbox)}`)
  await submit(page).click()
  await expect(own).toBeFocused()
  await expect(own).toHaveAccessibleDescription(within(words.custom.tooShort(3)))
  expect(sandbox.phones.list()[0]?.pairing).toBeUndefined()

  await own.fill('my22-3344')
  await submit(page).click()
  expect(await shownCode(page)).toBe('MY223344')
  await expect(page.getByText(words.code.ownChoice)).toBeVisible()
  expect(await typeOnPhone(sandbox, 'my223344')).toMatchObject({ ok: true })
  await expectLinked(page)
})

test('the country is searched by keyboard, gives its calling code, and yields to a plus', async ({
  page,
}) => {
  await openUnlinked(page)
  await toNumber(page).click()
  await expect(country(page)).toHaveValue('United States')
  await country(page).focus()
  await page.keyboard.type('deuts')
  await page.keyboard.press('Escape')
  await expect(country(page)).toHaveValue('United States')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('option', { selected: true })).toHaveText(/United States/)
  await page.keyboard.type('+49')
  await expect(page.getByRole('option')).toHaveText(/Germany/)
  await page.keyboard.press('Enter')
  await expect(country(page)).toHaveValue('Germany')
  await expect(numberField(page)).toBeFocused()
  await page.keyboard.type('015550123456')
  await expect(numberField(page)).toHaveAccessibleDescription(/\+49 15550 123456/)

  await numberField(page).fill('+1-555-123-4567')
  await expect(country(page)).toHaveValue('United States')
  await submit(page).click()
  await expect(page.getByText('+1 555 123 4567')).toBeVisible()
})

test('a wrong code is told on the phone; here the code stays to be typed again', async ({
  page,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  const code = await askForCode(page, sandbox)
  expect(await typeOnPhone(sandbox, wrongOf(code))).toMatchObject({ ok: false, code: 'wrong-code' })
  await expect(heading(page, words.finishing.title)).toBeVisible()
  await calm.axe(page)
  expect(await shownCode(page)).toBe(code)
  expect(await typeOnPhone(sandbox, code)).toMatchObject({ ok: true })
  await expectLinked(page)
})

test('another number takes back the code, and the QR still links', async ({ page, sandbox }) => {
  await openUnlinked(page)
  await askForCode(page, sandbox)
  await change(page).click()
  await expect(numberField(page)).toBeFocused()
  await expect(boxes(page)).toHaveCount(0)
  await expect(numberField(page)).toHaveValue(/^\+/)
  await toQr(page).click()
  expect(await scan(page, sandbox)).toMatchObject({ ok: true })
  await expectLinked(page)
})

test('both wait at once: the QR wins while a code shows', async ({ page, sandbox }) => {
  await openUnlinked(page)
  const code = await askForCode(page, sandbox)
  expect(await scan(page, sandbox)).toMatchObject({ ok: true })
  await expectLinked(page)
  await expect(boxes(page)).toHaveCount(0)
  expect(await sandbox.phones.typeCode(undefined, code)).toMatchObject({ ok: false })
  expect(sandbox.phones.list()[0]?.devices).toHaveLength(1)
})

test('both wait at once: the code wins while the QR shows', async ({ page, sandbox }) => {
  await openUnlinked(page)
  const code = await askForCode(page, sandbox)
  await toQr(page).click()
  await expect(page.getByRole('link', { name: en.link.codeWaits })).toBeVisible()
  await expect(qrCanvas(page)).toBeVisible()
  expect(await typeOnPhone(sandbox, code)).toMatchObject({ ok: true })
  await expectLinked(page)
})

test.describe('refused by the service', () => {
  test('too often: said with a countdown, then asked again', async ({ page, sandbox, calm }) => {
    await openUnlinked(page)
    sandbox.fault({ kind: 'link-code-error', stage: 'hello', code: 429, backoff: 4 })
    await toNumber(page).click()
    await numberField(page).fill(`+${numberOf(sandbox)}`)
    await submit(page).click()
    await expect(problemHeading(page, 'code-too-often')).toBeVisible()
    const again = page.getByRole('button', { name: words.failed.again })
    await expect(again).toHaveAttribute('aria-disabled', 'true')
    await calm.axe(page)
    await expect(again).toHaveAttribute('aria-disabled', 'false', { timeout: 15_000 })
    await again.click()
    await shownCode(page)
  })

  test('not for this account: one step back to the QR, which links', async ({ page, sandbox }) => {
    await openUnlinked(page)
    sandbox.fault({ kind: 'link-code-error', stage: 'hello', code: 403 })
    await toNumber(page).click()
    await numberField(page).fill(`+${numberOf(sandbox)}`)
    await submit(page).click()
    await expect(problemHeading(page, 'code-forbidden')).toBeVisible()
    await expect(page.getByRole('button', { name: words.failed.again })).toHaveCount(0)
    await toQr(page).click()
    expect(await scan(page, sandbox)).toMatchObject({ ok: true })
    await expectLinked(page)
  })

  const title = 'whatever its number: in words, and one step back to the QR each time'
  test(title, variant, async ({ page, sandbox }) => {
    await openUnlinked(page)
    for (const [code, error] of [
      [400, 'code-bad-request'],
      [403, 'code-forbidden'],
      [429, 'code-too-often'],
      [452, 'code-unavailable'],
      [500, 'code-service-error'],
    ] as const) {
      sandbox.fault({ kind: 'link-code-error', stage: 'hello', code })
      await toNumber(page).click()
      await numberField(page).fill(`+${numberOf(sandbox)}`)
      await submit(page).click()
      await backToQr(page, error)
    }
    expect(await scan(page, sandbox)).toMatchObject({ ok: true })
    await expectLinked(page)
  })

  for (const [code, error] of [
    [400, 'code-bad-request'],
    [500, 'code-service-error'],
  ] as const) {
    const title = `once it is typed on the phone, with ${code}: in words, and the QR links`
    test(title, code === 400 ? {} : variant, async ({ page, sandbox }) => {
      await openUnlinked(page)
      const shown = await askForCode(page, sandbox)
      sandbox.fault({ kind: 'link-code-error', stage: 'finish', code })
      // The phone waits a minute for what never comes.
      void typeOnPhone(sandbox, shown)
      await backToQr(page, error)
      expect(await scan(page, sandbox)).toMatchObject({ ok: true })
      await expectLinked(page)
    })
  }

  test('a passkey is demanded: explained, and a new code can be shown', async ({
    page,
    sandbox,
    calm,
  }) => {
    await openUnlinked(page)
    const code = await askForCode(page, sandbox)
    sandbox.fault({ kind: 'demand-passkey' })
    await typeOnPhone(sandbox, code)
    await expect(problemHeading(page, 'passkey-required')).toBeVisible()
    await expect(page.getByRole('list', { name: en.waysLabel })).toBeVisible()
    await calm.axe(page)
    await page.getByRole('button', { name: en.actions.newCode }).click()
    await expect(qrCanvas(page)).toBeVisible()
  })
})

test.describe('on a narrow page', () => {
  test.use({ viewport: { width: 320, height: 640 } })

  test('the form takes the place of the QR, which is one step away', async ({
    page,
    sandbox,
    calm,
  }) => {
    await openUnlinked(page)
    const code = await askForCode(page, sandbox)
    await expect(qrCanvas(page)).toBeHidden()
    await calm.axe(page)
    await page.goBack()
    await expect(qrCanvas(page)).toBeVisible()
    await page.goForward()
    expect(await shownCode(page)).toBe(code)
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(beyond).toBe(0)
    expect(await typeOnPhone(sandbox, code)).toMatchObject({ ok: true })
    await expectLinked(page)
  })
})

test('the service withdraws codes: each next one is said once, five times, then in words', async ({
  page,
  sandbox,
}) => {
  await openUnlinked(page)
  const refresh = (force: boolean) => sandbox.fault({ kind: 'push', stanza: 'refresh-code', force })
  let code = await askForCode(page, sandbox)
  for (let renewal = 1; renewal <= 5; renewal += 1) {
    refresh(false)
    await expect(boxes(page)).not.toHaveText(code)
    code = await shownCode(page)
    const said = words.spoken.renewed(spelledOf(code))
    await expect(page.getByRole('status').filter({ hasText: said })).toHaveCount(1)
  }
  refresh(false)
  await expect(problemHeading(page, 'code-expired')).toBeVisible()
  await page.getByRole('button', { name: words.failed.again }).click()
  await shownCode(page)
  refresh(true)
  await expect(problemHeading(page, 'code-refresh')).toBeVisible()
})

// Faster than this, a busy machine answers pings too late, and every new connection brings new refs.
test.describe('with a clock eight times as fast', () => {
  test.use({ hostOptions: { clock: { rate: 8 } } })

  test('a code outlives the codes to scan, and is renewed when its time is over', async ({
    page,
    sandbox,
  }) => {
    test.setTimeout(180_000)
    await openUnlinked(page)
    const first = await askForCode(page, sandbox)
    await expect(heading(page, en.expired.title)).toBeVisible({ timeout: 60_000 })
    await expect(boxes(page)).toBeVisible()
    await expect(boxes(page)).not.toHaveText(first, { timeout: 60_000 })
    await expect(page.getByRole('heading', { level: 1, name: words.code.title })).toBeVisible()
    expect(await typeOnPhone(sandbox, await shownCode(page))).toMatchObject({ ok: true })
    await expectLinked(page)
  })
})
