import { expect, it, vi } from 'vitest'
import { makeChunk, openHistory, pastMessage, storedPast } from '../../../e2e/node/historyStage.ts'
import { people } from '../../../e2e/node/talkRooms.ts'
import { concatBytes, utf8Encode } from '../../crypto/bytes.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { HistorySyncMsgSchema, HistorySyncSchema } from '../../wire/proto/gen/history_pb.ts'
import { SyncType } from './progress.ts'

const ann = people.ann.pn
const syncType = SyncType.RECENT

/** One field with bytes in it. */
function field(no: number, content: Uint8Array): Uint8Array {
  return concatBytes(varint(no * 8 + 2), varint(content.length), content)
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128)
  return Uint8Array.of(...bytes, rest)
}

async function taken(bytes: Uint8Array) {
  const stage = await openHistory()
  stage.history.connected(stage.line)
  await stage.announce(['A', makeChunk({ syncType }, {}, bytes)])
  await vi.waitFor(() => expect(stage.sent).toHaveLength(1), { timeout: 25_000 })
  await stage.settled()
  expect(stage.broken).toEqual([])
  expect(stage.sent.map(({ attrs }) => attrs['type'])).toEqual(['hist_sync'])
  return { stage, past: await storedPast(stage) }
}

const head = encodeProto(HistorySyncSchema, { syncType })
const good = encodeProto(HistorySyncMsgSchema, pastMessage(ann, 'GOOD', 60))
const ofAnn = (...messages: readonly Uint8Array[]) =>
  concatBytes(
    head,
    field(2, concatBytes(field(1, utf8Encode(ann)), ...messages.map((one) => field(2, one)))),
  )

/** Envelope in envelope in envelope, around a text. */
function nested(levels: number): Uint8Array {
  let message = field(1, utf8Encode('deep'))
  for (let level = 0; level < levels; level++) message = field(40, field(1, message))
  return infoOf('DEEP', message)
}

function infoOf(id: string, message: Uint8Array): Uint8Array {
  const key = concatBytes(field(1, utf8Encode(ann)), field(3, utf8Encode(id)))
  return field(1, concatBytes(field(1, key), field(2, message), Uint8Array.of(0x18, 1)))
}

it.each<[string, Uint8Array]>([
  ['envelopes a thousand deep', nested(1_000)],
  ['groups a thousand deep', new Uint8Array(1_000).fill(0x0b)],
  ['a length behind the end', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f)],
  ['a number without an end', new Uint8Array(40).fill(0xff)],
  ['nothing', new Uint8Array(0)],
  ['a body that nobody can read', infoOf('ODD', field(3, Uint8Array.of(0xff)))],
  ['no id', encodeProto(HistorySyncMsgSchema, pastMessage(ann, '', 60))],
  [
    'a time after the last day',
    encodeProto(HistorySyncMsgSchema, {
      message: {
        key: { remoteJid: ann, id: 'T' },
        message: { conversation: 't' },
        messageTimestamp: 2n ** 63n,
      },
    }),
  ],
  [
    'a chat that is no address',
    encodeProto(HistorySyncMsgSchema, pastMessage('__proto__', 'X', 60)),
  ],
])('%s costs that message alone, and its bytes are kept', async (_, message) => {
  const { stage, past } = await taken(ofAnn(message, good))
  expect(past[ann]?.map(([id]) => id)).toEqual(['GOOD'])
  const kept = await stage.work.reader.range('historyKept', {})
  expect(kept.map(({ row }) => row.kind)).toEqual(['malformed message'])
})

it('thousands of chats in one chunk, without a message of theirs, or with an id behind them', async () => {
  const jid = (at: number) => `1555200${1000 + at}@s.whatsapp.net`
  const late = concatBytes(field(2, good), field(1, utf8Encode(ann)))
  const chats = Array.from({ length: 1_200 }, (_, at) => field(2, field(1, utf8Encode(jid(at)))))
  const { past } = await taken(concatBytes(head, ...chats, field(2, late)))
  expect(Object.keys(past)).toHaveLength(1_201)
  expect(past[ann]?.map(([id]) => id)).toEqual(['GOOD'])
}, 30_000)

it('what is larger than a record may be is left out; the rest counts', async () => {
  const { past } = await taken(ofAnn(field(1, new Uint8Array(16 * 1024 * 1024 + 1)), good))
  expect(past[ann]?.map(([id]) => id)).toEqual(['GOOD'])
}, 30_000)

it('what cannot be read is kept whole, once however often it comes, and goes with its chat', async () => {
  const message = pastMessage(ann, '', 60, { conversation: 'without an id' })
  const chunk = makeChunk({ syncType }, {}, ofAnn(encodeProto(HistorySyncMsgSchema, message), good))
  const stage = await openHistory()
  stage.history.connected(stage.line)
  await stage.announce(['A', chunk])
  await stage.settled()
  await stage.announce(['B', chunk])
  await stage.settled()
  expect(stage.sent).toHaveLength(2)
  const kept = await stage.work.reader.range('historyKept', {})
  expect(kept).toHaveLength(1)
  expect(new TextDecoder().decode(kept[0]?.row.bytes)).toContain('without an id')
  const { work, log, book } = stage
  const chatId = (await book.findChat(work.reader, ann))?.chatId ?? 0
  await work.run((unit) => log.removeChat(unit, chatId))
  expect(await work.reader.range('historyKept', {})).toEqual([])
})
