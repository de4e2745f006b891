import type { Page } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { openChat } from '../talk.ts'

const { conversation: words } = en
const { reach } = words

const articles = (page: Page) => page.getByRole('article')
const since = (page: Page) => page.getByText(/^Messages since/)

/** Scrolls up as a wheel does, until this is there. */
async function scrollUpTo(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole('log').hover()
  await expect(async () => {
    await page.mouse.wheel(0, -3000)
    await expect(page.getByText(text)).toBeVisible({ timeout: 300 })
  }).toPass({ timeout: 40_000 })
}

test.describe('a past of which the phone keeps back the older part', () => {
  test.use({
    hostOptions: {
      people: { cast: true, history: { chats: 8, messages: 160, shape: 'even', onDemand: 60 } },
    },
  })

  test('is reached by day, from end to end, and beyond what is here by scrolling', async ({
    page,
    sandbox,
    calm,
  }) => {
    const { people } = sandbox
    await openUnlinked(page)
    const told = page.getByRole('progressbar')
    await Promise.all([expect(told).toBeVisible({ timeout: 40_000 }), linkToChats(page, sandbox)])
    await expect(told).toHaveCount(0, { timeout: 60_000 })
    const name = 'Dawit Tesfaye'
    const all = people.conversation('phone-1', name, true)
    const newest = all.at(-1)?.text ?? ''
    await openChat(page, name)
    await expect(articles(page).last()).toContainText(newest)
    const { keyboard } = page

    // A day before the first one that is here is refused in words; the first one is shown.
    await keyboard.press('Alt+j')
    const dialog = page.getByRole('dialog', { name: words.dates.title })
    const day = dialog.getByLabel(words.dates.field)
    const go = dialog.getByRole('button', { name: words.dates.go, exact: true })
    await day.fill('2001-01-01')
    await go.click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    await calm.axe(page)
    const first = (await day.getAttribute('min')) ?? ''
    await day.fill(first)
    await keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(since(page)).toBeVisible()

    // Home and End lead to the ends of what is here, from anywhere.
    await articles(page).first().focus()
    await keyboard.press('End')
    await expect(articles(page).last()).toContainText(newest)
    await expect(articles(page).last()).toBeFocused()
    await keyboard.press('Home')
    await expect(since(page)).toBeVisible()
    await calm.axe(page)

    // Up there the phone is asked by itself, until it has nothing older.
    await scrollUpTo(page, reach.none)
    await expect(articles(page).first()).toContainText(all[0]?.text ?? '')
    await expect(page.getByRole('button', { name: reach.fetch })).toHaveCount(0)
  })
})
