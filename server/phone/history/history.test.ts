import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { jidParts, type Jid } from '../../../web/wire/jid.ts'
import { node } from '../../../web/wire/node/node.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import { type HistorySync, HistorySyncSchema } from '../../../web/wire/proto/gen/history_pb.ts'
import { ServerErrorReceiptSchema } from '../../../web/wire/proto/gen/mediaRetry_pb.ts'
import { ProtocolMessage_Type } from '../../../web/wire/proto/gen/message_pb.ts'
import {
  type HistorySyncNotification,
  HistorySyncType,
  PeerDataOperationRequestType,
} from '../../../web/wire/proto/gen/peerData_pb.ts'
import type { Content } from '../device/messageKind.ts'
import { receipt } from '../device/receiptNodes.ts'
import { linkCompanion, type TestCompanion } from '../testing/companion.ts'
import { openVillage, type Village } from '../testing/village.ts'
import type { HistoryWish } from './wish.ts'

let village: Village
let companion: TestCompanion

afterEach(async () => {
  companion.close()
  expect(village.notes).toEqual([])
  expect(village.faults()).toEqual([])
  await village.close()
})

async function link(history: HistoryWish | 'none', contacts = 3): Promise<void> {
  village = await openVillage({}, { history })
  for (let at = 0; at < contacts; at++) await village.people.add({ name: `Friend ${at}` })
  companion = await linkCompanion(village, village.randomBytes)
  await came(history)
}

/** Waits for the first piece, then for all of them. */
async function came(history: HistoryWish | 'none'): Promise<void> {
  if (history !== 'none') {
    await vi.waitFor(() => expect(companion.fromPhone.length).toBeGreaterThan(0), 10_000)
  }
  await companion.settled()
}

interface Piece {
  readonly id: string
  readonly notification: HistorySyncNotification
  readonly history: HistorySync
}

function pieces(): Piece[] {
  return companion.fromPhone.flatMap(({ message, id }) => {
    const notification = message.protocolMessage?.historySyncNotification
    return notification ? [{ id, notification, history: unpack(notification) }] : []
  })
}

function unpack(notification: HistorySyncNotification): HistorySync {
  const inline = notification.initialHistBootstrapInlinePayload
  const compressed = inline.length > 0 ? inline : download(notification)
  return decodeProto(HistorySyncSchema, new Uint8Array(inflateSync(compressed)))
}

function download({ directPath, mediaKey }: HistorySyncNotification): Uint8Array {
  const blob = village.service.blob(directPath)
  if (blob === undefined) throw new Error('no such blob')
  const keys = Buffer.from(
    hkdfSync('sha256', mediaKey, new Uint8Array(0), 'WhatsApp History Keys', 112),
  )
  const body = blob.subarray(0, -10)
  const mac = createHmac('sha256', keys.subarray(48, 80)).update(keys.subarray(0, 16)).update(body)
  expect(Buffer.from(blob.subarray(-10))).toEqual(mac.digest().subarray(0, 10))
  const decipher = createDecipheriv('aes-256-cbc', keys.subarray(16, 48), keys.subarray(0, 16))
  return Buffer.concat([decipher.update(body), decipher.final()])
}

function confirm(id: string): void {
  const { number } = companion.device.core.account
  companion.device.core.send(receipt([id], { to: `${number}@s.whatsapp.net`, type: 'hist_sync' }))
}

/** A server-error receipt as chapter 09 section 8 has it. */
function complain(id: string, mediaKey: Uint8Array): void {
  const info = 'WhatsApp Media Retry Notification'
  const key = Buffer.from(hkdfSync('sha256', mediaKey, new Uint8Array(0), info, 32))
  const iv = village.randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(Buffer.from(id))
  const body = Buffer.concat([
    cipher.update(encodeProto(ServerErrorReceiptSchema, { stanzaId: id })),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  const { core } = companion.device
  const to = `${core.account.number}@s.whatsapp.net`
  core.send(
    node('receipt', { id, to, type: 'server-error', category: 'peer' }, [
      node('encrypt', {}, [node('enc_p', {}, new Uint8Array(body)), node('enc_iv', {}, iv)]),
    ]),
  )
}

async function ask(content: Content): Promise<string> {
  const { core } = companion.device
  const id = core.nextId()
  await companion.device.sendPeerToPhone(id, content)
  await companion.settled()
  return id
}

const ofType = (type: number): Piece[] =>
  pieces().filter(({ notification }) => notification.syncType === type)

test('a new companion gets keys, names, chats and older messages', async () => {
  await link({ chats: 6, messages: 30, chunkMessages: 60 })
  expect(companion.fromPhone[0]?.message.protocolMessage?.type).toBe(
    ProtocolMessage_Type.APP_STATE_SYNC_KEY_SHARE,
  )
  const [bootstrap] = ofType(HistorySyncType.INITIAL_BOOTSTRAP)
  expect(bootstrap?.notification.initialHistBootstrapInlinePayload.length).toBeGreaterThan(100)
  expect(bootstrap?.history.conversations).toHaveLength(6)
  expect(
    ofType(HistorySyncType.PUSH_NAME)[0]?.history.pushnames.map(({ pushname }) => pushname),
  ).toContain('Friend 0')
  const recent = ofType(HistorySyncType.RECENT)
  expect(recent.map(({ notification }) => notification.chunkOrder)).toEqual(
    recent.map((_, at) => at),
  )
  expect(recent.at(-1)?.notification.progress).toBe(100)
  const ids = [...(bootstrap ? [bootstrap] : []), ...recent]
    .flatMap(({ history }) => history.conversations)
    .flatMap(({ messages }) => messages.map(({ message }) => message?.key?.id))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThan(90)
  for (const { messages } of bootstrap?.history.conversations ?? []) {
    const times = messages.map(({ message }) => Number(message?.messageTimestamp))
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  }
})

test('history is the same each time it is made', async () => {
  await link({ chats: 4, messages: 10 })
  const first = pieces().map(({ history }) => JSON.stringify(history, bigints))
  companion.close()
  companion = await linkCompanion(village, village.randomBytes)
  await came({})
  expect(pieces().map(({ history }) => JSON.stringify(history, bigints))).toEqual(first)
})

test('what was said before the link is part of the history', async () => {
  village = await openVillage({}, { history: { chats: 2, messages: 5 } })
  await village.people.add({ name: 'Ada' })
  const { id } = await village.people.say('Ada', 'phone-1', 'before you were here')
  await village.people.idle()
  companion = await linkCompanion(village, village.randomBytes)
  await came({})
  const found = ofType(HistorySyncType.INITIAL_BOOTSTRAP)
    .flatMap(({ history }) => history.conversations)
    .flatMap(({ messages }) => messages)
    .find(({ message }) => message?.key?.id === id)
  expect(found?.message?.message?.conversation).toBe('before you were here')
})

test('a piece comes again after a login until hist_sync came for it', async () => {
  await link({ chats: 3, messages: 5 })
  const before = pieces()
  expect(before.length).toBeGreaterThan(2)
  const [first] = before
  for (const { id } of before.slice(1)) confirm(id)
  await companion.settled()
  companion.device.goOffline()
  await village.pass(30_000)
  await companion.comeBack()
  await vi.waitFor(() => expect(pieces().length).toBeGreaterThan(before.length), 10_000)
  await companion.settled()
  const again = pieces().slice(before.length)
  expect(again.map(({ notification }) => notification.syncType)).toEqual([
    first?.notification.syncType,
  ])
})

test('a blob that cannot be had is put up again for who asks with its key', async () => {
  village = await openVillage({}, { history: { chats: 4, messages: 5 } })
  village.people.trick('phone-1', 'blob-missing')
  village.people.trick('phone-1', 'chunks-reversed')
  village.people.trick('phone-1', 'chunks-twice')
  companion = await linkCompanion(village, village.randomBytes)
  await came({})
  const sent = companion.fromPhone.flatMap(({ id, message }) => {
    const notification = message.protocolMessage?.historySyncNotification
    return notification === undefined ? [] : [{ id, notification }]
  })
  // Reversed: what is last otherwise comes first; it comes twice, its first blob is not there.
  const [broken, again] = sent
  expect(broken?.notification.syncType).toBe(HistorySyncType.NON_BLOCKING_DATA)
  expect(again?.notification.syncType).toBe(HistorySyncType.NON_BLOCKING_DATA)
  expect(village.service.blob(broken?.notification.directPath ?? '')).toBeUndefined()
  complain(again?.id ?? '', again?.notification.mediaKey ?? new Uint8Array(0))
  await vi.waitFor(() => expect(companion.fromPhone.length).toBe(sent.length + 2), 10_000)
  const anew = companion.fromPhone.at(-1)?.message.protocolMessage?.historySyncNotification
  expect(anew?.syncType).toBe(HistorySyncType.NON_BLOCKING_DATA)
  expect(anew && unpack(anew).syncType).toBe(HistorySyncType.NON_BLOCKING_DATA)
  await companion.settled()
  const before = companion.fromPhone.length
  complain(sent.at(-1)?.id ?? '', new Uint8Array(32))
  await companion.settled()
  expect(companion.fromPhone).toHaveLength(before)
})

test('the phone brings older messages when asked, and says when there are no more', async () => {
  await link({ chats: 2, messages: 120, onDemand: 20 })
  const chat = ofType(HistorySyncType.INITIAL_BOOTSTRAP)[0]?.history.conversations[0]
  const oldest = [...ofType(HistorySyncType.RECENT), ...ofType(HistorySyncType.INITIAL_BOOTSTRAP)]
    .flatMap(({ history }) => history.conversations)
    .filter(({ id }) => id === chat?.id)
    .flatMap(({ messages }) => messages)
    .map(({ message }) => message)
    .toSorted((a, b) => Number(a?.messageTimestamp) - Number(b?.messageTimestamp))[0]
  const wanted = (id: string, t: bigint, count: number): Content => ({
    protocolMessage: {
      type: ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_MESSAGE,
      peerDataOperationRequestMessage: {
        peerDataOperationRequestType: PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND,
        historySyncOnDemandRequest: {
          chatJid: chat?.id,
          oldestMsgId: id,
          onDemandMsgCount: count,
          oldestMsgTimestampMs: t,
        },
      },
    },
  })
  const request = await ask(wanted(oldest?.key?.id ?? '', oldest?.messageTimestamp ?? 0n, 15))
  const [older] = ofType(HistorySyncType.ON_DEMAND)
  expect(older?.notification.peerDataRequestSessionId).toBe(request)
  const conversation = older?.history.conversations[0]
  expect(conversation?.messages).toHaveLength(15)
  expect(conversation?.endOfHistoryTransferType).toBe(2)
  const last = conversation?.messages.at(-1)?.message
  await ask(wanted(last?.key?.id ?? '', last?.messageTimestamp ?? 0n, 50))
  const end = ofType(HistorySyncType.ON_DEMAND)[1]?.history.conversations[0]
  expect(end?.messages).toHaveLength(5)
  expect(end?.endOfHistoryTransferType).toBe(1)
})

test('a phone may have older messages that it cannot read, and says so', async () => {
  await link({ chats: 2, messages: 120, onDemand: 20 })
  village.people.trick('phone-1', 'older-unreadable')
  const record = village.people.past('phone-1')
  const [chat] = record?.chats() ?? []
  const [oldest] = record?.expected(chat?.chat ?? '') ?? []
  await ask({
    protocolMessage: {
      type: ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_MESSAGE,
      peerDataOperationRequestMessage: {
        peerDataOperationRequestType: PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND,
        historySyncOnDemandRequest: {
          chatJid: chat?.chat,
          oldestMsgId: oldest?.id,
          onDemandMsgCount: 10,
          oldestMsgTimestampMs: BigInt((oldest?.atMs ?? 0) / 1000),
        },
      },
    },
  })
  const [answer] = ofType(HistorySyncType.ON_DEMAND)[0]?.history.conversations ?? []
  expect(answer?.id).toBe(chat?.chat)
  expect(answer?.messages).toEqual([])
  expect(answer?.endOfHistoryTransferType).toBe(3)
})

test('a blob with a wrong MAC has the right hash', async () => {
  village = await openVillage({}, { history: { chats: 4, messages: 5 } })
  village.people.trick('phone-1', 'blob-mac')
  companion = await linkCompanion(village, village.randomBytes)
  await came({})
  const first = companion.fromPhone
    .flatMap(({ message }) => message.protocolMessage?.historySyncNotification ?? [])
    .find(({ directPath }) => directPath !== '')
  const blob = village.service.blob(first?.directPath ?? '') ?? new Uint8Array(0)
  expect(new Uint8Array(createHash('sha256').update(blob).digest())).toEqual(first?.fileEncSha256)
  expect(() => first && download(first)).toThrow()
})

test('pieces that somebody made are put up and told to companions as they are', async () => {
  await link('none')
  const made = [0, 1].map((order) => ({
    syncType: HistorySyncType.RECENT,
    order,
    progress: 50 * (order + 1),
    bytes: encodeProto(HistorySyncSchema, {
      syncType: HistorySyncType.RECENT,
      chunkOrder: order,
      pushnames: [{ id: '15550000000@s.whatsapp.net', pushname: `Piece ${order}` }],
    }),
  }))
  await village.people.giveHistory('phone-1', made)
  await companion.settled()
  const told = ofType(HistorySyncType.RECENT)
  expect(told.map(({ history }) => history.pushnames[0]?.pushname)).toEqual(['Piece 0', 'Piece 1'])
  expect(told.map(({ notification }) => notification.progress)).toEqual([50, 100])
})

test('the phone resends a message whose place is empty', async () => {
  await link('none')
  const { id } = await village.people.say('Friend 1', 'phone-1', 'the lost one')
  await companion.settled()
  const request = await ask({
    protocolMessage: {
      type: ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_MESSAGE,
      peerDataOperationRequestMessage: {
        peerDataOperationRequestType: PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND,
        placeholderMessageResendRequest: [{ messageKey: { id } }],
      },
    },
  })
  const response =
    companion.fromPhone.at(-1)?.message.protocolMessage?.peerDataOperationRequestResponseMessage
  expect(response?.stanzaId).toBe(request)
  expect(response?.peerDataOperationResult).toHaveLength(1)
})

test('the companion itself reads and writes as every device of the account', async () => {
  await link('none')
  const { people } = village
  await people.say('phone-1', 'Friend 0', 'from the phone')
  const { core } = companion.device
  const to = people.list().find(({ name }) => name === 'Friend 0')?.jid as Jid
  await companion.device.send({ id: core.nextId(), to, content: { conversation: 'from the web' } })
  await companion.settled()
  await people.say('Friend 0', 'phone-1', 'to both')
  await companion.settled()
  expect(core.state.heard.map(({ text, fromMe }) => `${text} ${fromMe}`)).toEqual([
    'from the phone true',
    'to both false',
  ])
  expect(
    people.heard('phone-1')[0]?.messages.map(({ text, fromMe }) => `${text} ${fromMe}`),
  ).toEqual(['from the web true', 'to both false'])
  expect(jidParts(core.state.heard[0]?.from as Jid).device).toBe(0)
})

function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
