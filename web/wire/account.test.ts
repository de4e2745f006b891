import { expect, test } from 'vitest'
import { accountOf, deviceOf, isGroup, isLid, isPhoneNumber, STATUS } from './account.ts'
import { parseJid } from './jid.ts'

test.each([
  ['15550001111:3@s.whatsapp.net', '15550001111@s.whatsapp.net'],
  ['15550001111@c.us', '15550001111@s.whatsapp.net'],
  ['15550001111:99@hosted', '15550001111@s.whatsapp.net'],
  ['100000000000001:99@hosted.lid', '100000000000001@lid'],
  ['100000000000001:3@lid', '100000000000001@lid'],
  ['120363000000000001@g.us', '120363000000000001@g.us'],
  ['s.whatsapp.net', 's.whatsapp.net'],
])('the account behind %s', (jid, account) => {
  expect(accountOf(parseJid(jid))).toBe(account)
})

test('a device of an account; device 0 is the account itself', () => {
  const lid = parseJid('100000000000001@lid')
  expect(deviceOf(lid, 3)).toBe('100000000000001:3@lid')
  expect(deviceOf(parseJid('100000000000001:7@lid'), 0)).toBe(lid)
  expect(() => deviceOf(parseJid('1@g.us'), 3)).toThrow(
    expect.objectContaining({ name: 'JidError', code: 'bad-device' }),
  )
})

test('kinds of addresses', () => {
  const kinds = ['1@g.us', '1:2@lid', '1:2@s.whatsapp.net', 's.whatsapp.net', STATUS].map(
    (text) => {
      const jid = parseJid(text)
      return [isGroup(jid), isLid(jid), isPhoneNumber(jid)]
    },
  )
  expect(kinds).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [false, false, false],
    [false, false, false],
  ])
})
