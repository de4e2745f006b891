import { en } from '../../web/ui/words/en.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { chatRow, openChat } from '../talk.ts'

const { conversation: words, chatList } = en

test.describe('somebody', () => {
  test.use({ hostOptions: { people: { cast: false } } })

  test('is seen to be there, to write and to leave, with the name and the words they chose', async ({
    page,
    sandbox,
  }) => {
    const { people } = sandbox
    const ada = await people.add({ name: 'Ada', about: 'At the lake' })
    await openUnlinked(page)
    await linkToChats(page, sandbox)
    await people.say(ada.id, 'phone-1', 'Hello')
    await openChat(page, ada.name)
    const head = page.getByRole('region', { name: 'Ada' }).getByRole('heading', { level: 2 })
    await people.presence(ada.id, true)
    await expect(head).toContainText(words.activity.online)
    await people.typing(ada.id, 'phone-1', true)
    await expect(head).toContainText(words.activity.typing)
    await expect(chatRow(page, 'Ada')).toContainText(words.activity.typing)
    await people.typing(ada.id, 'phone-1', false)
    await expect(head).not.toContainText(words.activity.typing)
    await people.presence(ada.id, false)
    await expect(head).toContainText('Last seen today')

    await head.getByRole('button').click()
    const panel = page.getByRole('complementary', { name: en.info.label.direct })
    await expect(panel).toContainText('At the lake')
    await people.about(ada.id, 'Back in town')
    await expect(panel).toContainText('Back in town')
    await people.rename(ada.id, 'Ada Lindqvist')
    await people.say(ada.id, 'phone-1', 'With my whole name')
    await expect(head).toContainText('Ada Lindqvist')
    await expect(chatRow(page, 'Ada Lindqvist')).toHaveCount(1)
    // What stands in for a number is nowhere to be read.
    const [mira] = sandbox.phones.list()
    for (const { lid } of [ada, mira ?? ada]) {
      expect(await page.locator('body').innerText()).not.toContain(lid.split('@')[0])
    }
  })
})

test.describe('the past', () => {
  test.use({
    hostOptions: {
      people: { cast: true, history: { chats: 8, messages: 12, bootstrapMessages: 4 } },
    },
  })

  test('fills the list after the link, with words about how far it is', async ({
    page,
    sandbox,
  }) => {
    const { people } = sandbox
    await openUnlinked(page)
    const told = page.getByRole('progressbar')
    await Promise.all([expect(told).toBeVisible({ timeout: 40_000 }), linkToChats(page, sandbox)])
    await expect(told).toHaveCount(0, { timeout: 40_000 })
    const rows = page.getByRole('list', { name: chatList.list }).getByRole('listitem')
    expect(await rows.count()).toBeGreaterThanOrEqual(7)
    // Names of the address book, pictures of the service.
    await openChat(page, 'Dawit Tesfaye')
    const last = people.conversation('phone-1', 'Dawit Tesfaye', true).at(-1)
    await expect(page.getByRole('article').last()).toContainText(last?.text ?? '')
    expect(last?.text).toMatch(/\S/)
    await expect(chatRow(page, 'Ada Lindqvist').locator('img')).toBeVisible()
    await expect(page.getByText(words.pane.emptyBody)).toBeAttached()
  })
})
