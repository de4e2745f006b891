import { afterEach, expect, test } from 'vitest'
import { memoryKeeper } from '../../sandbox/world.ts'
import { fromPlain, toPlain } from '../../sandbox/state/plain.ts'
import { linkCompanion, type TestCompanion } from '../testing/companion.ts'
import { openVillage, type Village } from '../testing/village.ts'
import { peopleKeeper } from './keeping.ts'

let village: Village
let companions: TestCompanion[] = []

afterEach(async () => {
  for (const companion of companions) companion.close()
  companions = []
  expect(village.notes).toEqual([])
  expect(village.faults()).toEqual([])
  await village.close()
})

const link = async (phone: string): Promise<TestCompanion> => {
  const companion = await linkCompanion(village, village.randomBytes, phone)
  companions.push(companion)
  await settled()
  return companion
}

async function settled(): Promise<void> {
  for (const companion of companions) await companion.settled()
}

const texts = ({ device }: TestCompanion): string[] =>
  device.core.state.heard.map(
    ({ text, fromMe, times }) => `${fromMe ? 'own ' : ''}${text} ×${times}`,
  )

test('two people with a phone and a companion each; one of them with two', async () => {
  village = await openVillage()
  const { people, phones } = village
  await phones.add({ name: 'Second' })
  await people.idle()
  const [first, other, second] = [
    await link('phone-1'),
    await link('phone-1'),
    await link('phone-2'),
  ]
  await people.say('phone-2', 'phone-1', 'phone to phone')
  await settled()
  const { core } = first.device
  const to = people.list().find(({ id }) => id === 'phone-2')?.jid ?? ''
  await first.device.send({
    id: core.nextId(),
    to: to as never,
    content: { conversation: 'web to web' },
  })
  await settled()
  expect(texts(first)).toEqual(['phone to phone ×1'])
  expect(texts(other)).toEqual(['phone to phone ×1', 'own web to web ×1'])
  expect(texts(second)).toEqual(['own phone to phone ×1', 'web to web ×1'])
  expect(people.conversation('phone-1', 'phone-2').map(({ text }) => text)).toEqual([
    'phone to phone',
    'web to web',
  ])
})

test('a phone set up anew has another identity and is written to again', async () => {
  village = await openVillage()
  const { people, phones } = village
  await people.add({ name: 'Ada' })
  await people.say('Ada', 'phone-1', 'old phone')
  await people.idle()
  await phones.reregister('phone-1')
  await people.idle()
  await people.say('Ada', 'phone-1', 'new phone')
  await people.say('phone-1', 'Ada', 'works')
  await people.idle()
  expect(people.heard('phone-1')[0]?.messages.map(({ text }) => text)).toEqual([
    'old phone',
    'new phone',
  ])
  expect(people.heard('Ada')[0]?.messages.map(({ text, times }) => `${text} ×${times}`)).toEqual([
    'works ×1',
  ])
})

test('people, sessions and what they read outlive a restart', async () => {
  const service = memoryKeeper()
  const plain = memoryKeeper()
  const kept = { service, people: peopleKeeper(plain, { toPlain, fromPlain }) }
  village = await openVillage(kept)
  await village.people.add({ name: 'Ada', companions: 1 })
  await village.people.add({ name: 'Bo' })
  await village.people.group({ subject: 'Kept', members: ['Ada', 'Bo'] })
  await village.people.idle()
  await village.people.say('Ada', 'Kept', 'before')
  await village.people.say('Ada', 'Bo', 'before, too')
  await village.people.idle()
  await village.close()

  village = await openVillage({ ...kept, phones: { people: village.phones.owners() } }, { seed: 2 })
  const { people } = village
  expect(people.groups()).toHaveLength(1)
  await people.say('Ada', 'Kept', 'after')
  await people.say('Bo', 'Ada', 'after, too')
  await people.idle()
  expect(people.heard('Bo')[0]?.messages.map(({ text, times }) => `${text} ×${times}`)).toEqual([
    'before ×1',
    'before, too ×1',
    'after ×1',
  ])
  expect(people.heard('Ada').map(({ messages }) => messages.at(-1)?.text)).toEqual([
    'after, too',
    'after, too',
  ])
  expect(people.heard('Bo')[0]?.failed).toEqual([])
})
