import type { Page } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { expectChats, openUnlinked, scan } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, chatRow, choose, goTo } from '../talk.ts'

// The question waits for the phone's chats, or until it is clear that none come.
test.use({ hostOptions: { people: { cast: false }, clock: { rate: 5 } } })

const { chatList, settings } = en

interface Shown {
  readonly title: string
  readonly body: string
  readonly tag: string
}

/** A browser that lets pages show notifications when it is asked, and a person who looks elsewhere. */
async function watchNotices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: Shown[] = []
    class Told extends EventTarget {
      static permission: NotificationPermission = 'default'
      static async requestPermission(): Promise<NotificationPermission> {
        Told.permission = 'granted'
        return 'granted'
      }
      constructor(title: string, { body = '', tag = '' }: NotificationOptions) {
        super()
        shown.push({ title, body, tag })
      }
      close(): void {}
    }
    let focused = true
    Object.assign(window, {
      Notification: Told,
      shownNotices: () => shown,
      lookAway(away: boolean) {
        focused = !away
        window.dispatchEvent(new Event(away ? 'blur' : 'focus'))
      },
    })
    document.hasFocus = () => focused
  })
}

interface Watched {
  readonly shownNotices: () => readonly Shown[]
  readonly lookAway: (away: boolean) => void
}

const shown = (page: Page) => page.evaluate(() => (window as unknown as Watched).shownNotices())

const lookAway = (page: Page, away: boolean) =>
  page.evaluate((isAway) => (window as unknown as Watched).lookAway(isAway), away)

test('a person who looks elsewhere is told of messages, if they want it, and of what only if they want that', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  await watchNotices(page)
  await openUnlinked(page)
  await expect(async () => expect(await scan(page, sandbox)).toMatchObject({ ok: true })).toPass()
  await expectChats(page)

  await people.say(ada.id, 'phone-1', 'While you are here')
  await expect(chatRow(page, ada.name)).toContainText('While you are here')
  const offer = page.getByRole('group', { name: chatList.offer.question })
  await offer.getByRole('button', { name: chatList.offer.yes }).click()
  await expect(offer).toHaveCount(0)
  await expect(page).toHaveTitle(chatList.title(1))
  await lookAway(page, true)
  await people.say(ada.id, 'phone-1', 'While you are away')
  await expect.poll(async () => (await shown(page)).length).toBe(1)
  expect(await shown(page)).toMatchObject([
    { title: chatList.notice.title, body: chatList.notice.hidden },
  ])
  await expect(page).toHaveTitle(chatList.title(2))
  // What a browser would keep of it names nobody.
  expect((await shown(page))[0]?.tag).not.toMatch(/ada|away/i)

  await goTo(page, 'settings')
  await choose(page, settings.talk.content, true)
  await goTo(page, 'chats')
  await people.say(ada.id, 'phone-1', 'Still away?')
  await expect.poll(async () => (await shown(page)).length).toBe(2)
  expect((await shown(page))[1]).toMatchObject({ title: ada.name, body: 'Still away?' })

  await chatRow(page, ada.name).click()
  await expect(bubble(page, 'Still away?')).toBeVisible()
  // Open, but nobody looks: it stays unread.
  await expect(page).toHaveTitle(chatList.title(3))
  await lookAway(page, false)
  await expect(page).toHaveTitle(en.homeTitles.chats)
})
