import { expect, test } from 'vitest'
import { create } from '../wire/proto/codec.ts'
import {
  KeepInChatMessage_KeepType,
  MessageSchema,
  PinInChatMessage_Type,
  ProtocolMessage_Type,
  SecretEncryptedMessage_SecretEncType,
  type Message,
} from '../wire/proto/gen/message_pb.ts'
import type { Init } from '../wire/proto/schema.ts'
import { contentKind, type ContentKind } from './contentKind.ts'

const key = { remoteJid: '15550001111@s.whatsapp.net', id: 'A1', fromMe: true }
const revoke = { type: ProtocolMessage_Type.REVOKE }
const editing = {
  type: ProtocolMessage_Type.MESSAGE_EDIT,
  key,
  editedMessage: { conversation: 'b' },
}
const poll = { name: 'Where?', options: [{ optionName: 'here' }] }
const shown = { hideFailure: false }
const hidden = { hideFailure: true }

const cases: readonly [string, Init<Message>, ContentKind][] = [
  ['plain text', { conversation: 'hi' }, { type: 'text', ...shown }],
  ['text with a context', { extendedTextMessage: { text: 'hi' } }, { type: 'text', ...shown }],
  [
    'text with a link preview',
    { extendedTextMessage: { text: 'x', matchedText: 'https://example.org' } },
    { type: 'media', mediaType: 'url', ...shown },
  ],
  ['image', { imageMessage: {} }, { type: 'media', mediaType: 'image', ...shown }],
  ['video', { videoMessage: {} }, { type: 'media', mediaType: 'video', ...shown }],
  ['gif', { videoMessage: { gifPlayback: true } }, { type: 'media', mediaType: 'gif', ...shown }],
  ['round video', { ptvMessage: {} }, { type: 'media', mediaType: 'ptv', ...shown }],
  ['voice', { audioMessage: { ptt: true } }, { type: 'media', mediaType: 'ptt', ...shown }],
  ['audio', { audioMessage: {} }, { type: 'media', mediaType: 'audio', ...shown }],
  ['contact', { contactMessage: {} }, { type: 'media', mediaType: 'vcard', ...shown }],
  [
    'group invite',
    { groupInviteMessage: { groupName: 'G' } },
    { type: 'media', mediaType: 'url', ...shown },
  ],
  ['reaction', { reactionMessage: { key, text: '👍' } }, { type: 'reaction', ...hidden }],
  [
    'reaction taken back',
    { reactionMessage: { key, text: '' } },
    { type: 'reaction', edit: '7', ...hidden },
  ],
  [
    'own message taken back',
    { protocolMessage: { ...revoke, key } },
    { type: 'text', edit: '7', ...shown },
  ],
  [
    "somebody's message taken back",
    { protocolMessage: { ...revoke, key: { ...key, fromMe: false } } },
    { type: 'text', edit: '8', ...shown },
  ],
  [
    'edit in its envelope',
    { editedMessage: { message: { protocolMessage: editing } } },
    { type: 'text', edit: '1', ...hidden },
  ],
  ['bare edit', { protocolMessage: editing }, { type: 'text', edit: '1', ...hidden }],
  [
    'encrypted edit',
    {
      secretEncryptedMessage: { secretEncType: SecretEncryptedMessage_SecretEncType.MESSAGE_EDIT },
    },
    { type: 'text', edit: '1', ...hidden },
  ],
  [
    'edit of an event',
    { secretEncryptedMessage: { secretEncType: SecretEncryptedMessage_SecretEncType.EVENT_EDIT } },
    { type: 'event', meta: { event_type: 'edit' }, ...hidden },
  ],
  [
    'timer',
    { protocolMessage: { type: ProtocolMessage_Type.EPHEMERAL_SETTING, ephemeralExpiration: 1 } },
    { type: 'text', ...shown },
  ],
  ['a control message without a type', { protocolMessage: { key } }, { type: 'text', ...shown }],
  [
    'pin',
    { pinInChatMessage: { key, type: PinInChatMessage_Type.PIN_FOR_ALL } },
    { type: 'text', edit: '2', ...hidden },
  ],
  [
    'keep',
    { keepInChatMessage: { key, keepType: KeepInChatMessage_KeepType.KEEP_FOR_ALL } },
    { type: 'text', ...hidden },
  ],
  [
    'own keep undone',
    { keepInChatMessage: { key, keepType: KeepInChatMessage_KeepType.UNDO_KEEP_FOR_ALL } },
    { type: 'text', edit: '7', ...hidden },
  ],
  [
    'poll',
    { pollCreationMessageV3: poll },
    { type: 'poll', meta: { polltype: 'creation' }, ...shown },
  ],
  ['vote', { pollUpdateMessage: {} }, { type: 'poll', meta: { polltype: 'vote' }, ...hidden }],
  [
    'event',
    { eventMessage: { name: 'Tea' } },
    { type: 'event', meta: { event_type: 'creation' }, ...shown },
  ],
  [
    'event response',
    { encEventResponseMessage: {} },
    { type: 'event', meta: { event_type: 'response' }, ...hidden },
  ],
  [
    'view once in a timer',
    { ephemeralMessage: { message: { viewOnceMessageV2: { message: { imageMessage: {} } } } } },
    { type: 'media', mediaType: 'image', ...shown },
  ],
  [
    'for own devices',
    { deviceSentMessage: { message: { audioMessage: { ptt: true } } } },
    { type: 'media', mediaType: 'ptt', ...shown },
  ],
  [
    'document with a caption',
    { documentWithCaptionMessage: { message: { documentMessage: {} } } },
    { type: 'media', mediaType: 'document', ...shown },
  ],
  ['album', { albumMessage: {} }, { type: 'text', ...shown }],
  ['a group key alone', { senderKeyDistributionMessage: {} }, { type: 'text', ...shown }],
]

test.each(cases)('%s', (_, message, kind) => {
  expect(contentKind(create<Message>(MessageSchema, message))).toEqual(kind)
})
