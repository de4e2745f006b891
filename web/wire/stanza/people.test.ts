import { expect, test } from 'vitest'
import { children, node, type WireNode } from '../node/node.ts'
import { parseJid } from '../jid.ts'
import { aboutRequest, parseAboutChange } from './about.ts'
import { callReceipt, parseCall } from './call.ts'
import { chatState, parseChatState } from './chatstate.ts'
import { parsePresence, presenceSubscription } from './incomingPresence.ts'
import { mediaConnectionRequest, parseMediaConnection } from './mediaConn.ts'
import { parseReuploadAnswer, reuploadReceipt } from './mediaRetry.ts'
import { pictureRequest } from './picture.ts'
import { parsePictureChange } from './pictureChange.ts'

const ada = parseJid('15550001111@s.whatsapp.net')
const group = parseJid('120363000000000001@g.us')
const own = parseJid('15550002222@s.whatsapp.net')
const iq = (type: string, xmlns: string) => ({ id: '7', to: 's.whatsapp.net', type, xmlns })

function notification(type: string, attrs: Record<string, string>, ...content: WireNode[]) {
  return node('notification', { id: '1', type, from: ada, t: '5', ...attrs }, content)
}

test.each([
  ['there', { from: ada }, { from: ada, available: true, lastHidden: false }],
  [
    'gone',
    { from: ada, type: 'unavailable', last: '1754000000' },
    { from: ada, available: false, lastHidden: false, lastSec: 1754000000 },
  ],
  [
    'gone, and does not say since when',
    { from: ada, type: 'unavailable', last: 'deny' },
    { from: ada, available: false, lastHidden: true },
  ],
  [
    'a group',
    { from: group, count: '3' },
    { from: group, available: true, lastHidden: false, online: 3 },
  ],
  [
    'gone without a word',
    { from: ada, type: 'unavailable', last: 'none' },
    { from: ada, available: false, lastHidden: false },
  ],
])('presence: %s', (_, attrs, read) => {
  expect(parsePresence(node('presence', attrs))).toEqual(read)
})

test('to be told about somebody', () => {
  const attrs = { type: 'subscribe', to: ada }
  expect(presenceSubscription(ada)).toEqual(node('presence', attrs))
  expect(presenceSubscription(ada, Uint8Array.of(1))).toEqual(
    node('presence', attrs, [node('tctoken', {}, Uint8Array.of(1))]),
  )
})

test.each([
  ['typing', node('composing')],
  ['recording', node('composing', { media: 'audio' })],
  ['paused', node('paused')],
] as const)('%s, both ways', (activity, state) => {
  expect(chatState(ada, activity)).toEqual(node('chatstate', { to: ada }, [state]))
  const attrs = { from: group, participant: ada }
  expect(parseChatState(node('chatstate', attrs, [state]))).toEqual({
    from: group,
    participant: ada,
    activity,
  })
})

test('an activity that nobody knows', () => {
  expect(() => parseChatState(node('chatstate', { from: ada }, [node('dancing')]))).toThrow(
    expect.objectContaining({ code: 'missing-child' }),
  )
})

test('what somebody says of themselves', () => {
  expect(aboutRequest('7', 'Busy')).toEqual(
    node('iq', iq('set', 'status'), [node('status', {}, 'Busy')]),
  )
  expect(parseAboutChange(notification('status', {}, node('set', {}, 'Busy')))).toEqual({
    from: ada,
    text: 'Busy',
    timeSec: 5,
  })
  expect(parseAboutChange(notification('status', {}, node('set', { hash: 'ab' })))).toEqual({
    from: ada,
    timeSec: 5,
  })
  expect(parseAboutChange(notification('status', {}))).toBeUndefined()
  const bytes = node('set', {}, Uint8Array.of(0xff))
  expect(() => parseAboutChange(notification('status', {}, bytes))).toThrow(
    expect.objectContaining({ name: 'StanzaError', code: 'bad-word' }),
  )
})

test('pictures change, or are taken away', () => {
  const set = node('set', { jid: group, id: '9', author: ada })
  expect(parsePictureChange(notification('picture', { from: group }, set))).toEqual({
    of: group,
    author: ada,
    removed: false,
    id: '9',
    timeSec: 5,
  })
  expect(parsePictureChange(notification('picture', {}, node('delete', { jid: ada })))).toEqual({
    of: ada,
    removed: true,
    timeSec: 5,
  })
  expect(parsePictureChange(notification('picture', {}))).toMatchObject({ of: ada, removed: true })
})

test('the large picture, by the right that they gave us', () => {
  const request = pictureRequest('7', ada, '17', { large: true, token: Uint8Array.of(1) })
  const attrs = { type: 'image', query: 'url', id: '17' }
  expect(request.content).toEqual([node('picture', attrs, [node('tctoken', {}, Uint8Array.of(1))])])
})

function call(tag: string, attrs: Record<string, string> = {}, content: WireNode[] = []) {
  const head = { id: '1', from: ada, t: '5' }
  const event = { 'call-id': 'C1', 'call-creator': '15550001111:3@s.whatsapp.net' }
  return node('call', head, [node(tag, { ...event, ...attrs }, content)])
}

test.each([
  ['offer', 'offer'],
  ['offer_notice', 'notice'],
  ['preaccept', 'accepted'],
  ['accept', 'accepted'],
  ['reject', 'rejected'],
  ['terminate', 'ended'],
  ['relaylatency', 'other'],
  ['constructor', 'other'],
])('a call: %s', (tag, kind) => {
  expect(parseCall(call(tag, { reason: 'timeout' }))).toEqual({
    id: '1',
    from: ada,
    kind,
    callId: 'C1',
    creator: '15550001111:3@s.whatsapp.net',
    video: false,
    reason: 'timeout',
    timeSec: 5,
    offline: false,
  })
})

test('a video call, of a group or missed meanwhile, answered', () => {
  const offer = parseCall(call('offer', { 'group-jid': group }, [node('video')]))
  expect(offer).toMatchObject({ video: true, group })
  expect(parseCall(call('offer_notice', { media: 'video' })).video).toBe(true)
  const creator = '15550001111:3@s.whatsapp.net'
  expect(callReceipt(offer)).toEqual(
    node('receipt', { id: '1', to: ada }, [
      node('offer', { 'call-id': 'C1', 'call-creator': creator }),
    ]),
  )
  expect(() => parseCall(node('call', { id: '1', from: ada }))).toThrow(
    expect.objectContaining({ code: 'missing-child' }),
  )
})

const sealed = { payload: Uint8Array.of(1, 2), iv: new Uint8Array(12) }
const encrypt = node('encrypt', {}, [
  node('enc_p', {}, sealed.payload),
  node('enc_iv', {}, sealed.iv),
])

test('a file, or a piece of history, is to be uploaded again', () => {
  const attrs = { id: 'A1', to: own, type: 'server-error' }
  const message = { chat: group, fromMe: false, participant: ada }
  expect(reuploadReceipt({ id: 'A1', to: own, sealed, message })).toEqual(
    node('receipt', attrs, [
      encrypt,
      node('rmr', { jid: group, from_me: 'false', participant: ada }),
    ]),
  )
  expect(reuploadReceipt({ id: 'A1', to: own, sealed })).toEqual(
    node('receipt', { ...attrs, category: 'peer' }, [encrypt]),
  )
})

test('the phone has uploaded it, or could not', () => {
  const read = (content: WireNode) => parseReuploadAnswer(notification('mediaretry', {}, content))
  expect(read(encrypt)).toEqual({ id: '1', from: ada, result: { kind: 'sealed', sealed } })
  expect(read(node('error', { code: '2' })).result).toEqual({ kind: 'error', code: 2 })
  const [payload] = children(encrypt)
  const short = node('encrypt', {}, [payload ?? node('none'), node('enc_iv', {}, Uint8Array.of(1))])
  expect(() => read(short)).toThrow(expect.objectContaining({ code: 'bad-length' }))
  expect(() => read(node('encrypt'))).toThrow(expect.objectContaining({ code: 'missing-child' }))
})

test('where files are: the best hosts first, each once', () => {
  expect(mediaConnectionRequest('7')).toEqual(node('iq', iq('set', 'w:m'), [node('media_conn')]))
  const hosts = [
    node('host', { hostname: 'b.example', type: 'fallback' }),
    node('host', { hostname: 'a.example', type: 'primary', fallback_hostname: 'c.example' }),
    node('host', { hostname: 'd.example', fallback_hostname: 'b.example' }),
  ]
  const attrs = { auth: 'secret', ttl: '300', auth_ttl: '200' }
  expect(parseMediaConnection(node('iq', {}, [node('media_conn', attrs, hosts)]))).toEqual({
    auth: 'secret',
    ttlSec: 200,
    hosts: ['a.example', 'd.example', 'b.example', 'c.example'],
  })
  expect(parseMediaConnection(node('iq', {}, [node('media_conn', { auth: 's' })])).ttlSec).toBe(
    3600,
  )
})
