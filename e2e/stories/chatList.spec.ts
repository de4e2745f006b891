import { en } from '../../web/ui/words/en.ts'
import { expectChats, linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { chatRow, openChat } from '../talk.ts'

test.use({ hostOptions: { people: { cast: false } } })

const { chatList, info, homeTitles, shortcuts } = en

test('the list is the same and live in two tabs: order, unread, typing, title', async ({
  page,
  context,
  sandbox,
}) => {
  const { people } = sandbox
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  await expect(page).toHaveTitle(homeTitles.chats)

  const ada = await people.add({ name: 'Ada Lindqvist' })
  const boris = await people.add({ name: 'Boris Testov' })
  const second = await context.newPage()
  await second.goto('/')
  await expectChats(second)
  await people.say(ada.id, 'phone-1', 'First')
  await people.say(boris.id, 'phone-1', 'Second')
  for (const tab of [page, second]) {
    await expect(chatRow(tab, /./)).toHaveCount(2)
    await expect(chatRow(tab, /./).first()).toContainText('Second')
    await expect(tab).toHaveTitle(chatList.title(2))
  }
  // The service counts in seconds.
  const saidSec = Math.floor(Date.now() / 1000)
  await expect.poll(() => Math.floor(Date.now() / 1000)).toBeGreaterThan(saidSec)
  await people.say(ada.id, 'phone-1', 'Third')
  for (const tab of [page, second]) {
    await expect(chatRow(tab, /./).first()).toContainText('Third')
    await expect(chatRow(tab, ada.name)).toContainText(chatList.unreadSpoken(2))
  }
  // Seen in one tab is seen in both.
  await page.bringToFront()
  await openChat(page, ada.name)
  for (const tab of [page, second]) {
    await expect(chatRow(tab, ada.name)).not.toContainText(chatList.unreadSpoken(2))
    await expect(tab).toHaveTitle(chatList.title(1))
  }
  await people.typing(boris.id, 'phone-1', true)
  await expect(chatRow(page, boris.name)).toContainText('Typing')
  await people.typing(boris.id, 'phone-1', false)
  await expect(chatRow(page, boris.name)).toContainText('Second')
})

test('chats are found by name and number, and anybody can be written to', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  const boris = await people.add({ name: 'Boris Testov' })
  const carla = await people.add({ name: 'Carla Ejemplo' })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  await people.say(ada.id, 'phone-1', 'Hello')
  await people.say(boris.id, 'phone-1', 'Good morning')
  await expect(chatRow(page, /./)).toHaveCount(2)

  await page.getByRole('heading', { name: en.chats.title, level: 1 }).focus()
  await page.keyboard.press('/')
  await page.keyboard.type('linDQ')
  await expect(chatRow(page, /./)).toHaveCount(1)
  await expect(chatRow(page, ada.name)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(chatRow(page, /./)).toHaveCount(2)
  await page.keyboard.type(boris.number.slice(-6))
  await expect(chatRow(page, /./)).toHaveCount(1)
  await page.keyboard.press('Escape')
  await page.keyboard.type('nobody of that name')
  await expect(page.getByText(chatList.noMatch('nobody of that name'))).toBeVisible()
  await page.keyboard.press('Escape')

  await page.keyboard.press('Alt+n')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(ada.name)).toBeVisible()
  await dialog.getByLabel(chatList.writing.field).fill('+999 111 222 333')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Nobody uses this number on the service.')).toBeVisible()
  await dialog.getByLabel(chatList.writing.field).fill(`+${carla.number}`)
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('textbox', { name: en.conversation.composer.label })).toBeFocused()
})

test('on a small screen one pane at a time, all of it by keyboard', async ({ page, sandbox }) => {
  const { people } = sandbox
  await page.setViewportSize({ width: 360, height: 640 })
  const ada = await people.add({ name: 'Ada Lindqvist', about: 'By the sea' })
  const boris = await people.add({ name: 'Boris Testov' })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  await people.say(boris.id, 'phone-1', 'Good morning')
  await people.say(ada.id, 'phone-1', 'Hello')
  await expect(chatRow(page, /./)).toHaveCount(2)
  await chatRow(page, ada.name).focus()
  await page.keyboard.press('ArrowDown')
  await expect(chatRow(page, boris.name)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(chatRow(page, ada.name)).toBeFocused()
  await page.keyboard.press('Enter')
  const field = page.getByRole('textbox', { name: en.conversation.composer.label })
  await expect(field).toBeFocused()
  await expect(page.getByRole('navigation', { name: en.nav.label })).toBeHidden()
  await expect(chatRow(page, ada.name)).toBeHidden()

  await page.keyboard.press('Alt+i')
  const panel = page.getByRole('complementary', { name: info.label.direct })
  await expect(panel.getByText(ada.name).first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(field).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(chatRow(page, ada.name)).toBeFocused()

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: shortcuts.title })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(chatRow(page, ada.name)).toBeFocused()
})
