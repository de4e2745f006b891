import { en } from '../../web/ui/words/en.ts'
import { decodeProto } from '../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../web/wire/proto/gen/message_pb.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import {
  answerDialog,
  bubble,
  chatRow,
  expectTicks,
  inMenu,
  openChat,
  reactTo,
  send,
} from '../talk.ts'

test.use({ hostOptions: { people: { cast: false } }, viewport: { width: 1000, height: 560 } })

const { conversation: words } = en

test('answers, reactions and edits go both ways', async ({ page, sandbox }) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist', companions: 1 })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  const { id: question } = await people.say(ada.id, 'phone-1', 'Which boat?')
  for (const row of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await people.say(ada.id, 'phone-1', `Something else ${row}\nof two lines`)
  }
  await openChat(page, ada.name)

  // An answer carries what it answers, and leads there.
  await bubble(page, 'Which boat?').scrollIntoViewIfNeeded()
  await inMenu(page, 'Which boat?', words.menu.reply)
  await send(page, 'The green one')
  await expectTicks(page, 'The green one', 'delivered')
  const lines = () => people.conversation(ada.id, 'phone-1')
  const lineOf = (text: string) => lines().find((line) => line.text === text)
  const answer = lineOf('The green one')?.id ?? ''
  const { extendedTextMessage } = decodeProto(
    MessageSchema,
    people.content(ada.id, answer) ?? new Uint8Array(),
  )
  expect(extendedTextMessage?.contextInfo).toMatchObject({ stanzaId: question })
  await expect(bubble(page, 'The green one')).toBeInViewport()
  await bubble(page, 'The green one').getByRole('button', { name: 'Which boat?' }).click()
  await expect(bubble(page, 'Which boat?')).toBeInViewport()
  await people.say(ada.id, 'phone-1', 'Green it is', { quote: answer })
  await expect(
    bubble(page, 'Green it is').getByRole('button', { name: 'The green one' }),
  ).toBeAttached()

  await reactTo(page, 'Which boat?', '👍')
  await expect.poll(() => lineOf('Which boat?')?.reactions).toMatchObject([{ emoji: '👍' }])
  await bubble(page, 'Which boat?')
    .getByRole('button', { name: words.reaction('👍', []) })
    .click()
  await expect.poll(() => lineOf('Which boat?')?.reactions).toEqual([])
  await people.react(ada.id, 'phone-1', answer, '❤️')
  await expect(
    bubble(page, 'The green one').getByRole('button', { name: `❤️ ${ada.name}` }),
  ).toBeAttached()

  await inMenu(page, 'The green one', words.menu.edit)
  await send(page, 'The blue one')
  await expect.poll(() => lines().at(-2)).toMatchObject({ text: 'The blue one', edited: true })
  await people.edit(ada.id, 'phone-1', question, 'Which boat is it?')
  await expect(bubble(page, 'Which boat is it?').getByText(words.edited)).toBeAttached()
  await expect(bubble(page, 'The blue one').getByText(words.edited)).toBeVisible()
})

test('messages are deleted here and there, forwarded and starred', async ({ page, sandbox }) => {
  const { people } = sandbox
  const [ada, bruno] = await Promise.all([
    people.add({ name: 'Ada Lindqvist' }),
    people.add({ name: 'Bruno Carvalho' }),
  ])
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  await people.say(bruno.id, 'phone-1', 'Any news?')
  const { id: theirs } = await people.say(ada.id, 'phone-1', 'Sold to the first who calls')
  await people.say(ada.id, 'phone-1', 'It leaves at nine')
  await openChat(page, ada.name)
  await send(page, 'Too late then')
  await send(page, 'See you there')
  await expectTicks(page, 'See you there', 'delivered')
  const texts = () =>
    people.conversation(ada.id, 'phone-1').map((line) => (line.revoked ? 'revoked' : line.text))

  await inMenu(page, 'Too late then', words.menu.remove)
  await answerDialog(page, words.remove.forAll)
  await expect(bubble(page, words.deleted('me', true))).toBeVisible()
  await expect.poll(texts).toContain('revoked')
  expect(texts()).not.toContain('Too late then')
  await people.revoke(ada.id, 'phone-1', theirs)
  await expect(bubble(page, words.deleted('sender', false))).toBeVisible()
  await expect(page.getByText('Sold to the first who calls')).toHaveCount(0)

  await inMenu(page, 'See you there', words.menu.remove)
  await answerDialog(page, words.remove.forMe)
  await expect(page.getByText('See you there')).toHaveCount(0)
  expect(texts()).toContain('See you there')

  await inMenu(page, 'It leaves at nine', words.menu.star)
  await expect(bubble(page, 'It leaves at nine').getByTitle(words.starred)).toBeVisible()
  await inMenu(page, 'It leaves at nine', words.menu.forward)
  await page.getByRole('checkbox', { name: bruno.name }).check()
  await answerDialog(page, words.forward.send(1))
  await expect(chatRow(page, bruno.name)).toContainText('It leaves at nine')
  await openChat(page, bruno.name)
  await expect(bubble(page, 'It leaves at nine').getByText(words.forwarded.once)).toBeVisible()
  await expectTicks(page, 'It leaves at nine', 'delivered')

  await page.reload()
  await openChat(page, ada.name)
  await expect(bubble(page, 'It leaves at nine').getByTitle(words.starred)).toBeVisible()
  await expect(bubble(page, words.deleted('me', true))).toBeVisible()
  await expect(page.getByText('See you there')).toHaveCount(0)
})
