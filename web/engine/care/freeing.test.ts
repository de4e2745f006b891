import { describe, expect, it } from 'vitest'
import { parseJid } from '../../wire/jid.ts'
import type { FreeingView } from '../../bridge/archive.ts'
import { openFakeTalk, textBytes, type FakeTalk } from '../../../e2e/node/fakeTalk.ts'
import type { NewMessage } from '../chats/log.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import { createFreeing } from './freeing.ts'

const anna = parseJid('15550001111@s.whatsapp.net')
const ben = parseJid('15550002222@s.whatsapp.net')

const NOW = 1_767_225_600_000

function freeingOf(talk: FakeTalk, breathe = async () => {}) {
  const views: (FreeingView | undefined)[] = []
  const freed: number[] = []
  const freeing = createFreeing({
    store: talk.store,
    work: talk.work,
    book: talk.book,
    now: () => NOW,
    breathe,
    onChange: () => views.push(freeing.view()),
    onFreed: (chatIds) => freed.push(...chatIds),
    onBroken(cause) {
      throw cause
    },
  })
  return { freeing, views, freed }
}

/** Two chats, and a way to put messages into them. */
async function openChats() {
  const talk = await openFakeTalk()
  const { work, book, log } = talk
  const chatWith = (jid: typeof anna) =>
    work.run(async (unit) => ({
      ref: await book.chatOf(unit, jid),
      contactId: await book.contactOf(unit, jid),
    }))
  const chats = { anna: await chatWith(anna), ben: await chatWith(ben) }
  const append = (
    who: keyof typeof chats,
    atMs: number,
    id: string,
    more: Partial<NewMessage> = {},
  ) =>
    work.run((unit) => {
      const { ref, contactId } = chats[who]
      const message = { id, author: contactId, atMs, bytes: textBytes(id), ...more }
      return log.append(unit, ref, message)
    })
  /** Many plain ones, a second apart, in a few commits. */
  const appendAll = async (who: keyof typeof chats, fromMs: number, count: number) => {
    const { ref, contactId } = chats[who]
    for (let from = 0; from < count; from += 250) {
      await work.run(async (unit) => {
        for (let at = from; at < Math.min(count, from + 250); at++) {
          const message = { id: `M${at}`, author: contactId, atMs: fromMs + at }
          await log.append(unit, ref, { ...message, bytes: textBytes(`M${at}`) })
        }
      })
    }
  }
  const ids = async (who: keyof typeof chats, on: FakeTalk = talk) => {
    const found = await on.log.older(on.work.reader, chats[who].ref.chatId, 2000)
    return found.map(({ row }) => row.id).toReversed()
  }
  return { talk, chats, append, appendAll, ids, ...freeingOf(talk) }
}

const before = (beforeMs: number, chatId?: number) =>
  ({
    type: 'freeSpace',
    what: 'messages',
    beforeMs,
    ...(chatId === undefined ? {} : { chatId }),
  }) as const

describe('freeing messages', () => {
  it('takes what is older in one chat, and nothing of the others', async () => {
    const { chats, append, ids, freeing, freed } = await openChats()
    for (const at of [100, 200, 300]) {
      await append('anna', at, `A${at}`)
      await append('ben', at, `B${at}`)
    }
    const { chatId } = chats.anna.ref
    expect(await freeing.run(before(300, chatId))).toEqual({ ok: true })
    expect(await ids('anna')).toEqual(['A300'])
    expect(await ids('ben')).toEqual(['B100', 'B200', 'B300'])
    expect(freed).toEqual([chatId])
    expect(await freeing.run(before(300))).toEqual({ ok: true })
    expect(await ids('ben')).toEqual(['B300'])
  })

  it('keeps what is starred, unsent, spoken of by a draft or by what waits, and the newest one', async () => {
    const { talk, chats, append, ids, freeing } = await openChats()
    const { work } = talk
    await append('anna', 100, 'plain')
    await append('anna', 110, 'starred', { starred: true })
    await append('anna', 120, 'pending', { author: 'me', ticks: 'pending' })
    await append('anna', 130, 'failed', { author: 'me', ticks: 'failed' })
    await append('anna', 140, 'sent', { author: 'me', ticks: 'read' })
    const quoted = await append('anna', 150, 'quoted')
    const reacted = await append('anna', 160, 'reacted to')
    await append('anna', 170, 'gone too')
    await append('anna', 180, 'newest')
    await work.run(async (unit) => {
      const quote = messageKeyText(quoted)
      unit.put('drafts', chats.anna.ref.chatId, { text: 'and', quote, atMs: 1 })
      unit.put('outbox', 7, { id: 'X', createdMs: 1, message: reacted, plan: {} })
    })
    await freeing.run(before(NOW))
    expect(await ids('anna')).toEqual([
      'starred',
      'pending',
      'failed',
      'quoted',
      'reacted to',
      'newest',
    ])
    const chat = await talk.book.chat(work.reader, chats.anna.ref.chatId)
    expect(chat?.row.last?.summary).toMatchObject({ text: 'newest' })
  })

  it('leaves nothing that hung on them, and counts unread ones no more', async () => {
    const { talk, chats, append, freeing } = await openChats()
    const { work, book, store } = talk
    const first = await append('anna', 100, 'one', { counts: true, expiresAtMs: NOW * 2 })
    await append('anna', 200, 'two', { counts: true })
    await append('anna', 300, 'three', { counts: true })
    await work.run(async (unit) => unit.put('receipts', first, { people: [] }))
    await freeing.run(before(250))
    expect(await store.count('receipts')).toBe(0)
    expect(await store.count('expiries')).toBe(0)
    expect((await book.chat(work.reader, chats.anna.ref.chatId))?.row.unread).toBe(1)
  })

  it('lets them come back: nothing says that they were removed', async () => {
    const { talk, chats, append, ids, freeing } = await openChats()
    const { work, log } = talk
    await append('anna', 100, 'old')
    await append('anna', 300, 'new')
    const { chatId, streamId } = chats.anna.ref
    await freeing.run(before(200))
    expect(await log.find(work.reader, chatId, chats.anna.contactId, 'old')).toBeUndefined()
    expect((await work.reader.get('streams', streamId))?.freedBeforeMs).toBe(200)
    await append('anna', 100, 'old')
    expect(await ids('anna')).toEqual(['old', 'new'])
  })

  it('takes thousands in pieces, tells how far it is, and windows of each one', async () => {
    const { talk, append, appendAll, ids, freeing, views } = await openChats()
    const gone = new Set<string>()
    talk.work.onChanges((changes) => {
      for (const change of changes) {
        if ('goneMessage' in change) gone.add(messageKeyText(change.goneMessage))
      }
    })
    await appendAll('anna', 1000, 1000)
    await append('ben', 5, 'B')
    await freeing.run(before(1900))
    expect(await ids('anna')).toEqual(Array.from({ length: 100 }, (_, at) => `M${900 + at}`))
    expect(gone.size).toBe(900)
    const counts = views.flatMap((view) => (view === undefined ? [] : [view.freed]))
    expect(counts[0]).toBe(0)
    expect(counts.at(-1)).toBe(900)
    expect(counts.length).toBeGreaterThan(3)
    expect(counts).toEqual(counts.toSorted((one, other) => one - other))
    const shares = views.flatMap((view) => (view === undefined ? [] : [view.share]))
    expect(shares).toEqual(shares.toSorted((one, other) => one - other))
    expect(shares.at(-1)).toBe(1)
    expect(views.at(-1)).toBeUndefined()
  })

  it('goes on where an engine was stopped, and is forgotten once it is done', async () => {
    const { talk, appendAll, ids } = await openChats()
    await appendAll('anna', 1000, 1000)
    let breaths = 0
    const { freeing } = freeingOf(talk, async () => {
      breaths += 1
      if (breaths === 2) freeing.stop()
    })
    expect(await freeing.run(before(3000))).toMatchObject({ ok: false })
    const left = (await ids('anna')).length
    expect(left).toBeGreaterThan(1)
    expect(left).toBeLessThan(1000)
    const later = await talk.restart()
    const next = freeingOf(later)
    await next.freeing.resume()
    expect(await ids('anna', later)).toEqual(['M999'])
    expect(await later.store.get('account', 'freeing')).toBeUndefined()
    expect(next.views.some((view) => view !== undefined)).toBe(true)
    await next.freeing.resume()
    expect(next.views.at(-1)).toBeUndefined()
  })

  it('is asked for a chat that is gone, or a time before all times: nothing happens', async () => {
    const { append, ids, freeing } = await openChats()
    await append('anna', 100, 'old')
    await append('anna', 200, 'new')
    expect(await freeing.run(before(NOW, 99))).toMatchObject({ error: { code: 'message-gone' } })
    expect(await freeing.run(before(-5))).toEqual({ ok: true })
    expect(await ids('anna')).toEqual(['old', 'new'])
  })
})

describe('freeing pictures', () => {
  it('takes all of them, slice by slice', async () => {
    const { talk, freeing, views } = await openChats()
    const { store, work } = talk
    const keys = await Promise.all(
      Array.from({ length: 450 }, (_, at) => store.addressKey(`preview|p${at}`)),
    )
    await work.run(async (unit) => {
      for (const key of keys) unit.put('pictures', key, { id: '1', bytes: new Uint8Array(3) })
    })
    const wish = { type: 'freeSpace', what: 'pictures', beforeMs: NOW } as const
    expect(await freeing.run(wish)).toEqual({ ok: true })
    expect(await store.count('pictures')).toBe(0)
    expect(views.map((view) => view?.freed)).toEqual([0, 200, 400, undefined])
  })
})
