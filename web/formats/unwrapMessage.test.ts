import { expect, test } from 'vitest'
import { create, decodeProto } from '../wire/proto/codec.ts'
import { fromHex } from '../crypto/bytes.ts'
import { MessageSchema, type Message } from '../wire/proto/gen/message_pb.ts'
import type { Init } from '../wire/proto/schema.ts'
import { contentField, unwrapMessage } from './unwrapMessage.ts'

function make(message: Init<Message>): Message {
  return create<Message>(MessageSchema, message)
}

function wrapped(levels: number): Message {
  let message: Init<Message> = { conversation: 'deep' }
  for (let level = 0; level < levels; level++) message = { ephemeralMessage: { message } }
  return make(message)
}

test('eight envelopes are opened, nine are refused', () => {
  expect(unwrapMessage(wrapped(8), false).message.conversation).toBe('deep')
  expect(unwrapMessage(wrapped(8), false).wrappers).toHaveLength(8)
  expect(() => unwrapMessage(wrapped(9), false)).toThrow(
    expect.objectContaining({ name: 'FormatError', code: 'too-deep' }),
  )
})

const sent = make({
  deviceSentMessage: {
    destinationJid: '15550002222@s.whatsapp.net',
    message: { viewOnceMessage: { message: { imageMessage: { caption: 'sea' } } } },
  },
  messageContextInfo: { messageSecret: new Uint8Array(32).fill(1) },
})

test('what an own device sent is opened, with the chat it went to', () => {
  const { message, wrappers, sentTo, contextInfo } = unwrapMessage(sent, true)
  expect(message.imageMessage?.caption).toBe('sea')
  expect(wrappers).toEqual(['deviceSentMessage', 'viewOnceMessage'])
  expect(sentTo?.destinationJid).toBe('15550002222@s.whatsapp.net')
  expect(contextInfo?.messageSecret).toHaveLength(32)
})

test('somebody else cannot put words into our mouth', () => {
  const { message, wrappers, sentTo } = unwrapMessage(sent, false)
  expect(contentField(message)).toBe('deviceSentMessage')
  expect(wrappers).toEqual([])
  expect(sentTo).toBeUndefined()
})

test('a group key is found on the outside and on the inside, the outer one first', () => {
  const key = { groupId: '120363000000000001@g.us' }
  const inside = make({
    deviceSentMessage: { message: { senderKeyDistributionMessage: key, conversation: 'a' } },
  })
  expect(unwrapMessage(inside, true).senderKey?.groupId).toBe(key.groupId)
  expect(unwrapMessage(inside, false).senderKey).toBeUndefined()
  expect(unwrapMessage(make({ senderKeyDistributionMessage: key }), false).senderKey).toBeDefined()
})

test('the inner context wins', () => {
  const both = make({
    messageContextInfo: { messageSecret: Uint8Array.of(1) },
    ephemeralMessage: {
      message: { conversation: 'a', messageContextInfo: { messageSecret: Uint8Array.of(2) } },
    },
  })
  expect(unwrapMessage(both, false).contextInfo?.messageSecret).toEqual(Uint8Array.of(2))
})

test.each([
  [
    'text beside a group key',
    { conversation: '', senderKeyDistributionMessage: {} },
    'conversation',
  ],
  ['a group key alone', { senderKeyDistributionMessage: {}, messageContextInfo: {} }, undefined],
  ['a kind that is only named', { orderMessage: {} }, 'orderMessage'],
] as const)('content: %s', (_, message, field) => {
  expect(contentField(make(message))).toBe(field)
})

test('content that this build has no name for', () => {
  expect(contentField(decodeProto(MessageSchema, fromHex('c207040a026f6b')))).toBe('unknown')
  // An empty envelope is content too: nothing in it can be opened.
  expect(contentField(unwrapMessage(make({ viewOnceMessage: {} }), false).message)).toBe(
    'viewOnceMessage',
  )
})
