import { afterEach, beforeEach, expect, test } from 'vitest'
import { openVillage, type Village } from '../testing/village.ts'

let village: Village

beforeEach(async () => {
  village = await openVillage()
  const { people } = village
  await people.add({ name: 'Ada', companions: 1 })
  await people.add({ name: 'Bo', companions: 1 })
  await people.add({ name: 'Cy' })
})

afterEach(async () => {
  expect(village.notes).toEqual([])
  expect(village.faults()).toEqual([])
  await village.close()
})

/** What each device of a person read: how it came, and the text. */
function heard(who: string): string[][] {
  return village.people
    .heard(who)
    .map(({ messages }) => messages.map(({ via, text, times }) => `${via} ${text} ×${times}`))
}

async function say(who: string, chat: string, text: string): Promise<void> {
  await village.people.say(who, chat, text)
  await village.people.idle()
}

test.each(['lid', 'pn'] as const)(
  'a group by %s: keys go out once, then one ciphertext',
  async (addressing) => {
    const { people } = village
    const group = await people.group({ subject: 'Three', members: ['Ada', 'Bo', 'Cy'], addressing })
    expect(group.addressing).toBe(addressing)
    await people.idle()
    await say('Ada', 'Three', 'one')
    await say('Ada', 'Three', 'two')
    await say('Cy', 'Three', 'three')
    expect(heard('Bo')).toEqual([
      ['skmsg one ×1', 'skmsg two ×1', 'skmsg three ×1'],
      ['skmsg one ×1', 'skmsg two ×1', 'skmsg three ×1'],
    ])
    expect(heard('Ada')[0]).toEqual(['skmsg three ×1'])
    expect(heard('Ada')[1]).toEqual(['skmsg one ×1', 'skmsg two ×1', 'skmsg three ×1'])
    expect(people.heard('Bo').flatMap(({ failed }) => failed)).toEqual([])
    expect(people.heard('Bo')[0]?.messages[0]).toMatchObject({ chat: group.id, from: 'contact-1' })
  },
)

test('who joins reads from then on; who is removed reads no more', async () => {
  const { people } = village
  await people.group({ subject: 'Two', members: ['Ada', 'Bo'] })
  await people.idle()
  await say('Ada', 'Two', 'before')
  await people.member('Ada', 'Two', 'add', ['Cy'])
  await people.idle()
  await say('Ada', 'Two', 'with Cy')
  await say('Bo', 'Two', 'hello Cy')
  await people.member('Ada', 'Two', 'remove', ['Bo'])
  await people.idle()
  await say('Ada', 'Two', 'without Bo')
  expect(heard('Cy')).toEqual([['skmsg with Cy ×1', 'skmsg hello Cy ×1', 'skmsg without Bo ×1']])
  expect(heard('Bo')[0]).toEqual(['skmsg before ×1', 'skmsg with Cy ×1'])
})

test('roles, names and leaving are the service’s word', async () => {
  const { people } = village
  const { id } = await people.group({ subject: 'Roles', members: ['Ada', 'Bo', 'Cy'] })
  await expect(people.member('Bo', id, 'remove', ['Cy'])).rejects.toMatchObject({ code: 'refused' })
  await people.member('Ada', id, 'promote', ['Bo'])
  await people.member('Bo', id, 'remove', ['Cy'])
  await people.subject('Bo', id, 'Fewer roles')
  await people.leave('Ada', id)
  expect(people.groups()).toMatchObject([
    { subject: 'Fewer roles', members: ['contact-2'], admins: ['contact-2'] },
  ])
  await people.idle()
})

test('a reader who lost the sender key gets the message again', async () => {
  const { people } = village
  await people.group({ subject: 'Lost', members: ['Ada', 'Bo', 'Cy'] })
  await people.idle()
  await say('Ada', 'Lost', 'first')
  people.trick('Ada', 'tampered')
  await say('Ada', 'Lost', 'broken')
  await say('Ada', 'Lost', 'last')
  expect(heard('Cy')).toEqual([['skmsg first ×1', 'pkmsg broken ×1', 'skmsg last ×1']])
  expect(people.heard('Cy')[0]?.failed).toMatchObject([{ code: 'invalid-signature' }])
})

test('a new companion of a member is written to in the group', async () => {
  const { people } = village
  await people.group({ subject: 'Grow', members: ['Ada', 'Cy'] })
  await people.idle()
  await say('Ada', 'Grow', 'one device')
  await people.device('Cy', 'add')
  await people.idle()
  await say('Ada', 'Grow', 'two devices')
  expect(heard('Cy')).toEqual([
    ['skmsg one device ×1', 'skmsg two devices ×1'],
    ['skmsg two devices ×1'],
  ])
})
