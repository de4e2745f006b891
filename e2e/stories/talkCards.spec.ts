import { SENDABLE } from '../../server/phone/people/control.ts'
import { en } from '../../web/ui/words/en.ts'
import { expectChats, linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, chatRow, openChat } from '../talk.ts'

test.use({ hostOptions: { people: { cast: false } }, viewport: { width: 1100, height: 900 } })

const { cards } = en.conversation

/** What the screen says of each kind, besides its name. */
const shown: Readonly<Record<(typeof SENDABLE)[number], readonly string[]>> = {
  image: [cards.image, 'The harbour'],
  video: [cards.video, '0:14'],
  gif: [cards.gif],
  ptt: [cards.voice, '0:07'],
  audio: [cards.audio, '3:07'],
  document: [cards.document, 'timetable.pdf'],
  sticker: [cards.sticker],
  location: [cards.location, 'The opera house'],
  liveLocation: [cards['live-location'], 'On my way'],
  contact: [cards.contact, 'Ada Example'],
  contacts: [cards.contacts],
  poll: [cards.poll, 'When shall we meet?'],
  event: [cards.event, 'Board games'],
  viewOnce: [cards['view-once']],
  link: ['Tides', 'Read this:'],
  groupInvite: [cards['group-invite'], 'Sailing'],
  album: [cards.album],
  buttons: [cards.buttons, 'Was this helpful?'],
  unknown: [cards.call],
}

test('what this version cannot open is shown as what it is, and stays', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const ada = await people.add({ name: 'Ada Lindqvist' })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  await people.say(ada.id, 'phone-1', 'Here are some things')
  await openChat(page, ada.name)
  for (const kind of SENDABLE) {
    await people.send(ada.id, 'phone-1', kind)
    const newest = page.getByRole('article').last()
    for (const words of shown[kind]) await expect(newest, kind).toContainText(words)
  }
  const { id: call } = await people.call(ada.id, 'phone-1')
  await people.hangUp(ada.id, 'phone-1', call)
  await expect(
    bubble(page, en.conversation.system({ what: 'missed-call', video: false, group: false })),
  ).toBeVisible()
  await expect(chatRow(page, ada.name)).toContainText('Missed call')

  await page.reload()
  await expectChats(page)
  await expect(bubble(page, 'Was this helpful?')).toBeVisible()
  await expect(page.getByRole('article').filter({ hasText: cards.poll })).toBeAttached()
})
