import { expect, test } from 'vitest'
import type { PersonView } from '../../people/control.ts'
import { rowsOf } from './talkApi.ts'

const person = (id: string): PersonView => ({
  id,
  name: id.toUpperCase(),
  number: '15550000000',
  lid: '1@lid',
  jid: '15550000000@s.whatsapp.net',
  isPhone: id.startsWith('phone'),
  about: '',
  devices: [0],
  manner: { answers: false, delayMs: 0, typingMs: 0, receipts: 'read', addressing: 'lid' },
})

test('chats come first, people without one behind them, the owner never', () => {
  const people = ['phone-1', 'a', 'b', 'c'].map(person)
  const group = { id: 'g', subject: 'G', addressing: 'lid', admins: ['a'] } as const
  const groups = [{ ...group, members: ['phone-1', 'a', 'c'] }]
  const chats = [
    { chat: 'g', title: 'G', isGroup: true },
    { chat: 'b', title: 'B', isGroup: false },
  ]
  const rows = rowsOf('phone-1', { people, groups }, chats)
  expect(rows.map(({ chat, people: who }) => [chat, who.map(({ id }) => id)])).toEqual([
    ['g', ['a', 'c']],
    ['b', ['b']],
    ['a', ['a']],
    ['c', ['c']],
  ])
})
