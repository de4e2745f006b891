import { expect, test } from 'vitest'
import { bytesOf, children, node } from '../node/node.ts'
import { parseJid } from '../jid.ts'
import { parseReceipt } from './incomingReceipt.ts'
import { messageAck, parseMessageAck } from './messageAck.ts'
import { deliveryReceipt, receipts } from './receipt.ts'
import { retryReceipt } from './retryReceipt.ts'

const ada = parseJid('15550001111:3@s.whatsapp.net')
const group = parseJid('120363000000000001@g.us')
const own = parseJid('15550002222:7@s.whatsapp.net')
const status = parseJid('status@broadcast')
const me = parseJid('15550002222@s.whatsapp.net')
const direct = { place: 'direct', from: ada, fromMe: false, peer: false } as const
const inGroup = {
  place: 'group',
  from: group,
  participant: ada,
  fromMe: false,
  peer: false,
} as const

test('what answers a message of somebody: seen by us, or delivered only', () => {
  expect(deliveryReceipt(direct, true)).toEqual({ to: ada })
  expect(deliveryReceipt(direct, false)).toEqual({ to: ada, type: 'inactive' })
  expect(deliveryReceipt(inGroup, true)).toEqual({ to: group, participant: ada })
  expect(deliveryReceipt(inGroup, false)).toEqual({
    to: group,
    participant: ada,
    type: 'inactive',
  })
})

test('a status post is answered in one form only', () => {
  const post = { ...inGroup, place: 'status', from: status } as const
  const form = { to: status, participant: ada, context: 'status' }
  expect([deliveryReceipt(post, true), deliveryReceipt(post, false)]).toEqual([form, form])
})

test('what answers messages of own devices, whatever our presence is', () => {
  const sent = { ...direct, from: me, fromMe: true, recipient: ada }
  const toAda = parseJid('15550001111@s.whatsapp.net')
  for (const available of [true, false]) {
    expect(deliveryReceipt(sent, available)).toEqual({ to: me, type: 'sender', recipient: toAda })
    const note = { ...direct, from: me, fromMe: true }
    expect(deliveryReceipt(note, available)).toEqual({ to: me, type: 'sender' })
    const peer = { ...note, peer: true }
    expect(deliveryReceipt(peer, available)).toEqual({ to: me, type: 'peer_msg' })
    const ours = { ...inGroup, participant: own, fromMe: true, recipient: ada }
    expect(deliveryReceipt(ours, available)).toEqual({
      to: group,
      type: 'sender',
      participant: own,
    })
  }
})

test('one receipt for up to 256 messages', () => {
  const ids = Array.from({ length: 300 }, (_, at) => `M${at}`)
  const [first, second, ...more] = receipts({ to: ada, type: 'read', timeSec: 5 }, ids)
  expect(more).toEqual([])
  expect(first?.attrs).toEqual({ id: 'M0', to: ada, type: 'read', t: '5' })
  const items = first === undefined ? [] : children(children(first)[0] ?? node('none'))
  expect(items).toHaveLength(255)
  expect(items.at(-1)?.attrs['id']).toBe('M255')
  expect(second?.attrs['id']).toBe('M256')
  expect(receipts({ to: ada }, ['A1'])).toEqual([node('receipt', { id: 'A1', to: ada })])
  expect(receipts({ to: ada }, [])).toEqual([])
})

const key = { id: 0x010203, publicKey: new Uint8Array(32).fill(2) }
const keys = {
  identityPublic: new Uint8Array(32).fill(1),
  preKey: key,
  signedPreKey: { id: 9, publicKey: new Uint8Array(32).fill(3), signature: new Uint8Array(64) },
  deviceIdentity: Uint8Array.of(8),
}

test('a message is asked for again, and what was asked is read back', () => {
  const message = { ...inGroup, id: 'A1', timeSec: 1754000000 }
  const asked = retryReceipt(message, { count: 2, error: 7, registrationId: 0x01020304, keys })
  expect(asked.attrs).toEqual({ id: 'A1', to: group, type: 'retry', participant: ada })
  const [retry, registration] = children(asked)
  expect(retry?.attrs).toEqual({ count: '2', id: 'A1', t: '1754000000', v: '1', error: '7' })
  expect(registration && bytesOf(registration)).toEqual(Uint8Array.of(1, 2, 3, 4))
  const { id, ...attrs } = asked.attrs
  const received = node('receipt', { ...attrs, id: id ?? '', from: ada }, children(asked))
  expect(parseReceipt(received)).toMatchObject({
    ids: ['A1'],
    type: 'retry',
    retry: {
      count: 2,
      error: 7,
      registrationId: 0x01020304,
      keys: {
        identityKey: keys.identityPublic,
        preKey: key,
        signedPreKey: keys.signedPreKey,
        deviceIdentity: keys.deviceIdentity,
      },
    },
  })
})

test('the first request brings no keys, an unknown reason is not said, peers say that they are', () => {
  const message = { ...direct, from: me, id: 'A1', timeSec: 1, peer: true, recipient: ada }
  const asked = retryReceipt(message, { count: 1, error: 0, registrationId: 5 })
  expect(asked.attrs).toEqual({
    id: 'A1',
    to: me,
    type: 'retry',
    category: 'peer',
    recipient: ada,
  })
  expect(children(asked).map(({ tag }) => tag)).toEqual(['retry', 'registration'])
  expect(children(asked)[0]?.attrs['error']).toBeUndefined()
})

test('a receipt for several messages', () => {
  const list = node('list', {}, [node('item', { id: 'A2' }), node('item', { id: 'A3' })])
  const attrs = { id: 'A1', from: ada, type: 'read', t: '7', recipient: group, offline: '1' }
  expect(parseReceipt(node('receipt', attrs, [list]))).toEqual({
    ids: ['A1', 'A2', 'A3'],
    type: 'read',
    from: ada,
    recipient: group,
    timeSec: 7,
    readers: [],
    offline: true,
  })
})

test('a receipt that gathers several people', () => {
  const readers = node('participants', { key: 'A1' }, [
    node('user', { jid: ada, t: '5' }),
    node('user', { jid: own }),
  ])
  const read = parseReceipt(node('receipt', { id: 'R1', from: group, type: 'read' }, [readers]))
  expect(read.readers).toEqual([
    { id: 'A1', user: ada, timeSec: 5 },
    { id: 'A1', user: own },
  ])
})

test.each([
  ['without a sender', node('receipt', { id: 'A1' }), 'missing-attribute'],
  [
    'with an empty item',
    node('receipt', { id: 'A', from: ada }, [node('list', {}, [node('item')])]),
    'missing-attribute',
  ],
  [
    'of a retry without a retry',
    node('receipt', { id: 'A', from: ada, type: 'retry' }),
    'missing-child',
  ],
  [
    'of a retry with a short registration',
    node('receipt', { id: 'A', from: ada, type: 'retry' }, [
      node('retry', { count: '1' }),
      node('registration', {}, Uint8Array.of(1)),
    ]),
    'bad-length',
  ],
] as const)('refused: a receipt %s', (_, stanza, code) => {
  expect(() => parseReceipt(stanza)).toThrow(expect.objectContaining({ name: 'StanzaError', code }))
})

test('the ack of a message of ours', () => {
  const attrs = { class: 'message', id: 'A1', from: group, t: '9', phash: '2:abcdefgh' }
  expect(parseMessageAck(node('ack', attrs))).toEqual({
    id: 'A1',
    from: group,
    timeSec: 9,
    phash: '2:abcdefgh',
    refreshLid: false,
  })
  const refused = { ...attrs, error: '421', addressing_mode: 'lid', refresh_lid: 'true' }
  expect(parseMessageAck(node('ack', refused))).toMatchObject({
    error: 421,
    addressing: 'lid',
    refreshLid: true,
  })
  // A refusal that cannot be read is a refusal all the same.
  expect(parseMessageAck(node('ack', { ...attrs, error: 'no' }))?.error).toBe(0)
  expect(parseMessageAck(node('ack', { ...attrs, class: 'receipt' }))).toBeUndefined()
})

test('the ack that we send names the own device, and copies what the message came with', () => {
  const attrs = { id: 'A1', from: group, participant: ada, type: 'text', t: '5' }
  const form = {
    class: 'message',
    id: 'A1',
    to: group,
    from: own,
    participant: ada,
    type: 'text',
  }
  expect(messageAck(node('message', attrs), own)).toEqual(node('ack', form))
  expect(messageAck(node('message', attrs), own, 491)).toEqual(
    node('ack', { ...form, error: '491' }),
  )
})
