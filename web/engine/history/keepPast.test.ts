import { expect, it } from 'vitest'
import {
  type HistoryStage,
  makeChunk,
  openHistory,
  pastMessage,
  storedPast,
} from '../../../e2e/node/historyStage.ts'
import { encoded, people, startMs } from '../../../e2e/node/talkRooms.ts'
import { WebMessageInfo_StubType as Stub } from '../../wire/proto/gen/history_pb.ts'
import type { HistorySyncMsg } from '../../wire/proto/gen/history_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import { SyncType } from './progress.ts'

const ann = people.ann.pn
const nowSec = startMs / 1000

async function setUp() {
  const stage = await openHistory()
  stage.history.connected(stage.line)
  const { work, book, log, content } = stage
  const { ref, author } = await work.run(async (unit) => ({
    ref: await book.chatOf(unit, ann),
    author: await book.contactOf(unit, ann),
  }))
  const envelope = (id: string, ago: number) => ({
    ref,
    chat: ann,
    author,
    senderJid: ann,
    id,
    atMs: startMs - ago * 1000,
    source: 'live' as const,
  })
  const row = async (id: string) => (await log.find(work.reader, ref.chatId, author, id))?.row
  /** Somebody reacts to what is not there yet. */
  const reactTo = (id: string) =>
    work.run((unit) =>
      content.apply(
        unit,
        envelope(`TO ${id}`, 0),
        encoded({
          reactionMessage: { key: { remoteJid: ann, fromMe: true, id }, text: 'x' },
        }),
      ),
    )
  return { ...stage, stage, ref, envelope, row, reactTo }
}

async function takeIn(stage: HistoryStage, order: number, ...messages: Init<HistorySyncMsg>[]) {
  const conversations = [{ id: ann, messages }]
  const chunk = makeChunk({ syncType: SyncType.RECENT, chunkOrder: order, conversations })
  await stage.announce([`C${order}`, chunk])
  await stage.settled()
  expect(stage.broken).toEqual([])
}

const ids = async (stage: HistoryStage) => ((await storedPast(stage))[ann] ?? []).map(([id]) => id)

const revoked = (id: string, ago: number): Init<HistorySyncMsg> => ({
  message: {
    key: { remoteJid: ann, fromMe: false, id },
    messageTimestamp: BigInt(nowSec - ago),
    messageStubType: Stub.REVOKE,
  },
})

it('what the phone knows to be taken back leaves here too, with votes and names; a placeholder as well', async () => {
  const { stage, work, content, envelope, row } = await setUp()
  const { message } = pastMessage(ann, 'A', 60)
  const keep = { keepInChat: { keepType: 1, clientTimestampMs: 5n } }
  await takeIn(stage, 0, { message: { ...message, pushName: 'Ann', ...keep } })
  await work.run((unit) => content.applyMissing(unit, envelope('B', 50), { state: 'asked' }))
  expect(await row('A')).toMatchObject({ pushName: 'Ann', past: expect.any(Uint8Array) })
  await takeIn(stage, 1, revoked('B', 50), revoked('A', 60))
  const left = { author: expect.anything(), rev: expect.any(Number), senderJid: ann }
  expect(await row('A')).toEqual({ ...left, id: 'A', deleted: 'sender' })
  expect(await row('B')).toMatchObject({ deleted: 'sender' })
  expect(await row('B')).not.toHaveProperty('missing')
})

it('a placeholder that the past fills goes when the phone says so', async () => {
  const { stage, work, content, envelope, row } = await setUp()
  await work.run((unit) => content.applyMissing(unit, envelope('A', 60), { state: 'asked' }))
  const { message } = pastMessage(ann, 'A', 60)
  const lasts = { ephemeralDuration: 3600, ephemeralStartTimestamp: BigInt(nowSec - 30) }
  await takeIn(stage, 0, { message: { ...message, ...lasts } })
  const expires = { atMs: startMs + 3_570_000 }
  expect(await row('A')).toMatchObject({ expiresAfterSec: 3600, expires })
  await work.idle()
})

it('a message that something waits for lies among the others of its second', async () => {
  const { stage, reactTo, row } = await setUp()
  await reactTo('M2')
  await takeIn(stage, 0, ...['M4', 'M3', 'M2', 'M1'].map((id) => pastMessage(ann, id, 60)))
  expect(await ids(stage)).toEqual(['M4', 'M3', 'M2', 'M1'])
  expect((await row('M2'))?.reactions).toHaveLength(1)
})

it('a message that something waits for does not come back once space was freed', async () => {
  const { stage, work, ref, reactTo } = await setUp()
  await reactTo('OLD')
  await work.run(async (unit) =>
    unit.put('streams', ref.streamId, { chatId: ref.chatId, freedBeforeMs: startMs - 50_000 }),
  )
  await takeIn(stage, 0, pastMessage(ann, 'NEW', 40), pastMessage(ann, 'OLD', 60))
  expect(await ids(stage)).toEqual(['NEW'])
})
