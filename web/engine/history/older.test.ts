import { describe, expect, it } from 'vitest'
import {
  type HistoryStage,
  makeChunk,
  openHistory,
  pastChat,
} from '../../../e2e/node/historyStage.ts'
import { people, startMs } from '../../../e2e/node/talkRooms.ts'
import { PeerDataOperationRequestType } from '../../wire/proto/gen/peerData_pb.ts'
import { create } from '../../wire/proto/codec.ts'
import { PeerDataOperationRequestResponseMessageSchema } from '../../wire/proto/gen/peerData_pb.ts'
import { SyncType } from './progress.ts'

const ann = people.ann.pn

async function setUp() {
  const stage = await openHistory()
  stage.history.connected(stage.line)
  const recent = { ...pastChat(ann, 10), endOfHistoryTransferType: 0 }
  await stage.announce(['A', makeChunk({ syncType: SyncType.RECENT, conversations: [recent] })])
  await stage.settled()
  const chat = await stage.book.findChat(stage.work.reader, ann)
  return { stage, chatId: chat?.chatId ?? 0 }
}

async function reach({ older }: HistoryStage, chatId: number) {
  const result = await older.answer(chatId)
  if (!result.ok || !('before' in result.answer)) throw new Error('no reach')
  return result.answer
}

function asked({ peers }: HistoryStage, at = 0) {
  return peers[at]?.message.protocolMessage?.peerDataOperationRequestMessage
    ?.historySyncOnDemandRequest
}

function onDemand(count: number, from: number, end: number, session = 'ASK0') {
  const conversation = { ...pastChat(ann, count, from), endOfHistoryTransferType: end }
  return makeChunk(
    { syncType: SyncType.ON_DEMAND, conversations: [conversation] },
    { peerDataRequestSessionId: session },
  )
}

describe('messages before the oldest one', () => {
  it('are asked for after that one, its time in seconds, fifty at a time, and once', async () => {
    const { stage, chatId } = await setUp()
    expect(await reach(stage, chatId)).toEqual({
      before: 'more',
      asking: false,
      sinceMs: startMs - 13_000,
    })
    expect(await stage.older.fetch(chatId)).toEqual({ ok: true })
    expect(await stage.older.fetch(chatId)).toEqual({ ok: true })
    expect(stage.peers).toHaveLength(1)
    const [peer] = stage.peers
    expect(peer).toMatchObject({ priority: 'high_force', privacySensitive: true })
    expect(
      peer?.message.protocolMessage?.peerDataOperationRequestMessage?.historySyncOnDemandRequest,
    ).toEqual({
      chatJid: ann,
      oldestMsgId: '15550002222@s. 9',
      oldestMsgFromMe: false,
      onDemandMsgCount: 50,
      oldestMsgTimestampMs: BigInt(startMs / 1000 - 13),
    })
    expect(await reach(stage, chatId)).toMatchObject({ asking: true })
  })

  it('come as a chunk, which says whether there are more; windows are told', async () => {
    const { stage, chatId } = await setUp()
    await stage.older.fetch(chatId)
    await stage.announce(['D', onDemand(5, 10, 1)])
    await stage.settled()
    expect(await reach(stage, chatId)).toEqual({
      before: 'none',
      asking: false,
      sinceMs: startMs - 14_000,
    })
    const told = stage.events.flatMap((event) => (event.type === 'reach' ? [event.reach] : []))
    expect(told.map(({ asking }) => asking)).toEqual([true, false])
  })

  it('may be none, as the phone says without a chunk', async () => {
    const { stage, chatId } = await setUp()
    await stage.older.fetch(chatId)
    const response = create(PeerDataOperationRequestResponseMessageSchema, {
      peerDataOperationRequestType: PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND,
      stanzaId: 'ASK0',
    })
    expect(await stage.work.run((unit) => stage.older.takeResponse(unit, response))).toBe(true)
    expect(await reach(stage, chatId)).toMatchObject({ before: 'none', asking: false })
  })

  it('were let go, are asked for before the newest that was kept, until there are none', async () => {
    const { stage, chatId } = await setUp()
    const [newest] = await stage.log.older(stage.work.reader, chatId, 1)
    const streamId = newest?.key[0] ?? 0
    const freedBeforeMs = startMs + 5_000
    await stage.work.run(async (unit) => unit.put('streams', streamId, { chatId, freedBeforeMs }))
    await stage.older.fetch(chatId)
    expect(asked(stage)).toMatchObject({
      oldestMsgId: newest?.row.id,
      oldestMsgTimestampMs: BigInt((newest?.key[1] ?? 0) / 1000),
    })
    const response = create(PeerDataOperationRequestResponseMessageSchema, {
      peerDataOperationRequestType: PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND,
      stanzaId: 'ASK0',
    })
    await stage.work.run((unit) => stage.older.takeResponse(unit, response))
    expect(await reach(stage, chatId)).not.toHaveProperty('freedBeforeMs')
  })

  it('that stay removed here are asked past; an answer without any ends the asking by itself', async () => {
    const { stage, chatId } = await setUp()
    await stage.older.fetch(chatId)
    await stage.announce(['D', onDemand(5, 10, 3)])
    await stage.settled()
    const old = await stage.log.newer(stage.work.reader, chatId, 5)
    await stage.work.run(async (unit) => {
      for (const { key } of old) await stage.log.remove(unit, key)
    })
    await stage.older.fetch(chatId)
    expect(asked(stage, 1)).toMatchObject({ oldestMsgId: '15550002222@s. 14' })
    expect(await reach(stage, chatId)).not.toHaveProperty('unmoved')
    await stage.announce(['E', onDemand(0, 15, 3, 'ASK1')])
    await stage.settled()
    expect(await reach(stage, chatId)).toMatchObject({ unmoved: true })
  })

  it('may not be answered; a late answer is one all the same', async () => {
    const { stage, chatId } = await setUp()
    await stage.older.fetch(chatId)
    await stage.clock.advance(60_000)
    expect(await reach(stage, chatId)).toMatchObject({ asking: false, unanswered: true })
    await stage.announce(['D', onDemand(5, 10, 3)])
    await stage.settled()
    expect(await reach(stage, chatId)).not.toHaveProperty('unanswered')
    expect(await reach(stage, chatId)).toMatchObject({ before: 'unreadable' })
  })

  it('are not asked for without a connection, nor of a chat that is not there', async () => {
    const { stage, chatId } = await setUp()
    expect(await stage.older.fetch(9_999)).toMatchObject({ error: { code: 'message-gone' } })
    stage.state.online = false
    expect(await stage.older.fetch(chatId)).toMatchObject({ error: { code: 'offline' } })
  })

  it('of a damaged page are asked for after the gap, which then is none', async () => {
    const { stage, chatId } = await setUp()
    const [newest] = await stage.log.older(stage.work.reader, chatId, 1)
    const key = newest?.key ?? [0, 0, 0]
    await stage.work.run(async (unit) =>
      unit.put('damagedPages', [key[0], startMs - 100_000, 0], {
        to: key,
        count: 4,
        foundMs: startMs,
      }),
    )
    expect(await reach(stage, chatId)).toMatchObject({ damaged: 1 })
    await stage.older.fetch(chatId)
    const request = stage.peers[0]?.message.protocolMessage?.peerDataOperationRequestMessage
    expect(request?.historySyncOnDemandRequest).toMatchObject({
      oldestMsgId: newest?.row.id,
      onDemandMsgCount: 4,
    })
    await stage.announce(['D', onDemand(4, 30, 1)])
    await stage.settled()
    expect(await reach(stage, chatId)).not.toHaveProperty('damaged')
    expect(await reach(stage, chatId)).toMatchObject({ before: 'more' })
  })
})
