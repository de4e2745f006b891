import { expect, it, vi } from 'vitest'
import {
  type HistoryStage,
  type HostAnswer,
  makeChunk,
  openHistory,
  pastChat,
  storedPast,
} from '../../../e2e/node/historyStage.ts'
import { people } from '../../../e2e/node/talkRooms.ts'
import { SyncType } from './progress.ts'

const { INITIAL_BOOTSTRAP, RECENT, FULL, NO_HISTORY } = SyncType
const ann = people.ann.pn
const recent = (order: number, progress: number, count = 20) =>
  makeChunk({
    syncType: RECENT,
    chunkOrder: order,
    progress,
    conversations: [pastChat(ann, count, order * 1000)],
  })

async function setUp(answer?: (url: string) => HostAnswer): Promise<HistoryStage> {
  const stage = await openHistory(answer === undefined ? {} : { answer })
  stage.history.connected(stage.line)
  return stage
}

/** What went to the phone, in short. */
const told = ({ sent }: HistoryStage) => sent.map(({ attrs }) => `${attrs['type']} ${attrs['id']}`)

const ids = async (stage: HistoryStage) => ((await storedPast(stage))[ann] ?? []).map(([id]) => id)

it('a chunk is fetched from the best host by its hash, stored, told, and its blob let go', async () => {
  const stage = await setUp()
  await stage.announce(['A', recent(0, 40)])
  await stage.settled()
  expect(stage.urls).toHaveLength(1)
  expect(stage.urls[0]).toMatch(
    /^https:\/\/one\.example\/v\/chunk-3-0\.enc\?oh=1&hash=[\w-]+=*&mms-type=md-msg-hist&__wa-mms=$/,
  )
  expect(await ids(stage)).toHaveLength(20)
  expect(told(stage)).toEqual(['hist_sync A'])
  expect(await stage.work.reader.range('historyBlobs', {})).toEqual([])
  expect(stage.history.view()).toMatchObject({ at: 'recent', percent: 40, messages: 20 })
  expect(stage.broken).toEqual([])
})

it('the plain address is tried where the one with the hash is not known', async () => {
  const chunk = recent(0, 100)
  const stage = await setUp((url) => (url.includes('hash=') ? 400 : chunk.blob))
  await stage.announce(['A', chunk])
  await stage.settled()
  expect(stage.urls[1]).toBe(`https://one.example${chunk.path}`)
  expect(await ids(stage)).toHaveLength(20)
})

it('hosts are asked for anew once, then the phone to upload again, once, over engines too', async () => {
  const gone = () => 404
  const stage = await setUp(gone)
  await stage.announce(['A', recent(0, 50)])
  await stage.settled()
  expect(stage.state.hosts).toBe(2)
  expect(told(stage)).toEqual(['server-error A', 'hist_sync A'])
  expect(stage.history.view()).not.toHaveProperty('failed')
  stage.history.stop()

  const next = await openHistory({ store: stage.store, answer: gone })
  next.history.connected(next.line)
  await next.announce(['B', recent(0, 50)])
  await next.settled()
  expect(told(next)).toEqual(['hist_sync B'])
  expect(next.history.view()).toMatchObject({ failed: 1 })

  expect(await next.history.fetchAgain()).toEqual({ ok: true })
  expect(told(next).slice(1)).toEqual(['server-error B', 'hist_sync B'])
})

it('what the phone uploaded again takes the place of what was lost', async () => {
  const chunk = recent(0, 50)
  let missing = true
  const stage = await setUp(() => (missing ? 410 : chunk.blob))
  await stage.announce(['A', chunk])
  await stage.settled()
  missing = false
  await stage.announce(['B', chunk])
  await stage.settled()
  expect(await ids(stage)).toHaveLength(20)
  await stage.clock.advance(300_000)
  await stage.settled()
  expect(stage.history.view()).not.toHaveProperty('failed')
})

it.each([
  ['a spoilt byte', (blob: Uint8Array) => blob.with(blob.length - 1, (blob.at(-1) ?? 0) ^ 1)],
  ['a cut', (blob: Uint8Array) => blob.subarray(0, -16)],
])('%s is told as a failure of the chunk; the others count', async (_, spoil) => {
  const bad = recent(0, 50)
  const good = recent(1, 100)
  const stage = await setUp((url) => (url.includes(bad.path) ? spoil(bad.blob) : good.blob))
  await stage.announce(['A', bad], ['B', good])
  await stage.settled()
  expect(told(stage)).toEqual(['server-error A', 'hist_sync A', 'hist_sync B'])
  expect(await ids(stage)).toHaveLength(20)
})

it('a chunk that is no message inside is broken, not fetched for ever', async () => {
  const stage = await setUp()
  await stage.announce(['A', makeChunk({ syncType: RECENT }, {}, Uint8Array.of(0x12, 0x7f))])
  await stage.settled()
  expect(told(stage)).toEqual(['server-error A', 'hist_sync A'])
  expect(stage.urls).toHaveLength(1)
})

it.each([503, 429, 403, 'silence'] as const)(
  '%s once, and it comes all the same',
  async (trouble) => {
    const chunk = recent(0, 100)
    let calls = 0
    const stage = await setUp(() => (calls++ === 0 ? trouble : chunk.blob))
    await stage.announce(['A', chunk])
    for (let second = 0; second < 10; second++) {
      await stage.settled()
      await stage.clock.advance(1_000)
    }
    expect(await ids(stage)).toHaveLength(20)
    expect(told(stage)).toEqual(['hist_sync A'])
  },
)

it('without any host it is tried again later, and nothing is told', async () => {
  const chunk = recent(0, 100)
  let there = false
  const stage = await setUp(() => (there ? chunk.blob : 'silence'))
  await stage.announce(['A', chunk])
  await stage.settled()
  expect(told(stage)).toEqual([])
  there = true
  await stage.clock.advance(20_000)
  await stage.settled()
  expect(told(stage)).toEqual(['hist_sync A'])
})

it('a chunk that came before is told again, and not fetched again', async () => {
  const stage = await setUp()
  const chunk = recent(0, 50)
  await stage.announce(['A', chunk])
  await stage.settled()
  await stage.announce(['A', chunk])
  await stage.settled()
  expect(told(stage)).toEqual(['hist_sync A', 'hist_sync A'])
  expect(stage.urls).toHaveLength(1)
})

it('what could not be told without a connection is told on the next one', async () => {
  const stage = await setUp()
  stage.state.online = false
  const inline = makeChunk({ syncType: INITIAL_BOOTSTRAP, conversations: [pastChat(ann, 3)] })
  await stage.announce(['A', inline])
  await stage.settled()
  stage.state.online = true
  stage.history.connected(stage.line)
  await stage.settled()
  expect(told(stage)).toEqual(['hist_sync A'])
})

it('the percentage is of what is stored without a gap, over newer and older ones, and never falls', async () => {
  const stage = await setUp()
  const full = makeChunk({ syncType: FULL, chunkOrder: 0, progress: 100, conversations: [] })
  const seen: number[] = []
  const look = vi.fn(() => seen.push(stage.history.view()?.percent ?? 0))
  for (const [id, chunk] of [
    ['C', recent(2, 90)],
    ['A', recent(0, 30)],
    ['B', recent(1, 60)],
    ['F', full],
    ['D', recent(3, 100)],
  ] as const) {
    await stage.announce([id, chunk])
    await stage.settled()
    look()
  }
  expect(seen).toEqual([0, 30, 90, 95, 100])
  expect(stage.history.view()).toMatchObject({ at: 'done' })
})

it('a phone without a past ends it, and is told so', async () => {
  const stage = await setUp()
  await stage.announce(['A', makeChunk({ syncType: NO_HISTORY })])
  await stage.settled()
  expect(stage.history.view()?.at).toBe('done')
  expect(told(stage)).toEqual(['hist_sync A'])
  expect(stage.urls).toEqual([])
})

it('nothing is taken in while there is no room, and it goes on by itself', async () => {
  const stage = await setUp()
  stage.roomTo('full')
  await stage.announce(['A', recent(0, 50)])
  await stage.settled()
  expect(stage.history.view()).toMatchObject({ at: 'paused', noRoom: true })
  expect(await ids(stage)).toEqual([])
  stage.roomTo('low')
  await stage.settled()
  expect(await ids(stage)).toHaveLength(20)
})
