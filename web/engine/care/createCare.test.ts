import { describe, expect, it } from 'vitest'
import type { ChatRowView } from '../../bridge/chatViews.ts'
import type { Query, QueryAnswers } from '../../bridge/queries.ts'
import { settle } from '../../platform/fakes.ts'
import { parseJid } from '../../wire/jid.ts'
import { openFakeTalk, textBytes } from '../../../e2e/node/fakeTalk.ts'
import { createCare } from './createCare.ts'
import { createRoom } from './room.ts'

const rowOf = (chatId: number): ChatRowView => ({
  chatId,
  rev: 1,
  kind: 'direct',
  name: `chat ${chatId}`,
  nameSource: 'saved',
  sortMs: 1,
  unread: 0,
  marked: false,
  pinned: false,
  archived: false,
  disappearingSec: 0,
  writable: true,
})

/** Three chats with 300, 200 and 100 messages, in pages. */
async function setUp() {
  const talk = await openFakeTalk()
  const { work, book, log, clock, store } = talk
  const facts = { kept: true, usedBytes: 1_000_000, quotaBytes: 5_000_000_000 }
  const storageFacts = async () => facts
  const freed: number[] = []
  let changes = 0
  const room = createRoom({ clock, storageFacts })
  const care = createCare({
    platform: { clock, storageFacts },
    store,
    work,
    book,
    room,
    breathe: async () => {},
    chatRow: async (chatId) => rowOf(chatId),
    onChange: () => {
      changes += 1
    },
    onFreed: (chatIds) => freed.push(...chatIds),
    onBroken(cause) {
      throw cause
    },
  })
  const chats: number[] = []
  for (const [at, count] of [100, 300, 200].entries()) {
    const jid = parseJid(`1555000${1000 + at}@s.whatsapp.net`)
    const { chatId } = await work.run(async (unit) => {
      const ref = await book.chatOf(unit, jid)
      const contactId = await book.contactOf(unit, jid)
      for (let n = 0; n < count; n++) {
        const bytes = textBytes('words '.repeat(20))
        await log.append(unit, ref, { id: `M${n}`, author: contactId, atMs: 1000 + n, bytes })
      }
      return ref
    })
    chats.push(chatId)
  }
  await clock.advance(10_000)
  await settle()
  const ask = async <Asked extends Query['ask']>(
    query: Extract<Query, { ask: Asked }> & { ask: 'storage' | 'chatSizes' },
  ): Promise<QueryAnswers[Asked]> => {
    const result = await care.answer(query)
    if (!result.ok) throw new Error(result.error.code)
    return result.answer as QueryAnswers[Asked]
  }
  return { ...talk, care, room, facts, freed, ask, chats, changes: () => changes }
}

const bytesIn = async (talk: Awaited<ReturnType<typeof setUp>>, name: 'pages' | 'directory') => {
  let bytes = 0
  await talk.store.pick(name, async (source) => {
    for (const { iv, ct } of await source.getAll()) bytes += iv.length + ct.length
    return [[], []]
  })
  return bytes
}

describe('care', () => {
  it('tells what is stored by part, as it lies there, and what the browser says of its room', async () => {
    const talk = await setUp()
    const { work, store, ask, chats } = talk
    await work.run(async (unit) => {
      const picture = { id: '1', bytes: new Uint8Array(1000) }
      unit.put('pictures', await store.addressKey('preview|p1-1'), picture)
      for (const piece of [0, 1, 2]) {
        unit.put('historyBlobs', [7, piece], { bytes: new Uint8Array(500) })
      }
      unit.put('historyBlobs', [8, 0], { bytes: new Uint8Array(500) })
    })
    const view = await ask({ ask: 'storage' })
    const pages = await bytesIn(talk, 'pages')
    const directory = await bytesIn(talk, 'directory')
    expect(view).toMatchObject({ kept: true, usedBytes: 1_000_000, quotaBytes: 5_000_000_000 })
    expect(view.parts.messages.count).toBe(600)
    expect(Math.abs(view.parts.messages.bytes - pages - directory)).toBeLessThan(600)
    expect(view.parts.pictures.count).toBe(1)
    expect(view.parts.pictures.bytes).toBeGreaterThan(1000)
    expect(view.parts.waiting.count).toBe(2)
    expect(view.parts.waiting.bytes).toBeGreaterThan(2000)
    expect(view.parts.media).toEqual({ count: 0, bytes: 0 })
    expect(chats).toHaveLength(3)
  })

  it('tells it by chat, the largest first, in stretches', async () => {
    const { ask, chats } = await setUp()
    const [small, large, middle] = chats
    const all = await ask({ ask: 'chatSizes', from: 0, count: 200 })
    expect(all.chats.map(({ chat, messages }) => [chat.chatId, messages])).toEqual([
      [large, 300],
      [middle, 200],
      [small, 100],
    ])
    expect(all).toMatchObject({ total: 3, all: { count: 600 } })
    expect(all.all.bytes).toBe(all.chats.reduce((sum, { bytes }) => sum + bytes, 0))
    const second = await ask({ ask: 'chatSizes', from: 1, count: 1, by: 'messages' })
    expect(second.chats.map(({ chat }) => chat.chatId)).toEqual([middle])
    expect(second.total).toBe(3)
  })

  it('frees bytes, and says so at once', async () => {
    const talk = await setUp()
    const { ask, care, freed, chats } = talk
    const [, large = 0] = chats
    const before = await ask({ ask: 'chatSizes', from: 0, count: 1 })
    const pages = await bytesIn(talk, 'pages')
    expect(
      await care.run({ type: 'freeSpace', what: 'messages', chatId: large, beforeMs: 1250 }),
    ).toEqual({ ok: true })
    const after = await ask({ ask: 'chatSizes', from: 0, count: 3 })
    expect(after.chats.find(({ chat }) => chat.chatId === large)?.messages).toBe(50)
    expect(after.all.bytes).toBeLessThan(before.all.bytes * 0.7)
    expect(await bytesIn(talk, 'pages')).toBeLessThan(pages * 0.7)
    expect(freed).toContain(large)
    expect(care.view()).toBeUndefined()
  })

  it('tells of the room once there is too little, and again when there is more', async () => {
    const { care, room, facts, clock, changes } = await setUp()
    care.start()
    await settle()
    expect(care.view()).toBeUndefined()
    facts.usedBytes = facts.quotaBytes - 100_000_000
    await clock.advance(300_000)
    expect(care.view()).toEqual({ room: { level: 'low', leftBytes: 100_000_000 } })
    expect(changes()).toBeGreaterThan(0)
    facts.usedBytes = 0
    await room.look()
    expect(care.view()).toBeUndefined()
    care.stop()
    expect(changes()).toBeGreaterThan(1)
  })
})
