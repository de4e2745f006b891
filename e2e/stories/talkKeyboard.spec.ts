import { en } from '../../web/ui/words/en.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, chatRow, expectTicks, field } from '../talk.ts'

test.use({ hostOptions: { people: { cast: false } } })

const { conversation: words } = en

test('without a pointer: from the list to a message, an answer, a reaction, and back', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  const bruno = await people.add({ name: 'Bruno Carvalho' })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  const { id: first } = await people.say(ada.id, 'phone-1', 'Coming along?')
  await people.say(bruno.id, 'phone-1', 'Something else')
  await expect(chatRow(page, ada.name)).toBeVisible()
  await expect(chatRow(page, bruno.name)).toBeVisible()
  const { keyboard } = page

  await keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: en.shortcuts.title })
  await expect(sheet).toContainText(en.shortcuts.acts.toMessages)
  await keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await keyboard.press('/')
  await expect(page.getByRole('textbox', { name: en.chatList.find })).toBeFocused()
  await keyboard.type('lindq')
  await expect(chatRow(page, bruno.name)).toHaveCount(0)
  await expect(chatRow(page, ada.name)).toBeVisible()
  await keyboard.press('Enter')
  await expect(field(page)).toBeFocused()
  await expect(bubble(page, 'Coming along?')).toBeVisible()

  await keyboard.type('With pleasure')
  await keyboard.press('Enter')
  await expectTicks(page, 'With pleasure', 'delivered')
  await bubble(page, 'With pleasure').focus()
  await keyboard.press('ArrowUp')
  await expect(bubble(page, 'Coming along?')).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: words.menu.reply })).toBeFocused()
  await keyboard.press('Home')
  await expect(page.getByRole('menuitemcheckbox', { name: /👍/ })).toBeFocused()
  await keyboard.press('Enter')
  await expect
    .poll(() => people.conversation(ada.id, 'phone-1').find(({ id }) => id === first)?.reactions)
    .toMatchObject([{ emoji: '👍' }])
  await expect(bubble(page, 'Coming along?')).toBeFocused()
  await keyboard.press('Escape')
  await expect(field(page)).toBeFocused()
  await keyboard.press('Control+K')
  await keyboard.press('Escape')
  await expect(chatRow(page, bruno.name)).toBeVisible()
  await keyboard.press('Alt+ArrowDown')
  await expect(page.getByRole('region', { name: bruno.name })).toBeVisible()
  await expect(field(page)).toBeFocused()

  // Where the list has to come back first, what is typed goes to its field all the same.
  await page.setViewportSize({ width: 390, height: 800 })
  await keyboard.press('Control+K')
  await keyboard.type('lindq')
  await expect(page.getByRole('textbox', { name: en.chatList.find })).toHaveValue('lindq')
  await expect(chatRow(page, ada.name)).toBeVisible()
  await expect(chatRow(page, bruno.name)).toHaveCount(0)
})
