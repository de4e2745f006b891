import { afterEach, expect, test } from 'vitest'
import { openVillage, type Village } from '../testing/village.ts'

let village: Village

afterEach(async () => {
  expect(village.notes).toEqual([])
  expect(village.faults()).toEqual([])
  await village.close()
})

/** Texts that each device of a person read, with how often. */
function texts(who: string): string[][] {
  return village.people
    .heard(who)
    .map(({ messages }) => messages.map(({ text, times }) => `${text} ×${times}`))
}

test('two contacts write to one another; every device reads every message once', async () => {
  village = await openVillage()
  const { people } = village
  await people.add({ name: 'Ada', companions: 1 })
  await people.add({ name: 'Bo', companions: 2 })
  await people.say('Ada', 'Bo', 'hello')
  await people.idle()
  await people.say('Bo', 'Ada', 'hello yourself')
  await people.say('Ada', 'Bo', 'again')
  await people.idle()
  expect(texts('Bo')).toEqual([
    ['hello ×1', 'again ×1'],
    ['hello ×1', 'hello yourself ×1', 'again ×1'],
    ['hello ×1', 'hello yourself ×1', 'again ×1'],
  ])
  expect(['Ada', 'Bo'].flatMap((who) => people.heard(who).flatMap(({ failed }) => failed))).toEqual(
    [],
  )
  expect(texts('Ada')).toEqual([
    ['hello yourself ×1'],
    ['hello ×1', 'hello yourself ×1', 'again ×1'],
  ])
})

test('the cast comes with its groups, and answers the owner of the phone calmly', async () => {
  village = await openVillage({}, { cast: true })
  const { people } = village
  expect(people.list()).toHaveLength(13)
  expect(people.groups().map(({ subject }) => subject)).toEqual([
    'Sunday sailing',
    'Book club 📚',
    'Neighbours',
  ])
  await people.say('phone-1', 'Ada Lindqvist', 'Shall we sail?')
  await people.say('phone-1', 'Ada Lindqvist', 'Or rather row?')
  expect(people.conversation('phone-1', 'Ada Lindqvist')).toHaveLength(2)
  await village.pass(8000)
  const lines = people.conversation('phone-1', 'Ada Lindqvist')
  expect(lines.map(({ fromMe }) => fromMe)).toEqual([true, true, false])
  expect(people.ticks('phone-1', lines[0]?.id ?? '')).toEqual([
    { person: 'contact-1', delivered: true, read: true, played: false },
  ])
  await people.say('phone-1', 'Neighbours', 'Who has my ladder?')
  await village.pass(8000)
  expect(people.conversation('phone-1', 'Neighbours').map(({ fromMe }) => fromMe)).toEqual([
    true,
    false,
  ])
})
