import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/bytes.ts'
import { decodeProto, encodeProto, unknownFieldNumbers } from './codec.ts'
import { isSet } from './schema.ts'
import { MessageSchema, ProtocolMessage_Type } from './gen/message_pb.ts'
import { WebMessageInfoSchema } from './gen/history_pb.ts'

test('a kind of message that nobody here knows survives', () => {
  // Field 120, a message with a text in its field 1, beside a plain text.
  const hex = '0a026869c20704' + '0a026f6b'
  const read = decodeProto(MessageSchema, fromHex(hex))
  expect(read.conversation).toBe('hi')
  expect(unknownFieldNumbers(read)).toEqual([120])
  expect(toHex(encodeProto(MessageSchema, read))).toBe(hex)
})

test('what is only named keeps all of its fields, at any depth', () => {
  // orderMessage (38) with its title (field 7), inside viewOnceMessage (37), inside deviceSent (31).
  const order = 'b20204' + '3a027839'
  const viewOnce = `aa0209${'0a07'}${order}`
  const deviceSent = `fa010e${'120c'}${viewOnce}`
  const read = decodeProto(MessageSchema, fromHex(deviceSent))
  const inner = read.deviceSentMessage?.message?.viewOnceMessage?.message
  expect(inner?.orderMessage).toBeDefined()
  expect(toHex(encodeProto(MessageSchema, read))).toBe(deviceSent)
})

test('a control message of a type that nobody here knows is not taken for a revoke', () => {
  const read = decodeProto(MessageSchema, fromHex('62021063')).protocolMessage
  expect(read?.type).toBe(99)
  expect(read?.type).not.toBe(ProtocolMessage_Type.REVOKE)
})

test('texts, colours and quotes stand where the service has them', () => {
  const bytes = encodeProto(MessageSchema, {
    extendedTextMessage: {
      text: 'hi',
      backgroundArgb: 0xff112233,
      contextInfo: { stanzaId: 'A1', mentionedJid: ['15550001111@s.whatsapp.net'] },
    },
  })
  expect(toHex(bytes)).toBe(
    '322c0a0268694533' + '2211ff8a01200a0241317a1a' + toHex(utf8('15550001111@s.whatsapp.net')),
  )
})

test('a history record without a status is told from one with status 0', () => {
  const absent = decodeProto(WebMessageInfoSchema, fromHex('1800'))
  expect([isSet(absent, 'status'), absent.status]).toEqual([false, 0])
  expect(isSet(decodeProto(WebMessageInfoSchema, fromHex('2000')), 'status')).toBe(true)
})

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
