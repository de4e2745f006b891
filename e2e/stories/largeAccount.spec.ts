import type { Page } from '@playwright/test'
import type { PastRecord } from '../../server/phone/history/record.ts'
import { en } from '../../web/ui/words/en.ts'
import { compareWithPhone } from '../chaos/import/compareWithPhone.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, chatRow, expectTicks, openChat, send } from '../talk.ts'

const { search: words, chatList } = en

/** A person waits no longer for one thing, on a machine that does much else. */
const MOMENT_MS = 15_000

test.use({
  hostOptions: {
    people: {
      cast: true,
      history: { chats: 300, messages: 67, longest: 4_000, chunkMessages: 250 },
    },
  },
})

test('an account of 20,000 messages is used while they come, and all of them are there in the end', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(240_000)
  const { people } = sandbox
  const quinn = await people.add({ name: 'Quinn Okoro' })
  await watchProgress(page)
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  const coming = page.getByRole('progressbar')

  // Texts go both ways.
  await people.say(quinn.id, 'phone-1', 'Are you there yet?')
  await expect(chatRow(page, quinn.name)).toBeVisible({ timeout: MOMENT_MS })
  await openChat(page, quinn.name)
  await expect(bubble(page, /Are you there yet/)).toBeVisible({ timeout: MOMENT_MS })
  await send(page, 'Here, and reading')
  await expectTicks(page, /Here, and reading/, 'delivered')
  await people.say(quinn.id, 'phone-1', 'Good')
  await expect(bubble(page, /Good/)).toBeVisible({ timeout: MOMENT_MS })
  expect(people.conversation(quinn.id, 'phone-1').map(({ text }) => text)).toContain(
    'Here, and reading',
  )

  // All that while the past is coming.
  await expect(coming).toBeVisible()

  // A chat of the past is opened and read upwards; a word of its newest text is found.
  const record = people.past('phone-1')
  if (record === undefined) throw new Error('no past')
  const names = new Set(people.list().map(({ name }) => name))
  const { word, text } = newestText(record, names)
  await page.keyboard.press('Control+K')
  await page.keyboard.type(word)
  const hits = page.getByRole('list', { name: words.messages }).getByRole('link')
  await expect(hits.filter({ hasText: word }).first()).toBeVisible({ timeout: MOMENT_MS })
  await page.getByRole('textbox', { name: chatList.find }).fill(text)
  await expect(hits.first()).toBeVisible({ timeout: MOMENT_MS })
  await hits.first().click()
  const articles = page.getByRole('article')
  await expect(articles.filter({ hasText: word }).first()).toBeVisible({ timeout: MOMENT_MS })
  await page.getByRole('log').hover()
  await page.mouse.wheel(0, -2_000)
  await expect(articles.first()).toBeVisible()

  await page.getByRole('textbox', { name: chatList.find }).fill('')
  await expect(coming).toHaveCount(0, { timeout: 180_000 })
  const told = await page.evaluate(() => (globalThis as unknown as { told: number[] }).told)
  expect(told.length).toBeGreaterThan(3)
  expect(told).toEqual(told.toSorted((one, other) => one - other))
  const context = page.context()
  await page.close()
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(0)
  const { problems, lines, chats } = await compareWithPhone(context, sandbox.url, record)
  // Whoever is there greets.
  expect(problems.filter((text) => !text.endsWith('was never told'))).toEqual([])
  expect(chats).toBe(300)
  expect(lines).toBeGreaterThan(18_000)
})

/** Notes how far the line says that the past has come, whenever that changes. */
async function watchProgress(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const told: number[] = []
    Object.assign(globalThis, { told })
    new MutationObserver(() => {
      const now = document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')
      if (typeof now === 'string' && told.at(-1) !== Number(now)) told.push(Number(now))
    }).observe(document, { subtree: true, childList: true, attributes: true })
  })
}

/** A newest text with a long Latin word from somebody whom the service knows, and that word. */
function newestText(
  record: PastRecord,
  names: ReadonlySet<string>,
): { readonly word: string; readonly text: string } {
  for (const { chat, title } of record.chats()) {
    if (!names.has(title)) continue
    for (const { kind, text } of [...record.expected(chat)].slice(-3)) {
      const word = /^[A-Za-z ]*?\b([A-Za-z]{6,})\b[A-Za-z ,]*[.!?]?$/.exec(text)?.[1]
      if (kind === 'conversation' && word !== undefined) return { word, text }
    }
  }
  throw new Error('the past has no such text')
}
