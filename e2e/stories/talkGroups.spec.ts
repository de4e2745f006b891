import { en } from '../../web/ui/words/en.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { answerDialog, bubble, expectTicks, field, inMenu, openChat, send } from '../talk.ts'

test.use({ hostOptions: { people: { cast: false } } })

const { conversation: words } = en

test('a group is written with, and only those who are in it can read what comes', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const [ada, bruno, grete, hiro] = await Promise.all([
    people.add({ name: 'Ada Lindqvist', companions: 1, manner: { receipts: 'read' } }),
    people.add({ name: 'Bruno Carvalho' }),
    people.add({ name: 'Grete Halvorsen' }),
    people.add({ name: 'Hiro Tanaka' }),
  ])
  const group = await people.group({
    subject: 'Allotment 12',
    members: [ada.id, bruno.id, grete.id, 'phone-1'],
  })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  await people.say(grete.id, group.id, 'The hose leaks')
  await people.say(bruno.id, group.id, 'I have a new one')
  await openChat(page, group.subject)
  await expect(bubble(page, 'The hose leaks').getByText(grete.name)).toBeVisible()
  await expect(bubble(page, 'I have a new one').getByText(bruno.name)).toBeVisible()

  // Somebody is named by choosing them; ticks are told for each.
  await field(page).pressSequentially('Thank you @Bru')
  await page.getByRole('option', { name: bruno.name }).click()
  await field(page).press('Enter')
  await expectTicks(page, 'Thank you', 'delivered')
  await expect(bubble(page, `Thank you @${bruno.name}`)).toBeVisible()
  await inMenu(page, 'Thank you', words.menu.info)
  const info = page.getByRole('dialog', { name: words.info.title })
  await expect(info.getByRole('listitem').filter({ hasText: bruno.name })).toContainText(
    'Delivered',
  )
  await expect(
    info
      .getByRole('listitem')
      .filter({ hasText: /Ada|\+1/ })
      .first(),
  ).toContainText('Read')
  await answerDialog(page, words.info.close)

  await people.member(ada.id, group.id, 'remove', [grete.id])
  await expect(bubble(page, /removed Grete Halvorsen/)).toBeVisible()
  await send(page, 'Grete is gone')
  await expectTicks(page, 'Grete is gone', 'delivered')
  await people.member(ada.id, group.id, 'add', [hiro.id])
  await expect(bubble(page, / added /)).toBeVisible()
  await send(page, 'Welcome')
  await expect.poll(() => textsOf(hiro.id)).toEqual(['Welcome'])
  await people.leave(bruno.id, group.id)
  await expect(
    bubble(page, words.system({ what: 'left', people: [named(bruno.name)] })),
  ).toBeVisible()
  await people.say(hiro.id, group.id, 'Hello all')
  await expect(bubble(page, 'Hello all').getByText(hiro.name)).toBeVisible()

  await people.idle()
  function textsOf(who: string): readonly string[] {
    return people.heard(who).flatMap(({ messages }) => messages.map(({ text }) => text))
  }
  expect(textsOf(grete.id)).not.toContain('Grete is gone')
  expect(textsOf(grete.id)).not.toContain('Welcome')
  for (const { messages, failed } of people.heard(ada.id)) {
    expect(failed).toEqual([])
    expect(messages.filter(({ text }) => text === 'Grete is gone')).toHaveLength(1)
  }

  // Whoever is put out can read what was, and write no more.
  await people.member(ada.id, group.id, 'remove', ['phone-1'])
  await expect(page.getByText(words.composer.closedBy.left)).toBeVisible()
  await expect(bubble(page, 'The hose leaks')).toBeVisible()
})

/** Somebody of whom only the name matters. */
function named(name: string) {
  return { contactId: 0, name, nameSource: 'push', isMe: false } as const
}
