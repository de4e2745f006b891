import { describe, expect, it } from 'vitest'
import { parseJid } from '../../wire/jid.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { openFakeTalk, textBytes, type FakeTalk } from '../../../e2e/node/fakeTalk.ts'
import type { NewMessage } from './log.ts'

const pn = parseJid('15550001111@s.whatsapp.net')
const lid = parseJid('80001111@lid')

/** A chat with one person, and a way to put messages into it. */
async function openChat() {
  const talk = await openFakeTalk()
  const { work, book, log } = talk
  const { ref, contactId } = await work.run(async (unit) => ({
    ref: await book.chatOf(unit, pn),
    contactId: await book.contactOf(unit, pn),
  }))
  const append = (atMs: number, id: string, more: Partial<NewMessage> = {}) =>
    work.run((unit) =>
      log.append(unit, ref, { id, author: contactId, atMs, bytes: textBytes(id), ...more }),
    )
  const chat = async () => {
    const found = await book.chat(work.reader, ref.chatId)
    if (found === undefined) throw new Error('the chat is gone')
    return found.row
  }
  const ids = async () => (await log.older(work.reader, ref.chatId, 100)).map(({ row }) => row.id)
  return { ...talk, ref, contactId, append, chat, ids }
}

/** All text that any row of any store holds, as it is stored. */
async function everything({ store }: FakeTalk): Promise<string> {
  const stores = ['messages', 'receipts', 'chats', 'drafts', 'expiries', 'starred'] as const
  const rows = await Promise.all(stores.map((name) => store.getAll(name)))
  return JSON.stringify(rows, (_, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  )
}

describe('the log', () => {
  it('puts messages in the order of their time, whenever they come', async () => {
    const { append, ids, chat } = await openChat()
    await append(300, 'C')
    await append(100, 'A')
    await append(200, 'B1')
    await append(200, 'B2')
    expect(await ids()).toEqual(['C', 'B2', 'B1', 'A'])
    expect(await chat()).toMatchObject({ sortMs: 300, last: { summary: { text: 'C' } } })
  })

  it('stores a time that no key can have as the last one there is', async () => {
    const { append, ids, log, work, ref, contactId } = await openChat()
    await append(100, 'A')
    const key = await append(9e15 * 1000, 'B', { expiresAtMs: Infinity })
    expect(key[1]).toBe(253_402_300_799_999)
    expect(await ids()).toEqual(['B', 'A'])
    const found = await log.find(work.reader, ref.chatId, contactId, 'B')
    expect(found?.row.expires?.atMs).toBe(253_402_300_799_999)
  })

  it('shows once what lies in both of two chats that become one, as what says more of it', async () => {
    const { work, book, log, append, ids, chat, ref } = await openChat()
    await append(100, 'A', { counts: true })
    await append(200, 'B', { bytes: undefined, missing: { state: 'asked' } })
    await append(300, 'C')
    await work.run(async (unit) => {
      const other = await book.chatOf(unit, lid)
      const author = await book.contactOf(unit, lid)
      const twin = (atMs: number, id: string, more: Partial<NewMessage> = {}) =>
        log.append(unit, other, { id, author, atMs, bytes: textBytes(id), ...more })
      await twin(100, 'A', { counts: true })
      await twin(200, 'B')
      await twin(300, 'C', { bytes: undefined, deleted: 'sender' })
      await twin(400, 'D', { author: 'me' })
      await log.append(unit, other, {
        id: '',
        author: 'system',
        atMs: 500,
        system: { what: 'gap' },
      })
    })
    await work.run((unit) => book.learn(unit, pn, lid, 'strong'))
    expect(await ids()).toEqual(['', 'D', 'C', 'B', 'A'])
    expect(await chat()).toMatchObject({ unread: 1 })
    const author = await work.run((unit) => book.contactOf(unit, pn))
    const found = async (id: string) => (await log.find(work.reader, ref.chatId, author, id))?.row
    expect(await found('A')).toMatchObject({ bytes: textBytes('A') })
    expect(await found('B')).toMatchObject({ bytes: textBytes('B') })
    expect((await found('C'))?.bytes).toBeUndefined()
    expect(await found('C')).toMatchObject({ deleted: 'sender', rev: 1 })
  })

  it('finds a message by its id, whichever address it came by and whoever is its contact', async () => {
    const { work, book, log, append, ref, contactId } = await openChat()
    const key = await append(100, 'A')
    const other = await work.run((unit) => book.contactOf(unit, lid))
    await work.run((unit) => book.learn(unit, pn, lid, 'strong'))
    for (const author of [contactId, other]) {
      const found = await log.find(work.reader, ref.chatId, author, 'A')
      expect(found?.key).toEqual(key)
    }
    expect(await log.find(work.reader, ref.chatId, 'me', 'A')).toBeUndefined()
    expect(await log.find(work.reader, ref.chatId, contactId, 'B')).toBeUndefined()
  })

  it('reads stretches across the streams of a joined chat', async () => {
    const { work, book, log, append, ref, contactId } = await openChat()
    await append(100, 'A')
    await append(300, 'C')
    await work.run(async (unit) => {
      const byLid = await book.chatOf(unit, lid)
      for (const [atMs, id] of [
        [200, 'B'],
        [400, 'D'],
      ] as const) {
        await log.append(unit, byLid, { id, author: contactId, atMs, bytes: textBytes(id) })
      }
      await book.learn(unit, pn, lid, 'strong')
    })
    const { reader } = work
    const older = await log.older(reader, ref.chatId, 3)
    expect(older.map(({ row }) => row.id)).toEqual(['D', 'C', 'B'])
    const oldest = older[2]?.key
    expect((await log.older(reader, ref.chatId, 3, oldest)).map(({ row }) => row.id)).toEqual(['A'])
    const newer = await log.newer(reader, ref.chatId, 2, oldest)
    expect(newer.map(({ row }) => row.id)).toEqual(['C', 'D'])
  })

  it('fills a placeholder where it stands', async () => {
    const { work, log, append, chat, ids } = await openChat()
    const key = await append(100, 'A', { bytes: undefined, missing: { state: 'asked' } })
    expect((await chat()).last?.summary).toEqual({ kind: 'missing', state: 'asked' })
    await append(50, 'before')
    await work.run((unit) =>
      log.change(unit, key, (row) => ({
        ...row,
        missing: undefined,
        bytes: textBytes('here it is'),
        counts: true,
      })),
    )
    expect(await ids()).toEqual(['A', 'before'])
    expect(await chat()).toMatchObject({ unread: 1, last: { summary: { text: 'here it is' } } })
    expect(await log.get(work.reader, key)).toMatchObject({ rev: 2 })
  })

  it('neither raises a chat nor shows there what is quiet', async () => {
    const { append, chat } = await openChat()
    await append(100, 'A')
    await append(200, '', { author: 'system', system: { what: 'other' }, raises: false })
    expect(await chat()).toMatchObject({ sortMs: 100, last: { summary: { text: 'A' } } })
  })
})

describe('unread messages', () => {
  it('are counted until they were seen', async () => {
    const { work, log, append, chat, ref } = await openChat()
    const keys: MessageKey[] = []
    for (const atMs of [100, 200, 300]) {
      keys.push(await append(atMs, `M${atMs}`, { counts: true }))
    }
    await append(250, 'mine', { author: 'me' })
    expect((await chat()).unread).toBe(3)
    const seen = (upTo: MessageKey | undefined) =>
      work.run((unit) => log.seen(unit, ref.chatId, upTo ?? [0, 0, 0]))
    expect((await seen(keys[1])).map(({ row }) => row.id)).toEqual(['M100', 'M200'])
    expect(await chat()).toMatchObject({ unread: 1, readUpTo: [200, keys[1]?.[2]] })
    expect(await seen(keys[0])).toEqual([])
    expect((await seen(keys[2])).map(({ row }) => row.id)).toEqual(['M300'])
    expect((await chat()).unread).toBe(0)
  })

  it('do not count when they come late and later ones were seen already', async () => {
    const { work, log, append, chat, ref } = await openChat()
    const newest = await append(300, 'C', { counts: true })
    await work.run((unit) => log.seen(unit, ref.chatId, newest))
    await append(200, 'late', { counts: true })
    expect((await chat()).unread).toBe(0)
  })

  it('count less when one of them is removed or taken back', async () => {
    const { work, log, append, chat } = await openChat()
    const [first, second] = [
      await append(100, 'A', { counts: true }),
      await append(200, 'B', { counts: true }),
    ]
    await work.run((unit) => log.remove(unit, first))
    expect((await chat()).unread).toBe(1)
    await work.run((unit) =>
      log.change(unit, second, (row) => ({
        ...row,
        bytes: undefined,
        deleted: 'sender',
        counts: false,
      })),
    )
    expect(await chat()).toMatchObject({ unread: 0, last: { summary: { kind: 'deleted' } } })
  })

  it('are those that history says, and gone when the newest was seen', async () => {
    const { work, log, append, chat, ref } = await openChat()
    for (const atMs of [100, 200, 300]) await append(atMs, `M${atMs}`)
    const mine = await append(400, 'mine', { author: 'me' })
    await work.run((unit) => log.setUnread(unit, ref.chatId, 2))
    expect((await chat()).unread).toBe(2)
    const seen = await work.run((unit) => log.seen(unit, ref.chatId, mine))
    expect(seen.map(({ row }) => row.id)).toEqual(['M200', 'M300'])
    expect((await chat()).unread).toBe(0)
  })
})

describe('removal', () => {
  it('leaves nothing of the content in any store, and shows the message before it', async () => {
    const talk = await openChat()
    const { work, log, append, chat, ids, ref, contactId, clock } = talk
    await append(100, 'stays')
    const key = await append(200, 'secret words', {
      starred: true,
      expiresAtMs: clock.now() + 1_000,
      counts: true,
    })
    await work.run(async (unit) => unit.put('receipts', key, { people: [{ contactId }] }))
    expect(await everything(talk)).toContain('secret words')
    await work.run((unit) => log.remove(unit, key))
    expect(await everything(talk)).not.toContain('secret words')
    expect(await ids()).toEqual(['stays'])
    expect(await chat()).toMatchObject({ unread: 0, last: { summary: { text: 'stays' } } })
    for (const name of ['receipts', 'starred', 'expiries'] as const) {
      expect(await talk.store.count(name)).toBe(0)
    }
    // A copy that comes later must not bring it back.
    const found = await log.find(work.reader, ref.chatId, contactId, 'secret words')
    expect(found?.row).toMatchObject({ deleted: 'me', rev: 0 })
  })

  it('of a chat takes its messages, its draft and its place in the list', async () => {
    const talk = await openChat()
    const { work, log, append, chat, ids, ref } = talk
    for (let at = 1; at <= 150; at++) await append(at, `secret ${at}`)
    await work.run(async (unit) => unit.put('drafts', ref.chatId, { text: 'secret', atMs: 1 }))
    await work.run((unit) => log.removeChat(unit, ref.chatId))
    expect(await ids()).toEqual([])
    expect(await chat()).toMatchObject({ sortMs: 0, unread: 0 })
    expect(await everything(talk)).not.toContain('secret')
    await append(500, 'again')
    expect(await ids()).toEqual(['again'])
  })
})
