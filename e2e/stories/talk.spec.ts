import { en } from '../../web/ui/words/en.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, chatRow, expectTicks, openChat, send } from '../talk.ts'

test.use({ hostOptions: { people: { cast: false } } })

const { conversation: words, chatList } = en

test('one person writes, the other reads and answers, and each sees how far it came', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist', companions: 1 })
  await openUnlinked(page)
  await linkToChats(page, sandbox)

  const hello = await people.say(ada.id, 'phone-1', 'Is the ferry running?')
  const row = chatRow(page, ada.name)
  await expect(row).toContainText('Is the ferry running?')
  await expect(row).toContainText(chatList.unreadSpoken(1))
  // It came, but nobody saw it yet.
  await expect
    .poll(() => people.ticks(ada.id, hello.id))
    .toContainEqual({ person: 'phone-1', delivered: true, read: false, played: false })
  await openChat(page, ada.name)
  await expect(bubble(page, 'Is the ferry running?')).toBeVisible()
  await expect(row).not.toContainText(chatList.unreadSpoken(1))
  await expect
    .poll(() => people.ticks(ada.id, hello.id))
    .toContainEqual({ person: 'phone-1', delivered: true, read: true, played: false })

  await send(page, 'Every hour until ten')
  await expectTicks(page, 'Every hour until ten', 'delivered')
  // Both of Ada's devices have it once, and so has the phone of this account.
  for (const who of [ada.id, 'phone-1']) {
    for (const { messages } of people.heard(who)) {
      const [told] = messages.filter(({ text }) => text === 'Every hour until ten')
      expect(told).toMatchObject({ times: 1, repeats: 0 })
    }
  }
  const [line] = people.conversation(ada.id, 'phone-1').slice(-1)
  await people.receipt(ada.id, 'phone-1', [line?.id ?? ''], 'read')
  await expectTicks(page, 'Every hour until ten', 'read')
  await expect(row.getByRole('img', { name: words.ticks.read })).toBeVisible()
})

test('somebody without a companion who is away gets it when they are back', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const farid = await people.add({ name: 'Farid Rahimi', manner: { receipts: 'read' } })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  await people.say(farid.id, 'phone-1', 'I am off')
  await openChat(page, farid.name)
  await people.online(farid.id, false)
  await send(page, 'Safe travels')
  await expectTicks(page, 'Safe travels', 'sent')
  expect(people.heard(farid.id).map(({ messages }) => messages)).toEqual([[]])
  await people.online(farid.id, true)
  await expectTicks(page, 'Safe travels', 'read')
  await expect(chatRow(page, /./)).toHaveCount(1)
})
