import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseFault } from '../../sandbox/faults/parseFault.ts'
import { openVillage, type Village } from '../testing/village.ts'

let village: Village

beforeEach(async () => {
  village = await openVillage()
  const { people } = village
  await people.add({ name: 'Ada', companions: 1 })
  await people.add({ name: 'Bo' })
})

afterEach(async () => {
  expect(village.notes).toEqual([])
  expect(village.faults()).toEqual([])
  await village.close()
})

const texts = (who: string, device = 0): string[] =>
  village.people
    .heard(who)
    .find((one) => one.device === device)
    ?.messages.map(({ text, times }) => `${text} ×${times}`) ?? []

const failures = (who: string): string[] =>
  village.people.heard(who).flatMap(({ failed }) => failed.map(({ code }) => code))

async function talk(): Promise<void> {
  const { people } = village
  await people.say('Ada', 'Bo', 'hello')
  await village.pass(1000)
  await people.say('Bo', 'Ada', 'hello yourself')
  await people.idle()
}

test('who forgot a session asks again and reads it', async () => {
  const { people } = village
  await talk()
  await people.forget('Bo')
  await people.say('Ada', 'Bo', 'do you remember me?')
  await people.idle()
  // The first request comes without keys: only the second can mend the session (05 section 7).
  expect(failures('Bo')).toEqual(['no-session', 'no-session'])
  expect(texts('Bo')).toEqual(['hello ×1', 'do you remember me? ×1'])
})

test('a damaged ciphertext is asked for again', async () => {
  const { people } = village
  await talk()
  people.trick('Ada', 'tampered')
  await people.say('Ada', 'Bo', 'damaged')
  await people.idle()
  expect(failures('Bo')).toEqual(['bad-mac'])
  expect(texts('Bo')).toEqual(['hello ×1', 'damaged ×1'])
})

test('the same stanza twice is read once', async () => {
  const { people } = village
  await talk()
  people.trick('Ada', 'twice')
  await people.say('Ada', 'Bo', 'twice')
  await people.idle()
  expect(people.heard('Bo')[0]?.messages.at(-1)).toMatchObject({
    text: 'twice',
    times: 1,
    repeats: 1,
  })
  expect(failures('Bo')).toEqual([])
})

test('ten lost messages, a held message and a changed order are read', async () => {
  const { people } = village
  await talk()
  people.trick('Ada', 'skip')
  await people.say('Ada', 'Bo', 'after a gap')
  people.trick('Ada', 'hold')
  await people.say('Ada', 'Bo', 'held')
  await people.idle()
  await people.say('Bo', 'Ada', 'are you there?')
  await people.idle()
  people.trick('Ada', 'release')
  await people.idle()
  people.trick('Ada', 'reorder', 3)
  for (const text of ['a', 'b', 'c']) await people.say('Ada', 'Bo', text)
  await people.idle()
  expect(texts('Bo')).toEqual(['hello ×1', 'after a gap ×1', 'held ×1', 'c ×1', 'b ×1', 'a ×1'])
  expect(failures('Bo')).toEqual([])
})

test.each(['identity-absent', 'identity-stripped', 'no-one-time-key'] as const)(
  'a new session with %s is read',
  async (kind) => {
    const { people } = village
    people.trick('Ada', kind, 1, 1)
    await people.say('Ada', 'Bo', 'hello', { device: 1 })
    await people.idle()
    expect(texts('Bo')).toEqual(['hello ×1'])
    expect(failures('Bo')).toEqual([])
  },
)

test('a forged companion is not believed, and read once it shows its true identity', async () => {
  const { people } = village
  await people.say('Ada', 'Bo', 'I am who I am')
  await people.idle()
  people.trick('Ada', 'identity-forged', 1, 1)
  await people.say('Ada', 'Bo', 'so am I', { device: 1 })
  await people.idle()
  expect(failures('Bo')).toEqual(['adv'])
  expect(texts('Bo')).toEqual(['I am who I am ×1', 'so am I ×1'])
})

test('a new identity and a changed number of devices are followed', async () => {
  const { people } = village
  await talk()
  await people.reregister('Bo')
  await people.idle()
  await people.say('Ada', 'Bo', 'new phone?')
  await people.say('Bo', 'Ada', 'yes')
  await people.device('Bo', 'add')
  await people.idle()
  await people.say('Ada', 'Bo', 'and a computer')
  await people.idle()
  expect(texts('Bo').slice(-2)).toEqual(['new phone? ×1', 'and a computer ×1'])
  expect(texts('Bo', 1)).toEqual(['and a computer ×1'])
  await people.device('Bo', 'remove')
  await people.idle()
  await people.say('Ada', 'Bo', 'sold it?')
  await people.idle()
  expect(texts('Bo').at(-1)).toBe('sold it? ×1')
  expect(texts('Ada').at(-1)).toBe('yes ×1')
})

test('who was offline reads everything later, in order', async () => {
  const { people } = village
  await talk()
  await people.online('Bo', false)
  for (const text of ['1', '2', '3']) await people.say('Ada', 'Bo', text)
  await people.idle()
  expect(texts('Bo')).toEqual(['hello ×1'])
  await people.online('Bo', true)
  await people.idle()
  expect(texts('Bo')).toEqual(['hello ×1', '1 ×1', '2 ×1', '3 ×1'])
})

test('a person by number and a person by LID are one to their readers', async () => {
  const { people } = village
  people.manner('Bo', { addressing: 'number' })
  await talk()
  await village.pass(1000)
  await people.say('Bo', 'Ada', 'still me')
  await people.idle()
  expect(texts('Ada')).toEqual(['hello yourself ×1', 'still me ×1'])
  expect(people.conversation('Ada', 'Bo').map(({ text }) => text)).toEqual([
    'hello',
    'hello yourself',
    'still me',
  ])
  expect(failures('Ada')).toEqual([])
})

test('a companion whose identity the service shows forged is left out, one without identity is not', async () => {
  const { people } = village
  await people.showIdentity('Ada', 'forged')
  await people.say('Bo', 'Ada', 'only your phone')
  await people.idle()
  expect(texts('Ada')).toEqual(['only your phone ×1'])
  expect(texts('Ada', 1)).toEqual([])
  await people.showIdentity('Ada', 'absent')
  await people.forget('Bo', 'Ada')
  await people.say('Bo', 'Ada', 'both of you')
  await people.idle()
  expect(texts('Ada').at(-1)).toBe('both of you ×1')
  expect(texts('Ada', 1)).toEqual(['both of you ×1'])
})

test('who has no one-time key left is written to without one', async () => {
  const { people, service } = village
  const number = people.list().find(({ name }) => name === 'Ada')?.number ?? ''
  people.trick('Ada', 'no-refill', 5, 1)
  const device = `${number}:1@s.whatsapp.net`
  service.fault(parseFault({ kind: 'consume-pre-keys', leave: 0, device }))
  await people.idle()
  await people.say('Bo', 'Ada', 'no key for me?')
  await people.idle()
  expect(texts('Ada', 1)).toEqual(['no key for me? ×1'])
})
