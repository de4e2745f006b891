import { describe, expect, it } from 'vitest'
import { openRooms, people, startMs } from '../../../e2e/node/talkRooms.ts'
import type { PastMessage } from './appendMany.ts'
import { createAppendMany } from './appendMany.ts'

async function setUp() {
  const rooms = await openRooms()
  const { work, book, log } = rooms
  const appendMany = createAppendMany({ book, log })
  const { ref, author } = await work.run(async (unit) => ({
    ref: await book.chatOf(unit, people.ann.lid),
    author: await book.contactOf(unit, people.ann.lid),
  }))
  const past = (id: string, ago: number, more: Partial<PastMessage> = {}): PastMessage => ({
    id,
    author,
    atMs: startMs - ago * 1000,
    orderId: 0,
    bytes: Uint8Array.of(10, 1, 97),
    ...more,
  })
  const append = (messages: readonly PastMessage[], asked = false) =>
    work.run((unit) => appendMany(unit, ref, messages, asked))
  const ids = async () => (await log.older(work.reader, ref.chatId, 1000)).map(({ row }) => row.id)
  const chat = async () => (await book.chat(work.reader, ref.chatId))?.row
  return { ...rooms, ref, author, past, append, ids, chat }
}

describe('messages of the past that are put in together', () => {
  it('lie newest first as they came, those of one second too, and change the chat once', async () => {
    const { past, append, ids, chat } = await setUp()
    const before = (await chat())?.rev ?? 0
    await append([past('D', 5), past('C', 5), past('B', 5), past('A', 9)])
    await append([past('2', 9), past('1', 9)])
    expect(await ids()).toEqual(['D', 'C', 'B', 'A', '2', '1'])
    expect((await chat())?.rev).toBe(before + 1)
    expect(await chat()).toMatchObject({ unread: 0, sortMs: startMs - 5_000, last: { author: 1 } })
  })

  it('lie in the phone’s own order where it told one', async () => {
    const { past, append, ids } = await setUp()
    await append([
      past('low', 5, { orderId: 1 }),
      past('high', 5, { orderId: 9 }),
      past('old', 7, { orderId: 3 }),
    ])
    expect(await ids()).toEqual(['high', 'low', 'old'])
  })

  it('have a time that a key can have', async () => {
    const { past, append, ids } = await setUp()
    await append([past('far', 0, { atMs: 2 ** 63, expiresAtMs: 2 ** 70 }), past('A', 5)])
    expect(await ids()).toEqual(['far', 'A'])
  })

  it('are stored once; what was there is given back as it is', async () => {
    const { past, append, ids, log, work, ref, author } = await setUp()
    await work.run((unit) =>
      log.append(unit, ref, { id: 'live', author, atMs: startMs, counts: true, starred: true }),
    )
    const known = await append([past('live', 0), past('A', 5), past('A', 5), past('live', 0)])
    expect(known.map(({ row }) => row.id).toSorted()).toEqual(['A', 'live', 'live'])
    expect(known.find(({ row }) => row.id === 'live')?.row).toMatchObject({ starred: true })
    expect(await ids()).toEqual(['live', 'A'])
    expect(await append([past('A', 5)])).toHaveLength(1)
    expect(await ids()).toEqual(['live', 'A'])
  })

  it('stay away once they were removed here', async () => {
    const { past, append, ids, log, work, ref, author } = await setUp()
    await append([past('A', 5), past('B', 6)])
    await work.run(async (unit) => {
      const found = await log.find(unit, ref.chatId, author, 'A')
      if (found !== undefined) await log.remove(unit, found.key)
    })
    expect(await append([past('A', 5)])).toEqual([])
    expect(await ids()).toEqual(['B'])
  })

  it('from before a time that was let go come back only when they are asked for', async () => {
    const { past, append, ids, work, ref } = await setUp()
    await work.run(async (unit) =>
      unit.put('streams', ref.streamId, { chatId: ref.chatId, freedBeforeMs: startMs - 10_000 }),
    )
    await append([past('new', 5), past('old', 20)])
    expect(await ids()).toEqual(['new'])
    await append([past('old', 20)], true)
    expect(await ids()).toEqual(['new', 'old'])
    expect(await work.reader.get('streams', ref.streamId)).toMatchObject({
      freedBeforeMs: startMs - 20_000,
    })
  })
  it('that a build before had removed stay away, though it kept no more than a hash', async () => {
    const { past, append, ids, store, work, ref, author } = await setUp()
    const pages = await work.reader.get('account', 'pages')
    await work.run(async (unit) => {
      unit.put('account', 'pages', { seed: [1, 2], ...pages, oldTombstones: true })
      const key = await store.addressKey(`${ref.streamId}|${author}|A`)
      unit.put('messageIds', key, { key: [ref.streamId, startMs, 1], gone: true })
    })
    await append([past('A', 5), past('B', 6)])
    expect(await ids()).toEqual(['B'])
  })

  it('stay away too where the chat joined one whose past was let go', async () => {
    const { append, past, work, book, log, ref } = await setUp()
    const own = await work.run((unit) => book.chatOf(unit, people.ann.pn))
    await work.run(async (unit) =>
      unit.put('streams', ref.streamId, { chatId: ref.chatId, freedBeforeMs: startMs - 10_000 }),
    )
    await work.run((unit) => book.learn(unit, people.ann.pn, people.ann.lid, 'strong'))
    for (const { streamId } of [ref, own]) {
      expect(await work.reader.get('streams', streamId)).toMatchObject({
        freedBeforeMs: startMs - 10_000,
      })
    }
    await append([past('old', 20)])
    expect(await log.older(work.reader, ref.chatId, 10)).toEqual([])
  })
})
