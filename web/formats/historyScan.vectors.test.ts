import { describe, expect, test } from 'vitest'
import { fromBase64, fromHex, toHex, utf8Encode } from '../crypto/bytes.ts'
import { sha256 } from '../crypto/hash.ts'
import { decodeProto, encodeProto } from '../wire/proto/codec.ts'
import { MessageSchema, ProtocolMessage_Type } from '../wire/proto/gen/message_pb.ts'
import {
  PeerDataOperationRequestType,
  type HistorySyncNotification,
} from '../wire/proto/gen/peerData_pb.ts'
import { inflate } from '../wire/node/inflate.ts'
import { isSet } from '../wire/proto/schema.ts'
import { HISTORY_CHUNK_LIMIT, openHistory, scanHistory, type HistoryPiece } from './historyScan.ts'
import { openMedia } from './mediaCrypto.ts'
import vectors from './vectors/history.json' with { type: 'json' }

type Kind = HistoryPiece['kind']

function ofKind<K extends Kind>(pieces: readonly HistoryPiece[], kind: K) {
  return pieces.filter((piece): piece is Extract<HistoryPiece, { kind: K }> => piece.kind === kind)
}

function notificationIn(hex: string): HistorySyncNotification {
  const control = decodeProto(MessageSchema, fromHex(hex)).protocolMessage
  expect(control?.type).toBe(ProtocolMessage_Type.HISTORY_SYNC_NOTIFICATION)
  const notification = control?.historySyncNotification
  if (notification === undefined) throw new Error('no notification')
  return notification
}

function compressedOf(notification: HistorySyncNotification, blob: string | undefined) {
  if (isSet(notification, 'initialHistBootstrapInlinePayload')) {
    return notification.initialHistBootstrapInlinePayload
  }
  return openMedia(fromBase64(blob ?? ''), {
    kind: 'history',
    mediaKey: notification.mediaKey,
    fileSha256: notification.fileSha256,
    fileEncSha256: notification.fileEncSha256,
    fileLength: Number(notification.fileLength),
  })
}

describe.each(vectors.blobs)('$name', (vector) => {
  const { expected, inline, notificationMessageHex, syncType } = vector

  test('from the notification to each piece', async () => {
    const notification = notificationIn(notificationMessageHex)
    expect(notification.syncType).toBe(syncType)
    expect(isSet(notification, 'initialHistBootstrapInlinePayload')).toBe(inline)
    const compressed = await compressedOf(notification, vector.blobBase64)
    expect(compressed).toHaveLength(expected.compressedLength)
    const chunk = await inflate(compressed, HISTORY_CHUNK_LIMIT)
    expect(toHex(sha256(chunk))).toBe(expected.inflatedSha256)

    const pieces = [...scanHistory(chunk)]
    const { head } = openHistory(chunk)
    expect(head.syncType).toBe(syncType)
    expect(head.chunkOrder ?? null).toBe(expected.chunkOrder)
    expect(head.progress ?? null).toBe(expected.progress)

    const messages = ofKind(pieces, 'message')
    const ids = messages.map(({ record }) => record.id)
    expect(messages).toHaveLength(expected.messages)
    expect(messages.filter(({ record }) => record.content !== undefined)).toHaveLength(
      expected.withContent,
    )
    expect(toHex(sha256(utf8Encode(ids.join('\n'))))).toBe(expected.messageIdsSha256)
    expect(ofKind(pieces, 'conversation')).toHaveLength(expected.conversations)
    expect(ofKind(pieces, 'push-name').map(({ jid, name }) => [jid, name])).toEqual(
      expected.pushnames.filter(([, name]) => name !== '-'),
    )
    expect(ofKind(pieces, 'mapping').map(({ pn, lid }) => [pn, lid])).toEqual(expected.mappings)
    expect(ofKind(pieces, 'status')).toHaveLength(expected.statusMessages)
    expect(ofKind(pieces, 'past-members')).toHaveLength(expected.pastParticipants)
    expect(ofKind(pieces, 'malformed')).toEqual([])
    checkFirst(pieces, expected.firstConversation)
  })
})

interface FirstConversation {
  readonly id: string
  readonly unreadCount: number
  readonly displayName: string | null
  readonly lidJid: string | null
  readonly messageIds: readonly string[]
}

function checkFirst(pieces: readonly HistoryPiece[], first: FirstConversation | undefined): void {
  if (first === undefined) return
  const [header] = ofKind(pieces, 'conversation')
  expect(header?.conversation).toMatchObject({ id: first.id, unreadCount: first.unreadCount })
  expect(header?.conversation.displayName ?? '').toBe(first.displayName ?? '')
  expect(header?.conversation.lidJid ?? '').toBe(first.lidJid ?? '')
  expect(header?.conversation.messages).toEqual([])
  const own = ofKind(pieces, 'message').filter(({ chat }) => chat === first.id)
  expect(own.map(({ record }) => record.id)).toEqual(first.messageIds)
}

const accepted = vectors.odd.flatMap((odd) =>
  odd.expect === 'accept' && odd.expected !== undefined ? [{ ...odd, expected: odd.expected }] : [],
)

test.each(accepted)('accepted: $name', async ({ zlibHex, expected }) => {
  const chunk = await inflate(fromHex(zlibHex), HISTORY_CHUNK_LIMIT)
  expect(openHistory(chunk).head.syncType).toBe(expected.syncType)
  const pieces = [...scanHistory(chunk)]
  const conversations = ofKind(pieces, 'conversation')
  expect(conversations).toHaveLength(expected.conversations)
  const messages = ofKind(pieces, 'message')
  expect(messages).toHaveLength(expected.messages ?? 0)
  for (const { chat } of messages) expect(chat).toBe(expected.id)
})

const rejected = vectors.odd.filter((odd) => odd.expect.startsWith('reject'))

test.each(rejected)('$expect: $name', async ({ zlibHex, expect: outcome }) => {
  const inflated = inflate(fromHex(zlibHex), HISTORY_CHUNK_LIMIT)
  if (outcome === 'reject: inflate') {
    await expect(inflated).rejects.toMatchObject({ code: 'bad-compression' })
    return
  }
  const chunk = await inflated
  expect(() => scanHistory(chunk).next()).toThrow(
    expect.objectContaining({ name: 'FormatError', code: 'malformed' }),
  )
})

test('all kinds of refusals are there', () => {
  expect(rejected).toHaveLength(4)
  expect(accepted).toHaveLength(2)
})

test('the request for more', () => {
  const { messageHex, chatJid, oldestMsgId, count, timestampField } = vectors.onDemandRequest
  const bytes = encodeProto(MessageSchema, {
    protocolMessage: {
      type: ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_MESSAGE,
      peerDataOperationRequestMessage: {
        peerDataOperationRequestType: PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND,
        historySyncOnDemandRequest: {
          chatJid,
          oldestMsgId,
          oldestMsgFromMe: false,
          onDemandMsgCount: count,
          oldestMsgTimestampMs: BigInt(timestampField),
        },
      },
    },
  })
  expect(toHex(bytes)).toBe(messageHex)
})
