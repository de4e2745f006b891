import { type SeededRandom, seededRandom } from '../../web/fuzz/seeded.ts'
import type { PeerNode } from './peers.ts'

/** Stanzas of one kind, each with its own ids, people and bytes, so that no side meets one twice. */
export interface Kind {
  readonly name: string
  readonly stanzas: readonly PeerNode[]
}

const EACH = 64
const PEOPLE = 120

const random = seededRandom(20)
const numbers = Array.from({ length: PEOPLE }, () => `1555${digits(random, 7)}`)
const hiddenIds = Array.from({ length: PEOPLE }, () => `1${digits(random, 14)}`)

export const kinds: readonly Kind[] = [
  { name: 'small iq', stanzas: Array.from({ length: EACH }, smallIq) },
  { name: '1:1 message', stanzas: Array.from({ length: EACH }, oneToOne) },
  { name: '20-device fan-out', stanzas: Array.from({ length: EACH }, fanOut) },
]

/** A query as it goes out every half minute. */
function smallIq(_: unknown, index: number): PeerNode {
  return {
    tag: 'iq',
    attrs: { to: 's.whatsapp.net', type: 'get', xmlns: 'w:p', id: `46.27-${index}` },
  }
}

/** A message to one person: their phone, one companion of theirs, and our own phone. */
function oneToOne(): PeerNode {
  const them = pick(numbers)
  return message(`${them}@s.whatsapp.net`, [
    `${them}@s.whatsapp.net`,
    `${them}:${1 + random.int(9)}@s.whatsapp.net`,
    `${numbers[0]}@s.whatsapp.net`,
  ])
}

/** A message to a group with a part for each of twenty devices that lack its sender key. */
function fanOut(): PeerNode {
  return message(
    `120363${digits(random, 12)}@g.us`,
    Array.from({ length: 20 }, () => `${pick(hiddenIds)}:${1 + random.int(3)}@lid`),
  )
}

function message(to: string, devices: readonly string[]): PeerNode {
  const participants = devices.map((jid): PeerNode => {
    const enc: PeerNode = { tag: 'enc', attrs: { v: '2', type: 'msg' }, content: random.bytes(146) }
    return { tag: 'to', attrs: { jid }, content: [enc] }
  })
  return {
    tag: 'message',
    attrs: { to, id: `3EB0${hex(random, 18)}`, type: 'text', t: `17900${digits(random, 5)}` },
    content: [
      { tag: 'participants', attrs: {}, content: participants },
      { tag: 'device-identity', attrs: {}, content: random.bytes(150) },
    ],
  }
}

function pick(texts: readonly string[]): string {
  return texts[random.int(texts.length)] ?? ''
}

function digits(source: SeededRandom, length: number): string {
  return Array.from({ length }, () => source.int(10)).join('')
}

function hex(source: SeededRandom, length: number): string {
  return Array.from({ length }, () => source.int(16).toString(16).toUpperCase()).join('')
}
