import { en } from '../../web/ui/words/en.ts'
import { expectChats, scan, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, chatRow, choose, goTo, openChat, send } from '../talk.ts'

// The search for a message takes its time, which passes quicker here.
test.use({ hostOptions: { people: { cast: false }, clock: { rate: 5 } } })

const { conversation: words } = en

test('a message that cannot be read keeps its place, is searched for, and comes in place', async ({
  page,
  sandbox,
  calm,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  await openUnlinked(page)
  // A code may have run out before the phone has read it.
  await expect(async () => expect(await scan(page, sandbox)).toMatchObject({ ok: true })).toPass()
  await expectChats(page)
  await people.say(ada.id, 'phone-1', 'Good morning')
  await openChat(page, ada.name)
  const spoilt = async (text: string): Promise<void> => {
    sandbox.fault({ kind: 'drop-receipt', type: 'retry' })
    people.trick(ada.id, 'tampered', 1)
    await people.say(ada.id, 'phone-1', text)
  }
  const texts = () => page.getByRole('article').locator('p').allTextContents()

  // Nobody hears that it is asked for, and the phone is silent.
  people.trick('phone-1', 'peer-silent', 1)
  await spoilt('The boat leaves at six')
  await people.say(ada.id, 'phone-1', 'Do not be late')
  const missing = bubble(page, words.waitingFor)
  await expect(missing).toBeVisible()
  await expect(bubble(page, 'Do not be late')).toBeVisible()
  await expect(missing.getByText(words.missing.unanswered)).toBeVisible()
  await calm.axe(page)
  await missing.getByRole('button', { name: words.askAgain }).click()
  await expect(missing).toHaveCount(0)
  expect(await texts()).toEqual(['Good morning', 'The boat leaves at six', 'Do not be late'])

  // The phone knows it, though it came here only in pieces.
  await spoilt('Bring a coat')
  await expect(bubble(page, 'Bring a coat')).toBeVisible()
  await expect(chatRow(page, ada.name)).toContainText('Bring a coat')
  await expect(missing).toHaveCount(0)
})

test('a new identity is told in the chat, and before the next message to those who want that', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  await openUnlinked(page)
  await expect(async () => expect(await scan(page, sandbox)).toMatchObject({ ok: true })).toPass()
  await expectChats(page)
  await people.say(ada.id, 'phone-1', 'My phone is dying')
  await goTo(page, 'settings')
  await choose(page, en.settings.talk.confirmIdentity, true)
  await goTo(page, 'chats')
  await openChat(page, ada.name)
  await send(page, 'Then get a new one')

  await people.idle()
  await people.reregister(ada.id)
  await expect(bubble(page, /The security code with Ada Lindqvist changed/)).toBeVisible()
  await people.say(ada.id, 'phone-1', 'Here it is')
  await expect(bubble(page, 'Here it is')).toBeVisible()
  await expect(bubble(page, /security code/)).toHaveCount(1)
  await send(page, 'Is it really you?')
  const dialog = page.getByRole('dialog', { name: words.identity.title(ada.name) })
  await dialog.getByRole('button', { name: words.identity.send }).click()
  await expect(bubble(page, /Is it really you.*Delivered/)).toBeVisible()
  await send(page, 'Good')
  await expect(bubble(page, /Good, .*Delivered/)).toBeVisible()
  const heard = people.heard(ada.id).flatMap(({ messages }) => messages.map(({ text }) => text))
  expect(heard.slice(-2)).toEqual(['Is it really you?', 'Good'])
})
