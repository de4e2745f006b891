import { seededRandom } from '../../web/fuzz/seeded.ts'
import type { PeerNode } from './peers.ts'

const random = seededRandom(20)

/** A query as it goes out every half minute. */
export const smallIq: PeerNode = {
  tag: 'iq',
  attrs: { to: 's.whatsapp.net', type: 'get', xmlns: 'w:p', id: '46.27-3' },
}

/** A message to one person: their phone, one companion of theirs, and our own other device. */
export const oneToOne = message('15551234567@s.whatsapp.net', [
  '15551234567@s.whatsapp.net',
  '15551234567:3@s.whatsapp.net',
  '15557654321@s.whatsapp.net',
])

/** A message to a group with a part for each of twenty devices that lack its sender key. */
export const fanOut = message(
  '120363025246125888@g.us',
  Array.from({ length: 20 }, (_, index) => `1000000123456${10 + index}:${1 + (index % 5)}@lid`),
)

function message(to: string, devices: readonly string[]): PeerNode {
  const participants = devices.map((jid): PeerNode => {
    const enc: PeerNode = { tag: 'enc', attrs: { v: '2', type: 'msg' }, content: random.bytes(146) }
    return { tag: 'to', attrs: { jid }, content: [enc] }
  })
  return {
    tag: 'message',
    attrs: { to, id: '3EB0C0FFEE0123456789AB', type: 'text', t: '1790000000' },
    content: [
      { tag: 'participants', attrs: {}, content: participants },
      { tag: 'device-identity', attrs: {}, content: random.bytes(150) },
    ],
  }
}
