import type { Page } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { whileThere } from './whileThere.ts'

/** What a person sees at a glance. */
export interface Sight {
  /** The account's page says that the browser is linked, and that it is connected. */
  readonly linked: boolean
  readonly online: boolean
  /** The number by which the phone knows this browser, as the page tells it. */
  readonly device: number | undefined
  readonly code: boolean
  /** Headings and alerts: the words for what happened. */
  readonly words: readonly string[]
  /** Names of the buttons that can be pressed. */
  readonly buttons: readonly string[]
}

/** Looks at a page; `undefined` when it goes away under the eyes. */
export function look(page: Page): Promise<Sight | undefined> {
  const names = {
    nav: en.nav.label,
    linked: en.account.linked,
    online: en.connection.online,
    device: en.account.deviceNumber,
  }
  return whileThere(() =>
    page.evaluate((named): Sight => {
      // A linked window begins with its chats; who is linked stands on the account's page.
      const home = document.querySelector(`nav[aria-label="${named.nav}"]`) !== null
      if (home && location.hash !== '#/you') location.hash = '#/you'
      const textsOf = (selector: string) =>
        Array.from(document.querySelectorAll(selector), ({ textContent }) => textContent.trim())
      const facts = new Map(
        Array.from(document.querySelectorAll('dt'), (name) => [
          name.textContent,
          name.nextElementSibling?.textContent ?? '',
        ]),
      )
      const main = textsOf('main p')
      const device = facts.get(named.device)
      return {
        linked: main.includes(named.linked),
        online: textsOf('dd span').includes(named.online),
        device: device === undefined ? undefined : Number(device),
        code: document.querySelector('canvas')?.checkVisibility() === true,
        words: [...textsOf('h2'), ...textsOf('[role=alert]')],
        buttons: Array.from(document.querySelectorAll('button'))
          .filter((button) => !button.disabled && button.ariaDisabled !== 'true')
          .map(({ textContent }) => textContent.trim()),
      }
    }, names),
  )
}
