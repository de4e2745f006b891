import { expect, type Page, test } from '@playwright/test'
import type { MessageView } from '../../web/bridge/chatViews.ts'
import type { EngineEvent, TalkCommand } from '../../web/bridge/contract.ts'
import { type GalleryServer, serveGallery } from '../gallery/serveGallery.ts'

let gallery: GalleryServer

test.beforeAll(async () => {
  gallery = await serveGallery()
})

test.afterAll(async () => {
  await gallery.close()
})

/** What the gallery's page offers to a test. */
interface Gallery {
  readonly told: readonly TalkCommand[]
  tell(events: readonly EngineEvent[]): void
}

async function open(page: Page, scene: string): Promise<void> {
  await page.goto(`${gallery.address}?${scene}`)
  await page.locator('html[data-drawn]').waitFor()
}

/** The commands of one kind that the window gave, oldest first. */
async function told<Type extends TalkCommand['type']>(page: Page, type: Type) {
  const all = await page.evaluate(() => [...(window as unknown as Gallery).told])
  return all.filter(
    (command): command is Extract<TalkCommand, { type: Type }> => command.type === type,
  )
}

const tell = (page: Page, events: readonly EngineEvent[]) =>
  page.evaluate((some) => (window as unknown as Gallery).tell(some), events)

/** A message of the other person, newer than everything in the scenes. */
function arriving(number: number, text: string): MessageView {
  return {
    key: `new${number}`,
    chatId: 12,
    atMs: Date.UTC(2026, 2, 14, 15) + number * 1000,
    seq: 10_000 + number,
    rev: 1,
    fromMe: false,
    sender: { contactId: 2, name: 'Bea Beispiel', nameSource: 'saved', isMe: false },
    content: { kind: 'text', text, mentions: [] },
    reactions: [],
    edited: false,
    starred: false,
  }
}

const come = (page: Page, ...messages: readonly MessageView[]) =>
  tell(page, [{ type: 'messages', chatId: 12, changed: messages, gone: [] }])

const log = (page: Page) => page.getByRole('log')
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const bubble = (page: Page, text: string | RegExp) =>
  page.getByRole('article').filter({ hasText: text })

test('what is in sight stays there while older messages come in above', async ({ page }) => {
  await open(page, 'conversation-history')
  const wrong = await log(page).evaluate(async (view) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    const rows = () => [...view.querySelectorAll<HTMLElement>('[data-message]')]
    const topOf = (key: string) =>
      rows()
        .find((row) => row.dataset['message'] === key)
        ?.getBoundingClientRect().top
    const slips: string[] = []
    for (let step = 0; step < 80; step += 1) {
      const middle = rows().find((row) => row.getBoundingClientRect().top > 300)
      const key = middle?.dataset['message'] ?? ''
      const before = topOf(key) ?? Number.NaN
      const from = view.scrollTop
      view.scrollTop = from - 180
      const moved = from - view.scrollTop
      await frame()
      await frame()
      const after = topOf(key) ?? Number.NaN
      if (!(Math.abs(after - before - moved) <= 1.5))
        slips.push(`${step}: ${after - before - moved}`)
    }
    return slips
  })
  expect(wrong).toEqual([])
  await expect(bubble(page, /^Message 1 /)).toBeAttached()
})

test('only what is around the view is drawn', async ({ page }) => {
  await open(page, 'conversation-history')
  expect(await page.getByRole('article').count()).toBeLessThan(80)
})

test('it opens at the line of new messages, and the button leads to the newest', async ({
  page,
}) => {
  await open(page, 'conversation-history')
  await expect(page.getByText('New messages', { exact: true })).toBeInViewport()
  await page.getByRole('button', { name: /To the newest message/ }).click()
  await expect(bubble(page, 'Message 400')).toBeInViewport()
  await expect(page.getByRole('button', { name: /To the newest message/ })).toHaveCount(0)
})

test('at the end new messages push the old ones up; above it they only count', async ({ page }) => {
  await open(page, 'conversation')
  await come(page, arriving(1, 'Hello there'))
  await expect(bubble(page, 'Hello there')).toBeInViewport()
  await expect(
    page.getByRole('status').filter({ hasText: 'Bea Beispiel: Hello there' }),
  ).toBeAttached()
  await log(page).hover()
  await page.mouse.wheel(0, -400)
  await expect(page.getByRole('button', { name: 'To the newest message' })).toBeVisible()
  const place = await log(page).evaluate((view) => view.scrollTop)
  await come(page, arriving(2, 'And another'), arriving(3, 'And one more'))
  await expect(page.getByRole('status').filter({ hasText: '2 new messages' })).toBeAttached()
  expect(await log(page).evaluate((view) => view.scrollTop)).toBe(place)
})

test('a text that unfolds leaves what stands above it where it is', async ({ page }) => {
  await open(page, 'conversation-texts')
  await log(page).evaluate((view) => view.scrollTo(0, 0))
  const story = bubble(page, 'A little story')
  const before = await story.boundingBox()
  await page.getByRole('button', { name: 'Read more' }).click()
  await expect(page.getByRole('button', { name: 'Read more' })).toHaveCount(0)
  const after = await story.boundingBox()
  expect(after?.y).toBe(before?.y)
  expect(after?.height).toBeGreaterThan(before?.height ?? 0)
})

test('a quote leads to its message', async ({ page }) => {
  await page.setViewportSize({ width: 600, height: 480 })
  await open(page, 'conversation')
  await page.getByRole('button', { name: /Found one: 08:12/ }).click()
  await expect(page.getByText('there by noon.').first()).toBeInViewport()
})

test('the keyboard walks the messages, opens a menu and comes back', async ({ page }) => {
  await open(page, 'conversation')
  await field(page).press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await expect(bubble(page, 'map.gpx')).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(bubble(page, 'What do I need')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Reply' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(bubble(page, 'What do I need')).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(field(page)).toBeFocused()
  await field(page).fill('Matches')
  await field(page).press('Enter')
  expect(await told(page, 'sendText')).toMatchObject([
    { chatId: 12, text: 'Matches', quote: expect.stringMatching(/^m/), clientId: 'act' },
  ])
})

test('Enter sends, Shift and Enter do not, an empty message never leaves', async ({ page }) => {
  await open(page, 'conversation')
  await field(page).press('Enter')
  await field(page).fill('   ')
  await field(page).press('Enter')
  await field(page).fill('one')
  await field(page).press('Shift+Enter')
  await field(page).pressSequentially('two')
  await field(page).press('Enter')
  await expect(field(page)).toHaveValue('')
  expect((await told(page, 'sendText')).map(({ text }) => text)).toEqual(['one\ntwo'])
})

test('the arrow up in an empty field takes the newest own message to change it', async ({
  page,
}) => {
  await open(page, 'conversation')
  await field(page).press('ArrowUp')
  await expect(field(page)).toHaveValue('And the `map.gpx`, please')
  await field(page).fill('And the compass')
  await field(page).press('Enter')
  expect((await told(page, 'editText')).map(({ text }) => text)).toEqual(['And the compass'])
  await open(page, 'conversation-states')
  await field(page).press('ArrowUp')
  await expect(page.locator('[data-message]:focus')).toHaveCount(1)
  await expect(field(page)).toHaveValue('')
})

test('a question for a message that did not leave can be asked again, and says so', async ({
  page,
}) => {
  await open(page, 'conversation-ask-refused')
  const again = page.getByRole('button', { name: 'Ask again' }).first()
  await again.click()
  await expect(page.getByRole('alert')).toContainText('You are offline')
  await again.click()
  await expect.poll(async () => (await told(page, 'askAgain')).length).toBe(2)
})

test('Enter of an input method is left to it', async ({ page }) => {
  await open(page, 'conversation')
  await field(page).fill('にほん')
  await field(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true })
  expect(await told(page, 'sendText')).toEqual([])
  await expect(field(page)).toHaveValue('にほん')
})

test('who writes is told to the others, and that they stopped', async ({ page }) => {
  await open(page, 'conversation')
  await field(page).pressSequentially('hel')
  await field(page).fill('')
  expect((await told(page, 'typing')).map(({ typing }) => typing)).toEqual([true, false])
})

test('a draft is kept while it is written, and at once when the window is hidden', async ({
  page,
}) => {
  await open(page, 'conversation')
  await field(page).fill('Half a th')
  await expect
    .poll(async () => (await told(page, 'setDraft')).at(-1)?.draft)
    .toEqual({ text: 'Half a th' })
  await field(page).fill('Half a thought')
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  expect((await told(page, 'setDraft')).at(-1)?.draft).toEqual({ text: 'Half a thought' })
})

test('a draft comes back with the message that it answers', async ({ page }) => {
  await open(page, 'conversation-draft')
  await expect(field(page)).toHaveValue(/^Eight lines/)
  await expect(page.getByRole('button', { name: 'Do not reply' })).toBeVisible()
  await field(page).press('Escape')
  await expect(page.getByRole('button', { name: 'Do not reply' })).toHaveCount(0)
  await expect(field(page)).toHaveValue(/^Eight lines/)
})

test('an edit takes the field and gives it back', async ({ page }) => {
  await open(page, 'conversation')
  await field(page).fill('My own words')
  await bubble(page, 'warm').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await expect(field(page)).toHaveValue('That, and _warm_ socks')
  await field(page).press('Escape')
  await expect(field(page)).toHaveValue('My own words')
  await bubble(page, 'warm').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await field(page).fill('That, and dry socks')
  await field(page).press('Enter')
  expect(await told(page, 'editText')).toMatchObject([{ text: 'That, and dry socks' }])
  await expect(field(page)).toHaveValue('My own words')
})

test('a name after an @ is offered, taken by Enter, and sent as a mention', async ({ page }) => {
  await open(page, 'conversation-mention')
  await field(page).press('ArrowDown')
  await field(page).press('Enter')
  await expect(field(page)).toHaveValue('hello @Cem Örnek ')
  await field(page).pressSequentially('you')
  await field(page).press('Enter')
  expect(await told(page, 'sendText')).toMatchObject([
    { text: 'hello @Cem Örnek you', mentions: [{ text: '@Cem Örnek', contactId: 3 }] },
  ])
})

test('a changed security code is told before anything leaves', async ({ page }) => {
  await open(page, 'conversation-identity')
  await page.getByRole('button', { name: 'Not now' }).click()
  await expect(field(page)).toHaveValue('On my way')
  await field(page).press('Enter')
  await page.getByRole('button', { name: 'Send anyway' }).click()
  expect((await told(page, 'sendText')).at(-1)).toMatchObject({
    text: 'On my way',
    identityKnown: true,
  })
})

test('a refused message says why and comes back into the field', async ({ page }) => {
  await open(page, 'conversation-refused')
  await expect(page.getByRole('alert')).toContainText('only after a while')
  await expect(field(page)).toHaveValue('On my way')
})

test('several messages are chosen and deleted for oneself', async ({ page }) => {
  await open(page, 'conversation-choosing')
  await bubble(page, 'What do I need').click()
  await expect(page.getByRole('toolbar')).toContainText('2 chosen')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete for me' }).click()
  const [command] = await told(page, 'deleteMessages')
  expect(command?.keys).toHaveLength(2)
  expect(command?.forAll).toBe(false)
  await expect(page.getByRole('toolbar')).toHaveCount(0)
})

test('messages are forwarded to the chats that were chosen', async ({ page }) => {
  await open(page, 'conversation-forward')
  await page.getByRole('textbox', { name: 'Find a chat' }).fill('Fam')
  await page.getByRole('checkbox', { name: 'Family' }).check()
  await page.getByRole('button', { name: 'Forward', exact: true }).click()
  expect(await told(page, 'forward')).toMatchObject([{ chatId: 12, to: [22] }])
})

test('a reaction is given and taken back', async ({ page }) => {
  await open(page, 'conversation')
  await page.getByRole('button', { name: /😍 2/ }).click()
  await bubble(page, 'Found one').first().click({ button: 'right' })
  await page.getByRole('menuitemcheckbox', { name: 'React with 👍' }).click()
  expect((await told(page, 'react')).map(({ emoji }) => emoji)).toEqual(['', '👍'])
})

test('only what was on the screen counts as seen', async ({ page }) => {
  await open(page, 'conversation-history')
  await expect.poll(async () => (await told(page, 'seen')).length).toBeGreaterThan(0)
  const seen = await told(page, 'seen')
  const order = seen.map(({ key }) => Number(key.slice(1)))
  expect(order).toEqual([...order].sort((one, other) => one - other))
  // Two hundred more lie below.
  await expect(bubble(page, 'Message 400')).toHaveCount(0)
  await page.getByRole('button', { name: /To the newest message/ }).click()
  await expect.poll(async () => (await told(page, 'seen')).length).toBeGreaterThan(seen.length)
})

test('a long press opens the menu of a message', async ({ page }) => {
  await open(page, 'conversation')
  const message = bubble(page, 'What do I need')
  const touch = { pointerType: 'touch', clientX: 300, clientY: 300, bubbles: true }
  await message.dispatchEvent('pointerdown', touch)
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await message.dispatchEvent('pointerdown', touch)
  await message.dispatchEvent('pointermove', { ...touch, clientY: 340 })
  // Longer than a long press takes.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 600)))
  await expect(page.getByRole('menu')).toHaveCount(0)
})

test('in a page that runs from right to left nothing lies outside', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.addInitScript(() => {
    new MutationObserver(() => document.documentElement.setAttribute('dir', 'rtl')).observe(
      document,
      { childList: true },
    )
  })
  await open(page, 'conversation-menu')
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  const box = await page.getByRole('menu').boundingBox()
  expect(box?.x).toBeGreaterThanOrEqual(0)
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320)
  const mine = await bubble(page, 'map.gpx').locator('[data-end]').boundingBox()
  expect(mine?.x).toBeLessThan(160)
})
