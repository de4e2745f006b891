import { expect, test } from 'vitest'
import { node, type WireNode } from '../node/node.ts'
import { parseJid } from '../jid.ts'
import { parseIncomingMessage, type IncomingMessage } from './incomingMessage.ts'

const own = {
  pn: parseJid('15550002222:7@s.whatsapp.net'),
  lid: parseJid('200000000000002:7@lid'),
}
const enc = node('enc', { v: '2', type: 'msg' }, Uint8Array.of(1))

function read(attrs: Record<string, string>, content: readonly WireNode[] = [enc]) {
  return parseIncomingMessage(
    node('message', { id: 'A1', t: '1754000000', ...attrs }, content),
    own,
  )
}

const ada = '15550001111:3@s.whatsapp.net'
const adaLid = '100000000000001:3@lid'
const group = '120363000000000001@g.us'

const origins: readonly [string, Record<string, string>, Partial<IncomingMessage>][] = [
  [
    'from a number, with the LID beside it',
    { from: ada, sender_lid: '100000000000001@lid', type: 'text', notify: 'Ada' },
    {
      place: 'direct',
      chat: parseJid('15550001111@s.whatsapp.net'),
      chatAlternative: parseJid('100000000000001@lid'),
      sender: parseJid(ada),
      senderAlternative: parseJid(adaLid),
      fromMe: false,
      addressing: 'pn',
      pushName: 'Ada',
      type: 'text',
      timeSec: 1754000000,
    },
  ],
  [
    'from a LID, with the number beside it',
    { from: adaLid, sender_pn: '15550001111@s.whatsapp.net', offline: '2' },
    {
      chat: parseJid('100000000000001@lid'),
      chatAlternative: parseJid('15550001111@s.whatsapp.net'),
      senderAlternative: parseJid(ada),
      addressing: 'lid',
      offline: true,
    },
  ],
  [
    'from an own device to somebody',
    {
      from: '15550002222@s.whatsapp.net',
      recipient: '100000000000001@lid',
      peer_recipient_pn: '15550001111@s.whatsapp.net',
    },
    {
      fromMe: true,
      chat: parseJid('100000000000001@lid'),
      chatAlternative: parseJid('15550001111@s.whatsapp.net'),
      peer: false,
    },
  ],
  [
    'from an own device under the LID to a number',
    {
      from: '200000000000002:1@lid',
      recipient: '15550001111@s.whatsapp.net',
      peer_recipient_lid: '100000000000001@lid',
    },
    {
      fromMe: true,
      chat: parseJid('15550001111@s.whatsapp.net'),
      chatAlternative: parseJid('100000000000001@lid'),
    },
  ],
  [
    'a note to self',
    { from: '15550002222@s.whatsapp.net' },
    { fromMe: true, chat: parseJid('15550002222@s.whatsapp.net') },
  ],
  [
    'about the account itself',
    { from: '15550002222@s.whatsapp.net', category: 'peer' },
    { fromMe: true, peer: true },
  ],
  [
    'in a group by LID',
    {
      from: group,
      participant: adaLid,
      participant_pn: '15550001111@s.whatsapp.net',
      addressing_mode: 'lid',
    },
    {
      place: 'group',
      chat: parseJid(group),
      sender: parseJid(adaLid),
      senderAlternative: parseJid(ada),
      addressing: 'lid',
      fromMe: false,
    },
  ],
  [
    'in a group by number, without a word about the kind',
    { from: group, participant: ada, participant_lid: '100000000000001@lid' },
    { addressing: 'pn', senderAlternative: parseJid(adaLid) },
  ],
  [
    'own in a group',
    { from: group, participant: '200000000000002:1@lid' },
    { fromMe: true, chat: parseJid(group), addressing: 'lid' },
  ],
  [
    'a status post',
    { from: 'status@broadcast', participant: adaLid },
    { place: 'status', chat: parseJid('status@broadcast'), sender: parseJid(adaLid) },
  ],
  [
    'by a broadcast list',
    { from: '1754000000@broadcast', participant: ada, participant_lid: '100000000000001@lid' },
    {
      place: 'broadcast',
      chat: parseJid('15550001111@s.whatsapp.net'),
      chatAlternative: parseJid('100000000000001@lid'),
    },
  ],
  [
    'from a hosted device',
    { from: '15550001111:99@hosted' },
    { chat: parseJid('15550001111@s.whatsapp.net'), sender: parseJid('15550001111:99@hosted') },
  ],
  [
    'from a hosted device by LID',
    { from: '100000000000001:99@hosted.lid', sender_pn: '15550001111@s.whatsapp.net' },
    {
      chat: parseJid('100000000000001@lid'),
      senderAlternative: parseJid('15550001111:99@s.whatsapp.net'),
    },
  ],
]

test.each(origins)('%s', (_, attrs, expected) => {
  expect(read(attrs)).toMatchObject({ ...expected, id: 'A1', unknown: 0 })
})

test('what a newsletter says in the open', () => {
  const content = [node('plaintext', {}, Uint8Array.of(5))]
  const message = read({ from: '1200000000@newsletter', server_id: '17' }, content)
  expect(message).toMatchObject({ place: 'newsletter', serverId: 17, fromMe: false })
  expect(message.plaintext).toEqual(Uint8Array.of(5))
})

test('pairwise parts come first: they may bring the key of the others', () => {
  const parts = [
    node('enc', { v: '2', type: 'skmsg', mediatype: 'image' }, Uint8Array.of(1)),
    node('enc', { v: '2', type: 'pkmsg', count: '2', 'decrypt-fail': 'hide' }, Uint8Array.of(2)),
    node('device-identity', {}, Uint8Array.of(3)),
    node('meta', { polltype: 'vote' }),
  ]
  const message = read({ from: group, participant: ada }, parts)
  expect(message.encs).toEqual([
    { type: 'pkmsg', version: 2, bytes: Uint8Array.of(2), count: 2, hideFailure: true },
    {
      type: 'skmsg',
      version: 2,
      bytes: Uint8Array.of(1),
      count: 0,
      hideFailure: false,
      mediaType: 'image',
    },
  ])
  expect(message.deviceIdentity).toEqual(Uint8Array.of(3))
  expect(message.meta).toEqual({ polltype: 'vote' })
})

test('nothing to decrypt', () => {
  expect(read({ from: ada }, [node('unavailable', { type: 'view_once' })]).unavailable).toBe(
    'view_once',
  )
  expect(read({ from: ada }, [node('unavailable')]).unavailable).toBe('')
  expect(read({ from: ada }).unavailable).toBeUndefined()
})

test('parts that this build has no name for are counted', () => {
  expect(read({ from: ada, shade: 'blue' }, [enc, node('novelty')]).unknown).toBe(2)
})

test.each<[string, string, Record<string, string>]>([
  ['without a sender', 'missing-attribute', { from: '' }],
  ['of a group without an author', 'missing-attribute', { from: group }],
  ['without a time', 'missing-attribute', { from: ada, t: '' }],
  ['with a time that is none', 'bad-number', { from: ada, t: 'soon' }],
  ['from an address that is none', 'bad-address', { from: '15550001111.0:3@s.whatsapp.net' }],
  ['from the service', 'bad-address', { from: 's.whatsapp.net' }],
  ['from where no session is', 'bad-address', { from: '1@interop' }],
  ['from a messenger', 'bad-address', { from: '1@msgr' }],
  ['encrypted as by a device, from a bot', 'bad-address', { from: '1@bot' }],
  ['of a group, from the service', 'bad-address', { from: group, participant: 's.whatsapp.net' }],
  ['with a LID that is none', 'bad-address', { from: ada, sender_lid: '1@g.us' }],
  ['with a number that is a server', 'bad-address', { from: adaLid, sender_pn: 's.whatsapp.net' }],
])('refused %s', (_, code, attrs) => {
  expect(() => read(attrs)).toThrow(expect.objectContaining({ name: 'StanzaError', code }))
})
