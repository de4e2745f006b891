import { expect, test } from 'vitest'
import { children, node } from '../node/node.ts'
import { parseJid } from '../jid.ts'
import { directMessage, groupMessage, peerMessage, type StanzaKind } from './sendMessage.ts'
import { resentMessage, type ResentMessage } from './resendMessage.ts'

const lid = parseJid('100000000000001@lid')
const group = parseJid('120363000000000001@g.us')
const phone = parseJid('100000000000001@lid')
const companion = parseJid('100000000000001:3@lid')
const bytes = Uint8Array.of(1, 2, 3)
const deviceIdentity = Uint8Array.of(9)
const text: StanzaKind = { type: 'text', hideFailure: false }
const gif: StanzaKind = { type: 'media', mediaType: 'gif', hideFailure: false }
const vote: StanzaKind = { type: 'poll', hideFailure: true, meta: { polltype: 'vote' } }
const identity = node('device-identity', {}, deviceIdentity)

test('a direct message has an enc per device, and the phone number of a LID', () => {
  const message = directMessage({
    id: 'A1',
    to: lid,
    recipientPn: parseJid('15550001111@s.whatsapp.net'),
    kind: gif,
    devices: [
      { device: phone, type: 'pkmsg', bytes },
      { device: companion, type: 'msg', bytes },
    ],
    deviceIdentity,
    token: { kind: 'tctoken', bytes: Uint8Array.of(7) },
  })
  const attrs = {
    id: 'A1',
    to: lid,
    type: 'media',
    peer_recipient_pn: '15550001111@s.whatsapp.net',
  }
  expect(message).toEqual(
    node('message', attrs, [
      node('participants', {}, [
        node('to', { jid: phone }, [
          node('enc', { v: '2', type: 'pkmsg', mediatype: 'gif' }, bytes),
        ]),
        node('to', { jid: companion }, [
          node('enc', { v: '2', type: 'msg', mediatype: 'gif' }, bytes),
        ]),
      ]),
      identity,
      node('tctoken', {}, Uint8Array.of(7)),
    ]),
  )
})

test('what shall not leave a hole says so in every enc; nothing else is added', () => {
  const devices = [{ device: phone, type: 'msg', bytes }] as const
  const message = directMessage({ id: 'A1', to: lid, kind: vote, devices, deviceIdentity })
  const hidden = { v: '2', type: 'msg', 'decrypt-fail': 'hide' }
  expect(message).toEqual(
    node('message', { id: 'A1', to: lid, type: 'poll' }, [
      node('participants', {}, [node('to', { jid: phone }, [node('enc', hidden, bytes)])]),
      node('meta', { polltype: 'vote' }),
    ]),
  )
})

const toGroup = {
  id: 'A1',
  to: group,
  kind: { ...vote, edit: '2' },
  addressing: 'lid',
  phash: '2:abcdefgh',
  bytes,
  deviceIdentity,
} as const

test('a group message brings the key to those who lack it, without a word of the content', () => {
  const senderKeys = [{ device: companion, type: 'pkmsg', bytes }] as const
  const message = groupMessage({ ...toGroup, senderKeys, expirationSec: 86400 })
  expect(message).toEqual(
    node(
      'message',
      {
        id: 'A1',
        to: group,
        type: 'poll',
        edit: '2',
        phash: '2:abcdefgh',
        addressing_mode: 'lid',
        expiration: '86400',
      },
      [
        node('participants', {}, [
          node('to', { jid: companion }, [node('enc', { v: '2', type: 'pkmsg' }, bytes)]),
        ]),
        node('enc', { v: '2', type: 'skmsg', 'decrypt-fail': 'hide' }, bytes),
        identity,
        node('meta', { polltype: 'vote' }),
      ],
    ),
  )
})

test('where all have the key there are no participants and no proof of who we are', () => {
  const message = groupMessage({ ...toGroup, senderKeys: [] })
  expect(children(message).map(({ tag }) => tag)).toEqual(['enc', 'meta'])
  expect(message.attrs['expiration']).toBeUndefined()
})

test('a message to the own phone', () => {
  const own = parseJid('15550002222@s.whatsapp.net')
  const asked = peerMessage({
    id: 'A1',
    to: own,
    sealed: { type: 'pkmsg', bytes },
    deviceIdentity,
    pushPriority: 'high_force',
    privacySensitive: true,
  })
  expect(asked).toEqual(
    node(
      'message',
      {
        id: 'A1',
        to: own,
        type: 'text',
        category: 'peer',
        push_priority: 'high_force',
        privacy_sensitive: '1',
      },
      [
        node('meta', { appdata: 'default' }),
        node('enc', { v: '2', type: 'pkmsg' }, bytes),
        identity,
      ],
    ),
  )
  const plain = peerMessage({ id: 'A2', to: own, sealed: { type: 'msg', bytes }, deviceIdentity })
  expect(plain.attrs).toEqual({ id: 'A2', to: own, type: 'text', category: 'peer' })
  expect(children(plain).map(({ tag }) => tag)).toEqual(['meta', 'enc'])
})

const resent: Omit<ResentMessage, 'target'> = {
  id: 'A1',
  kind: { ...text, edit: '1', hideFailure: true },
  sealed: { type: 'pkmsg', bytes },
  count: 2,
  deviceIdentity,
}
const resentContent = [
  node('enc', { v: '2', type: 'pkmsg', 'decrypt-fail': 'hide', count: '2' }, bytes),
  identity,
]

test('a copy for one device, by way of each kind of chat', () => {
  const head = { id: 'A1', type: 'text', edit: '1' }
  const own = parseJid('15550002222@s.whatsapp.net')
  expect(resentMessage({ ...resent, target: { chat: 'direct', device: companion } })).toEqual(
    node('message', { ...head, to: companion, device_fanout: 'false' }, resentContent),
  )
  const toOwn = { chat: 'direct', device: companion, recipient: own } as const
  expect(resentMessage({ ...resent, target: toOwn }).attrs['recipient']).toBe(own)
  const inGroup = { chat: 'group', group, participant: companion, addressing: 'lid' } as const
  expect(resentMessage({ ...resent, target: inGroup })).toEqual(
    node(
      'message',
      { ...head, to: group, participant: companion, addressing_mode: 'lid' },
      resentContent,
    ),
  )
  const status = parseJid('status@broadcast')
  const post = { chat: 'status', status, participant: companion } as const
  expect(resentMessage({ ...resent, target: post })).toEqual(
    node('message', { ...head, to: status, participant: companion }, resentContent),
  )
})
