import { expect, it } from 'vitest'
import { encodeProto } from '../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../wire/proto/gen/message_pb.ts'
import type { Init } from '../wire/proto/schema.ts'
import { messageOutline } from './messageOutline.ts'

const secret = new Uint8Array(32).fill(9)
const outline = (message: Init<Message>) => messageOutline(encodeProto(MessageSchema, message))
const expiring = { contextInfo: { expiration: 86_400 } }

it.each<[string, Init<Message>, ReturnType<typeof messageOutline>]>([
  ['a text', { conversation: 'a' }, { quiet: false, expiresAfterSec: 0 }],
  [
    'a text that disappears, with a secret',
    {
      extendedTextMessage: { text: 'a', ...expiring },
      messageContextInfo: { messageSecret: secret },
    },
    { quiet: false, expiresAfterSec: 86_400, secret },
  ],
  [
    'a picture in two envelopes',
    {
      ephemeralMessage: { message: { viewOnceMessageV2: { message: { imageMessage: expiring } } } },
    },
    { quiet: false, expiresAfterSec: 86_400 },
  ],
  [
    'a secret outside of the envelope',
    {
      documentWithCaptionMessage: { message: { documentMessage: { title: 'a' } } },
      messageContextInfo: { messageSecret: secret },
    },
    { quiet: false, expiresAfterSec: 0, secret },
  ],
  ['a vote', { pollUpdateMessage: {} }, { quiet: true, expiresAfterSec: 0 }],
  [
    'a group key beside it',
    { senderKeyDistributionMessage: { groupId: 'g' }, conversation: 'a' },
    { quiet: false, expiresAfterSec: 0 },
  ],
])('%s', (_, message, expected) => {
  expect(outline(message)).toEqual(expected)
})

it.each<[string, Init<Message>]>([
  ['a reaction', { reactionMessage: { text: '👍' } }],
  ['a control', { protocolMessage: { type: 0 } }],
  ['an edit in an envelope', { editedMessage: { message: { protocolMessage: { type: 14 } } } }],
  ['what was sent from an own device', { deviceSentMessage: { message: { conversation: 'a' } } }],
  ['two contents', { conversation: 'a', imageMessage: {} }],
  ['none', {}],
  ['an empty envelope', { ephemeralMessage: {} }],
  ['a place for what only the phone has', { placeholderMessage: {} }],
])('%s has to be read whole', (_, message) => {
  expect(outline(message)).toBeUndefined()
})

it('what is broken, unknown or too deep has to be read whole', () => {
  let deep: Init<Message> = { conversation: 'a' }
  for (let level = 0; level < 9; level++) deep = { ephemeralMessage: { message: deep } }
  expect(outline(deep)).toBeUndefined()
  expect(messageOutline(Uint8Array.of(0x0a, 9, 97))).toBeUndefined()
  expect(messageOutline(Uint8Array.of(0xfa, 0x7f, 1, 97))).toBeUndefined()
})
