import { expect, test } from 'vitest'
import { fromHex } from '../../crypto/bytes.ts'
import { seededRandom } from '../../fuzz/seeded.ts'
import { makeJid } from '../jid.ts'
import { decodeNode } from './decode.ts'
import { encodeNode } from './encode.ts'
import { node } from './node.ts'
import { keepJid, recallJid } from './recentJids.ts'

test('an address is read right however many others were read before it', () => {
  const random = seededRandom(4)
  const servers = ['s.whatsapp.net', 'lid', 'hosted', 'msgr', 'g.us'] as const
  // More than there are slots, alike in most of their digits, of every length that is kept and more.
  const addresses = Array.from({ length: 12_000 }, () => {
    const user = `1555000000000000000`.slice(0, 1 + random.int(18)) + random.int(100)
    const server = servers[random.int(servers.length)] ?? 'lid'
    return makeJid(user, server, server === 'g.us' ? 0 : random.int(3))
  })
  for (let round = 0; round < 60_000; round++) {
    const to = addresses[random.int(addresses.length)] ?? ''
    if (decodeNode(encodeNode(node('iq', { to }))).attrs['to'] !== to) throw new Error('mixed up')
  }
})

test('what was refused once is refused again', () => {
  const retired = fromHex('00f8031911f70001ff0215b1')
  const read = (): unknown => decodeNode(retired)
  expect(read).toThrow(expect.objectContaining({ code: 'bad-jid' }))
  expect(read).toThrow(expect.objectContaining({ code: 'bad-jid' }))
})

test('only the same bytes with the same ending are found', () => {
  const kept = fromHex('ff03155512')
  keepJid(kept, 1, '@lid', '155512@lid')
  expect(recallJid(kept, 1, '@lid')).toBe('155512@lid')
  expect(recallJid(kept, 1, ':1@lid')).toBeUndefined()
  expect(recallJid(fromHex('ff83155512'), 1, '@lid')).toBeUndefined()
  expect(recallJid(fromHex('ff03155513'), 1, '@lid')).toBeUndefined()
})

test('addresses of unusual length are not kept', () => {
  const long = Uint8Array.of(9, 1, 2, 3, 4, 5, 6, 7, 8, 9)
  keepJid(long, 0, '@lid', 'x')
  expect(recallJid(long, 0, '@lid')).toBeUndefined()
  const ending = `@${'x'.repeat(40)}`
  keepJid(Uint8Array.of(1, 0x12), 0, ending, 'x')
  expect(recallJid(Uint8Array.of(1, 0x12), 0, ending)).toBeUndefined()
})
