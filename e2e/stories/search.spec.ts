import type { Page } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, chatRow, field, openChat } from '../talk.ts'

const { search: words, chatList } = en

const searchField = (page: Page) => page.getByRole('textbox', { name: chatList.find })
const hits = (page: Page) => page.getByRole('list', { name: words.messages }).getByRole('link')
const findField = (page: Page) => page.getByRole('textbox', { name: words.find.field })
const found = (page: Page) => page.getByRole('list', { name: words.find.hits }).getByRole('link')

test('messages are found in every script, by words, people, kinds and chats, and shown where they were written', async ({
  page,
  sandbox,
  calm,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  const bruno = await people.add({ name: 'Bruno Testov' })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  const say = (id: string, text: string) => people.say(id, 'phone-1', text)
  await say(ada.id, 'The crème brûlée at the harbour was wonderful')
  await say(ada.id, 'سنلتقي عند الميناء غدا')
  await say(ada.id, '明天在港口见面吧')
  await say(ada.id, 'Nothing to see here')
  await say(bruno.id, 'The harbour is closed on Sundays')
  await say(bruno.id, 'https://harbour.example/tides')
  await expect(chatRow(page, bruno.name)).toBeVisible()
  const { keyboard } = page

  // Latin without its marks, in two chats; the newest first.
  await keyboard.press('Control+K')
  await keyboard.type('harbour')
  await expect(hits(page)).toHaveCount(3)
  await expect(hits(page).first().locator('mark')).toHaveText(/harbour/)
  await expect(page.getByRole('status').filter({ hasText: /3 messages found/ })).toBeAttached()
  await calm.axe(page)
  await searchField(page).fill('creme brul')
  await expect(hits(page)).toHaveCount(1)
  await expect(hits(page).locator('mark')).toHaveText(['crème', 'brûl'])
  await searchField(page).fill('الميناء')
  await expect(hits(page)).toHaveCount(1)
  await expect(hits(page).locator('mark')).toHaveText([/ميناء/])
  await searchField(page).fill('港口')
  await expect(hits(page).locator('mark')).toHaveText(['港口'])
  await searchField(page).fill('nowhere to be found')
  await expect(page.getByText(words.noMessages)).toBeVisible()

  // Limits.
  await searchField(page).fill('harbour')
  await page.getByRole('combobox', { name: words.filters.kind }).selectOption('links')
  await expect(hits(page)).toHaveCount(1)
  await expect(hits(page)).toContainText('tides')
  await page.getByRole('combobox', { name: words.filters.kind }).selectOption('any')
  await page.getByRole('button', { name: words.filters.anyone }).click()
  await keyboard.type('Ada')
  await expect(page.getByRole('dialog').getByRole('button', { name: ada.name })).toBeVisible()
  await keyboard.press('Enter')
  await expect(hits(page)).toHaveCount(1)
  await page
    .getByRole('button', { name: words.filters.remove(words.filters.from(ada.name)) })
    .click()
  await expect(hits(page)).toHaveCount(3)
  await page.getByRole('button', { name: words.filters.allChats }).click()
  await keyboard.type('Bruno')
  await page.getByRole('dialog').getByRole('button', { name: bruno.name }).click()
  await expect(hits(page)).toHaveCount(2)

  // From the field by keys to the hit in its conversation, and on to the next one.
  await searchField(page).focus()
  await keyboard.press('ArrowDown')
  await expect(hits(page).first()).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('region', { name: bruno.name })).toBeVisible()
  await expect(bubble(page, /tides/)).toBeInViewport()
  await expect(findField(page)).toHaveValue('harbour')
  await expect(page.getByRole('button', { name: words.find.place(1, 2, false) })).toBeVisible()
  await keyboard.press('F3')
  await expect(page.getByRole('button', { name: words.find.place(2, 2, false) })).toBeVisible()
  await expect(bubble(page, /Sundays/)).toBeInViewport()
  await keyboard.press('Shift+F3')
  await expect(page.getByRole('button', { name: words.find.place(1, 2, false) })).toBeVisible()
})

test('in a conversation the browser’s search is the conversation’s own, until it is wanted again', async ({
  page,
  sandbox,
  calm,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  for (const text of ['A red boat', 'A blue boat', 'No ship at all', 'The boat, again']) {
    await people.say(ada.id, 'phone-1', text)
  }
  await openChat(page, ada.name)
  await expect(bubble(page, /The boat, again/)).toBeVisible()
  const { keyboard } = page
  await field(page).focus()
  await keyboard.press('Control+f')
  await expect(findField(page)).toBeFocused()
  await keyboard.type('boat')
  await expect(found(page)).toHaveCount(3)
  await calm.axe(page)
  await keyboard.press('Enter')
  await expect(page.getByRole('button', { name: words.find.place(1, 3, false) })).toBeVisible()
  await expect(found(page)).toHaveCount(0)
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await expect(page.getByRole('button', { name: words.find.place(3, 3, false) })).toBeVisible()
  await expect(bubble(page, /A red boat/)).toBeInViewport()
  await keyboard.press('ArrowDown')
  await expect(found(page).first()).toBeFocused()
  await keyboard.press('End')
  await expect(found(page).last()).toBeFocused()
  await keyboard.press('Escape')
  await expect(findField(page)).toBeFocused()
  // What is written meanwhile is found by the next search.
  await people.say(ada.id, 'phone-1', 'One more boat')
  await findField(page).fill('more boa')
  await expect(found(page)).toHaveCount(1)
  await page.getByRole('button', { name: words.find.close }).click()
  await expect(findField(page)).toHaveCount(0)
  await expect(field(page)).toBeFocused()
})
