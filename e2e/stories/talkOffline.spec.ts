import { en } from '../../web/ui/words/en.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, expectTicks, openChat, send } from '../talk.ts'
import { barAbout } from '../twoTabs.ts'

test.use({ hostOptions: { people: { cast: false } } })

const { conversation: words } = en

test('what is written without a service leaves once, when it is back; a refusal can be tried again', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  await people.say(ada.id, 'phone-1', 'Hello')
  await openChat(page, ada.name)
  await expect(bubble(page, 'Hello')).toBeVisible()

  sandbox.restart(4_000)
  await expect(barAbout(page, 'unreachable')).toBeVisible()
  await send(page, 'Written in the tunnel')
  await expectTicks(page, 'Written in the tunnel', 'pending')
  await expectTicks(page, 'Written in the tunnel', 'delivered')

  // The service says no once, and nobody is told of it but the one who wrote.
  sandbox.fault({ kind: 'ack-error', code: 479 })
  await send(page, 'Refused at first')
  const refused = bubble(page, 'Refused at first')
  await expectTicks(page, 'Refused at first', 'failed')
  await refused.getByRole('button', { name: words.sendAgain }).click()
  await expectTicks(page, 'Refused at first', 'delivered')
  // Where the connection ends before the answer, it is sent again and comes once.
  sandbox.fault({ kind: 'lose-ack' })
  await send(page, 'Said once')
  await expectTicks(page, 'Said once', 'delivered')
  await people.idle()
  const heard = people.heard(ada.id).flatMap(({ messages }) => messages)
  expect(heard.map(({ text, times }) => [text, times])).toEqual([
    ['Written in the tunnel', 1],
    ['Refused at first', 1],
    ['Said once', 1],
  ])
})
