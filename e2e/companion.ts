import { expect, type Locator, type Page } from '@playwright/test'
import type { Host } from '../server/sandbox/host.ts'
import type { ErrorCode } from '../web/bridge/errors.ts'
import { en } from '../web/ui/words/en.ts'
import { qrCanvas, readQr } from './qrPixels.ts'

/** Opens the companion and waits for its first code. */
export async function openUnlinked(page: Page, path = '/'): Promise<void> {
  await page.goto(path)
  await expect(qrCanvas(page)).toBeVisible()
}

/** Waits until the page has the part that it fetches ahead while it shows its first code. */
export async function expectFetchedAhead(page: Page): Promise<void> {
  const hasIt = async () => {
    const asked = performance.getEntriesByType('resource').map(({ name }) => name)
    const styles = document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')
    const part = asked.findLast((name) => /laterStages.*js$/.test(name))
    if (part === undefined || ![...styles].every(({ href }) => asked.includes(href))) return false
    // With all that it imports.
    return import(part).then(
      () => true,
      () => false,
    )
  }
  await expect.poll(() => page.evaluate(hasIt)).toBe(true)
}

/** Presses what goes by itself when `comes` holds, and waits for that: the two may meet. */
export async function pressUnless(button: Locator, comes: Promise<void>): Promise<void> {
  await Promise.race([button.click(), comes])
  await comes
}

/** Lets a phone read the code off the screen. Returns what the phone was told. */
export async function scan(page: Page, host: Host, phone?: string) {
  return host.phones.scan(phone, await readQr(page))
}

/** Links by the pixels on the screen and waits until the companion says so. */
export async function link(page: Page, host: Host, phone?: string): Promise<void> {
  const result = await scan(page, host, phone)
  expect(result).toMatchObject({ ok: true })
  await expectLinked(page)
}

/**
 * A linked window begins with its chats; this waits for them and goes to the account's page, where it
 * says who is linked, unless the settings are open.
 */
export async function expectLinked(page: Page): Promise<void> {
  const nav = page.getByRole('navigation', { name: en.nav.label })
  // Making 812 keys and a second connection takes a slow machine its time.
  await expect(nav).toBeVisible({ timeout: 40_000 })
  if (new URL(page.url()).hash !== '#/settings') {
    await nav.getByRole('link', { name: en.nav.you }).click()
  }
  await expect(linkedMark(page)).toBeVisible()
}

/** A linked window shows its chats. */
export async function expectChats(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: en.chats.title, level: 1 })).toBeVisible({
    timeout: 40_000,
  })
}

/** Links and stays with the chats. */
export async function linkToChats(page: Page, host: Host, phone?: string): Promise<void> {
  expect(await scan(page, host, phone)).toMatchObject({ ok: true })
  await expectChats(page)
}

/** The person's name is there, which comes with the first login. */
export async function expectNamed(page: Page, name: string): Promise<void> {
  await expect(page.getByText(name).first()).toBeVisible({ timeout: 40_000 })
}

/** What a linked companion says of itself. The same words are announced, hence the part of the page. */
export function linkedMark(page: Page): Locator {
  return page.getByRole('main').getByText(en.account.linked)
}

/** The heading under which a problem is told. */
export function problemHeading(page: Page, code: ErrorCode): Locator {
  return heading(page, en.problem({ code, remedy: 'no' }).title)
}

export function heading(page: Page, name: string): Locator {
  return page.getByRole('heading', { name })
}

/** The number as any grouping shows it: its digits with anything but digits between them. */
export function digits(number: string): RegExp {
  return new RegExp(number.split('').join('\\D*'))
}
