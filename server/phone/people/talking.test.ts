import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import { openVillage, type Village } from '../testing/village.ts'
import { SENDABLE } from './control.ts'

let village: Village

beforeEach(async () => {
  village = await openVillage()
  await village.people.add({ name: 'Ada' })
  await village.people.add({ name: 'Bo', companions: 1 })
})

afterEach(async () => {
  expect(village.notes).toEqual([])
  expect(village.faults()).toEqual([])
  await village.close()
})

const lines = (who: string, chat: string): string[] =>
  village.people
    .conversation(who, chat)
    .map(({ text, edited, revoked, reactions }) =>
      [text, edited && 'edited', revoked && 'revoked', ...reactions.map(({ emoji }) => emoji)]
        .filter(Boolean)
        .join(' '),
    )

test('edits, reactions, revokes and replies change what both see', async () => {
  const { people } = village
  const { id: first } = await people.say('Ada', 'Bo', 'first')
  await village.pass(10)
  const { id: second } = await people.say('Ada', 'Bo', 'second')
  await village.pass(10)
  await people.edit('Ada', 'Bo', first, 'first, corrected')
  await village.pass(10)
  await people.react('Bo', 'Ada', first, '👍')
  await people.revoke('Ada', 'Bo', second)
  const { id: third } = await people.say('Bo', 'Ada', 'why?', { quote: first })
  await village.pass(10)
  await people.react('Ada', 'Bo', third, '🙏')
  await people.idle()
  const seen = ['first, corrected edited 👍', 'revoked', 'why? 🙏']
  expect(lines('Ada', 'Bo')).toEqual(seen)
  expect(lines('Bo', 'Ada')).toEqual(seen)
  await village.pass(10)
  await people.react('Ada', 'Bo', third, '')
  await people.idle()
  expect(lines('Bo', 'Ada').at(-1)).toBe('why?')
})

test('the owner of a phone and a contact read and tick', async () => {
  const { people } = village
  const { id } = await people.say('phone-1', 'Bo', 'hello')
  await people.idle()
  expect(people.ticks('phone-1', id)).toEqual([
    { person: 'contact-2', delivered: true, read: false, played: false },
  ])
  await people.receipt('Bo', 'phone-1', [id], 'read')
  await people.idle()
  expect(people.ticks('phone-1', id)[0]?.read).toBe(true)
  people.manner('Bo', { receipts: 'none' })
  const { id: quiet } = await people.say('phone-1', 'Bo', 'are you there?')
  await people.idle()
  expect(people.heard('Bo')[0]?.messages).toHaveLength(2)
  expect(people.ticks('phone-1', quiet)[0]?.delivered ?? false).toBe(false)
})

test.each(SENDABLE)('%s goes out as a real message', async (kind) => {
  const { people } = village
  const { id } = await people.send('Ada', 'Bo', kind)
  await people.idle()
  const heard = people.heard('Bo').map(({ messages }) => messages.find((one) => one.id === id))
  expect(heard.map((one) => one?.times)).toEqual([1, 1])
  expect(heard[0]?.kind).not.toBe('unknown')
})

test('timers, mentions and forwarding hang on the message', async () => {
  const { people } = village
  await people.timer('Ada', 'Bo', 86_400)
  const { id } = await people.say('Ada', 'Bo', 'look', { mentions: ['Bo'] })
  await people.idle()
  const { id: back } = await people.say('Bo', 'Ada', 'I see')
  const { id: forwarded } = await people.forward('Ada', 'phone-1', id)
  await people.idle()
  const context = (who: string, messageId: string): Message['extendedTextMessage'] =>
    content(who, messageId)?.extendedTextMessage
  expect(context('Bo', id)?.contextInfo).toMatchObject({
    expiration: 86_400,
    mentionedJid: [people.list().find(({ name }) => name === 'Bo')?.lid],
  })
  expect(context('Ada', back)?.contextInfo?.expiration).toBe(86_400)
  expect(context('phone-1', forwarded)?.contextInfo).toMatchObject({
    isForwarded: true,
    forwardingScore: 1,
  })
})

test('a status goes to everybody; calls ring; typing is no message', async () => {
  const { people } = village
  const { id } = await people.status('Ada', 'At the lake')
  await people.presence('Ada', true)
  await people.typing('Ada', 'Bo', true)
  const call = await people.call('Ada', 'Bo', { video: true })
  await people.hangUp('Ada', 'Bo', call.id)
  await people.idle()
  expect(people.heard('Bo').map(({ messages }) => messages.map((one) => one.id))).toEqual([
    [id],
    [id],
  ])
  expect(people.heard('phone-1')[0]?.messages).toMatchObject([
    { text: 'At the lake', via: 'skmsg' },
  ])
})

test('a post to a channel reaches everybody in clear', async () => {
  const { people } = village
  const { id } = await people.newsletter('Ada', '120363000000000009@newsletter', 'News of the lake')
  await people.idle()
  expect(people.heard('Bo').map(({ messages }) => messages)).toMatchObject([
    [{ id, via: 'plain', text: 'News of the lake' }],
    [{ id, via: 'plain', text: 'News of the lake' }],
  ])
})

test('names and about texts are told to the service', async () => {
  const { people } = village
  await people.rename('Ada', 'Ada the Great')
  await people.about('Ada the Great', 'Away')
  expect(people.list().find(({ id }) => id === 'contact-1')).toMatchObject({
    name: 'Ada the Great',
    about: 'Away',
  })
})

/** What somebody's first device read, decoded. */
function content(who: string, id: string): Message | undefined {
  const bytes = village.people.content(who, id)
  return bytes && decodeProto(MessageSchema, bytes)
}
