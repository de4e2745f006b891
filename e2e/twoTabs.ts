import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test'
import type { Host } from '../server/sandbox/host.ts'
import type { ErrorCode } from '../web/bridge/errors.ts'
import { en } from '../web/ui/words/en.ts'
import { expectLinked, openUnlinked, scan } from './companion.ts'

/** Two tabs of one account in one browser. */
export type TwoTabs = readonly [Page, Page]

/** Links in the first tab, and opens a second one of the same account. */
export async function linkTwoTabs(page: Page, host: Host): Promise<TwoTabs> {
  await openUnlinked(page)
  // Where the clock runs fast a code may have run out before the phone has read it.
  await expect(async () => expect(await scan(page, host)).toMatchObject({ ok: true })).toPass()
  await expectLinked(page)
  const second = await openBeside(page.context())
  await expectLinked(second)
  await expectOnline([page, second], host)
  return [page, second]
}

/** Opens one more tab on the companion. */
export async function openBeside(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto('/')
  return page
}

/** What holds for one tab, asked of both at once: what a state shows may last a moment only. */
export async function inBoth(
  tabs: readonly Page[],
  claim: (tab: Page) => Promise<void>,
): Promise<void> {
  await Promise.all(tabs.map(claim))
}

/** Both tabs say that they are connected and nothing else, and so says the phone. */
export async function expectOnline(tabs: readonly Page[], host: Host): Promise<void> {
  await inBoth(tabs, async (tab) => {
    await expect(tab.getByText(en.connection.online, { exact: true })).toBeVisible()
    await expect(tab.getByRole('alert')).toHaveCount(0)
  })
  await expect
    .poll(() => host.phones.list().flatMap(({ devices }) => devices.map(({ online }) => online)))
    .toEqual([true])
  await expect.poll(() => host.state().counters.socketsLive).toBe(1)
}

/** The bar that tells of the trouble with this code. */
export function barAbout(tab: Page, code: ErrorCode): Locator {
  return tab.getByRole('alert').getByText(titleOf(code))
}

/** The heading of a problem, in words. */
export function titleOf(code: ErrorCode): string {
  return en.problem({ code, remedy: 'no' }).title
}

/** The seconds that are counted down to the next try. */
export const nextTry = en.retry.next(1).replace(/1.*$/, '')

/** Waits until each of the tabs shows each of the texts, be it for a blink. Begin before what causes it. */
export async function willShow(tabs: readonly Page[], ...texts: readonly string[]): Promise<void> {
  await Promise.all(tabs.flatMap((tab) => texts.map((text) => willShowOne(tab, text))))
}

/** The page itself watches: to look now and then from here could miss what passes. */
function willShowOne(tab: Page, text: string): Promise<void> {
  return tab.evaluate(
    (wanted) =>
      new Promise<void>((resolve, reject) => {
        const observer = new MutationObserver(look)
        const timer = setTimeout(() => {
          observer.disconnect()
          reject(new Error(`never shown: ${wanted}`))
        }, 30_000)
        function look(): void {
          if (!document.body.innerText.includes(wanted)) return
          clearTimeout(timer)
          observer.disconnect()
          resolve()
        }
        observer.observe(document, { subtree: true, childList: true, characterData: true })
        look()
      }),
    text,
  )
}
