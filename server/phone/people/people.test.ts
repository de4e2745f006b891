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
  expect(texts('Ada')).toEqual([
    ['hello yourself ×1'],
    ['hello ×1', 'hello yourself ×1', 'again ×1'],
  ])
})
