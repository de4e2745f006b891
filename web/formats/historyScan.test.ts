import { expect, test } from 'vitest'
import { concatBytes } from '../crypto/bytes.ts'
import { decodeProto, encodeProto } from '../wire/proto/codec.ts'
import { HistorySyncSchema, type HistorySync } from '../wire/proto/gen/history_pb.ts'
import { MessageSchema } from '../wire/proto/gen/message_pb.ts'
import type { Init } from '../wire/proto/schema.ts'
import { HISTORY_CHUNK_LIMIT, HISTORY_RECORD_LIMIT, scanHistory } from './historyScan.ts'

function scan(sync: Init<HistorySync>) {
  return [...scanHistory(encodeProto(HistorySyncSchema, sync))]
}

const chat = '15550001111@s.whatsapp.net'
const text = (id: string) => ({
  message: { key: { remoteJid: chat, id }, message: { conversation: id }, messageTimestamp: 7n },
  msgOrderId: 3n,
})

test('pieces come in the order in which they are of use', () => {
  const pieces = scan({
    syncType: 0,
    conversations: [
      { id: chat, messages: [text('A'), text('B')] },
      { id: '1@g.us', name: 'G' },
    ],
    statusV3Messages: [{ key: { id: 'S' } }],
    progress: 40,
    pushnames: [
      { id: chat, pushname: 'Ada' },
      { id: chat, pushname: '-' },
    ],
    globalSettings: { fontSize: 2 } as object,
    pastParticipants: [{ groupJid: '1@g.us' }],
    phoneNumberToLidMappings: [{ pnJid: chat, lidJid: '100000000000001@lid' }],
    companionMetaNonce: 'nonce',
    nctSalt: Uint8Array.of(1, 2),
    inlineContacts: [{ pnJid: chat, fullName: 'Ada L' }],
  })
  expect(pieces.map(({ kind }) => kind).join(' ')).toBe(
    'mapping contact push-name conversation message message conversation status ' +
      'past-members settings nct-salt media-nonce',
  )
  expect(pieces.at(-1)).toEqual({ kind: 'media-nonce', nonce: 'nonce' })
  const message = pieces[4]
  if (message?.kind !== 'message') throw new Error('no message')
  expect([message.chat, message.record.orderId, message.record.atSec]).toEqual([chat, 3, 7])
  const content = decodeProto(MessageSchema, message.record.content ?? new Uint8Array())
  expect(content.conversation).toBe('A')
})

test('a timer has 32 bits, whatever number came', () => {
  const most = [255, 255, 255, 255, 255, 255, 127]
  const info = concatBytes(
    field(1, field(3, Uint8Array.of(65))),
    Uint8Array.of(0x80, 2, ...most, 0x88, 2, ...most),
  )
  const pieces = [...scanHistory(field(2, field(2, field(1, info))))]
  const [piece] = pieces.filter(({ kind }) => kind === 'message')
  if (piece?.kind !== 'message') throw new Error('no message')
  expect(piece.record.lastsSec).toBe(2 ** 32 - 1)
  expect(piece.record.lastsFromSec).toBe(2 ** 32 - 1)
})

test('one chat or one message that cannot be read does not cost the others', () => {
  const broken = Uint8Array.of(0x0a, 0x50)
  const conversation = (content: Uint8Array) => field(2, content)
  const good = encodeProto(HistorySyncSchema, {
    conversations: [{ id: chat, messages: [text('A')] }],
  })
  const inner = concatBytes(good.subarray(2), field(2, broken))
  const chunk = concatBytes(conversation(broken), conversation(inner), field(7, broken))
  const pieces = [...scanHistory(chunk)]
  expect(pieces.map((piece) => ('part' in piece ? piece.part : piece.kind)).join(' ')).toBe(
    'other conversation conversation message message',
  )
  expect(pieces.filter(({ kind }) => kind === 'malformed')).toHaveLength(3)
})

test('a line of the system has no content', () => {
  const pieces = scan({
    conversations: [{ id: chat, messages: [{ message: { messageStubType: 40 } }] }],
  })
  const message = pieces.at(-1)
  expect(message?.kind === 'message' && message.record.content).toBeUndefined()
})

test('a chunk above the limit is not looked at, and what is too large in it is not read', () => {
  expect(() => scanHistory(new Uint8Array(HISTORY_CHUNK_LIMIT + 1)).next()).toThrow(
    expect.objectContaining({ name: 'FormatError', code: 'too-large' }),
  )
  const large = new Uint8Array(HISTORY_RECORD_LIMIT + 1)
  const chunk = concatBytes(field(7, field(9, large)), field(2, field(2, field(9, large))))
  expect([...scanHistory(chunk)].map(({ kind }) => kind).join(' ')).toBe(
    'malformed conversation malformed',
  )
})

/** One field with bytes in it. */
function field(no: number, content: Uint8Array): Uint8Array {
  const length: number[] = []
  let rest = content.length
  for (; rest > 127; rest = Math.floor(rest / 128)) length.push((rest & 127) | 128)
  return concatBytes(Uint8Array.of(no * 8 + 2, ...length, rest), content)
}
