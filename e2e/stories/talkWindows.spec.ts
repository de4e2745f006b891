import { en } from '../../web/ui/words/en.ts'
import { expectChats, linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, chatRow, expectTicks, field, openChat, send, writeTo } from '../talk.ts'
import { inBoth, openBeside } from '../twoTabs.ts'

test.use({ hostOptions: { people: { cast: false } } })

const { chatList } = en

test('two tabs, a reload, and the phone beside them: one state', async ({
  page,
  context,
  sandbox,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  const { id: first } = await people.say(ada.id, 'phone-1', 'Are you up?')
  await expect(chatRow(page, ada.name)).toContainText(chatList.unreadSpoken(1))
  // Read on the phone: nothing waits here any more.
  await people.receipt('phone-1', ada.id, [first], 'read')
  await expect(chatRow(page, ada.name)).not.toContainText(chatList.unreadSpoken(1))
  await people.say('phone-1', ada.id, 'From the phone')
  await expect(chatRow(page, ada.name)).toContainText('From the phone')
  await openChat(page, ada.name)
  await expectTicks(page, 'From the phone', 'delivered')

  const second = await openBeside(context)
  await expectChats(second)
  await openChat(second, ada.name)
  await send(second, 'From the other tab')
  await send(page, 'From this tab')
  await field(page).fill('Half a thou')
  await expect(chatRow(second, ada.name)).toContainText('Half a thou')
  await page.reload()
  await expect(field(page)).toHaveValue('Half a thou')
  await inBoth([page, second], async (tab) => {
    await expectTicks(tab, 'From the other tab', 'delivered')
    await expectTicks(tab, 'From this tab', 'delivered')
    await expectTicks(tab, 'From the phone', 'delivered')
    await expect(bubble(tab, 'Are you up?')).toHaveCount(1)
    await expect(tab.getByRole('article')).toHaveCount(4)
  })
  const heard = people.heard(ada.id).flatMap(({ messages }) => messages)
  expect(heard.map(({ times }) => times)).toEqual([1, 1, 1])
})

test('two accounts write to each other, one of them in two browsers', async ({
  page,
  browser,
  sandbox,
  calm,
}) => {
  const noor = await sandbox.phones.add({ name: 'Noor Haddad' })
  const contexts = [await browser.newContext(), await browser.newContext()]
  for (const one of contexts) await calm.watch(one)
  const [beside, other] = await Promise.all(contexts.map((one) => one.newPage()))
  if (beside === undefined || other === undefined) throw new Error('there are two contexts')
  const [mira] = sandbox.phones.list()
  const address = { page: `${sandbox.url}/` }
  await Promise.all([
    openUnlinked(page).then(() => linkToChats(page, sandbox)),
    openUnlinked(other, address.page).then(() => linkToChats(other, sandbox, noor.id)),
  ])
  await openUnlinked(beside, address.page)
  await linkToChats(beside, sandbox)

  await writeTo(other, mira?.number ?? '')
  await send(other, 'Is this the practice service?')
  const mine = [page, beside]
  await inBoth(mine, async (one) => {
    await openChat(one, noor.name)
    await expect(bubble(one, 'Is this the practice service?')).toBeVisible()
  })
  await send(beside, 'It is')
  await expect(bubble(other, 'It is, ')).toBeVisible()
  await inBoth(mine, (one) => expectTicks(one, 'It is, ', 'read'))
  await expectTicks(other, 'Is this the practice service?', 'read')
  await send(page, 'And it works')
  await inBoth([other, beside], (one) => expect(bubble(one, 'And it works')).toBeVisible())
  await Promise.all(contexts.map((one) => one.close()))
})
