import { describe, expect, it } from 'vitest'
import type { ChatRowView, MessageView } from '../../bridge/chatViews.ts'
import type { ChatsView, EngineEvent } from '../../bridge/contract.ts'
import type { MessageAnchor, QueryAnswers } from '../../bridge/queries.ts'
import type { TraceStep } from '../../bridge/trace.ts'
import { StorageError } from '../../storage/errors.ts'
import { makeJid, parseJid } from '../../wire/jid.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import { ME, openFakeTalk, textBytes, type FakeTalk } from '../../../e2e/node/fakeTalk.ts'
import type { NewMessage } from '../chats/log.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import type { ViewQuery } from './answers.ts'
import { createViews } from './createViews.ts'

const ada = { pn: parseJid('15550001111@s.whatsapp.net'), lid: parseJid('80001111@lid') }
const bo = { pn: parseJid('15550002222@s.whatsapp.net'), lid: parseJid('80002222@lid') }
const group = parseJid('120363000000000001@g.us')

async function viewsOn(talk: FakeTalk) {
  const { work, book, log, store, clock } = talk
  const events: EngineEvent[] = []
  const steps: TraceStep[] = []
  let heads = 0
  let breaths = 0
  const views = createViews({
    work,
    book,
    log,
    clock,
    addressKey: (text) => store.addressKey(text),
    trace: (step) => void steps.push(step),
    tell: (...told) => events.push(...told),
    onHead: () => {
      heads += 1
    },
    onError: (cause) => {
      throw cause
    },
    breathe: async () => {
      breaths += 1
    },
  })
  await views.start()
  const ask = async <Name extends ViewQuery['ask']>(
    query: Extract<ViewQuery, { ask: Name }>,
  ): Promise<QueryAnswers[Name]> => {
    const result = await views.answer(query)
    if (!result.ok) throw new Error(result.error.code)
    return result.answer as QueryAnswers[Name]
  }
  const takeEvents = async () => {
    await views.settle()
    return events.splice(0)
  }
  return { views, ask, takeEvents, steps, heads: () => heads, breaths: () => breaths }
}

async function setUp() {
  const talk = await openFakeTalk()
  const { work, book, log } = talk
  const say = (
    to: typeof ada.pn,
    from: 'me' | typeof ada.pn,
    atMs: number,
    text: string,
    more: Partial<NewMessage> = {},
  ) =>
    work.run(async (unit) => {
      const ref = await book.chatOf(unit, to)
      const author = from === 'me' ? 'me' : await book.contactOf(unit, from)
      const bytes = textBytes(text)
      const message = { id: text, author, atMs, bytes, counts: author !== 'me', ...more } as const
      return { ...ref, key: await log.append(unit, ref, message) }
    })
  return { ...talk, say, ...(await viewsOn(talk)) }
}

const texts = (messages: readonly MessageView[]) =>
  messages.map(({ content }) => (content.kind === 'text' ? content.text : content.kind))

describe('a stretch of a conversation', () => {
  /** How many messages were read, by how much of them was asked for at once. */
  const counted = (talk: FakeTalk) => {
    const asked: number[] = []
    const range = talk.work.reader.range.bind(talk.work.reader)
    talk.work.reader.range = (name, bounds) => {
      if (name === 'messages') asked.push(bounds.limit ?? Number.POSITIVE_INFINITY)
      return range(name, bounds)
    }
    return { read: () => asked.splice(0).reduce((sum, count) => sum + count, 0) }
  }

  it('begins at the first unread message, however many follow, and reads little for it', async () => {
    const talk = await setUp()
    const { say, ask, work, log } = talk
    const { chatId } = await say(ada.pn, ada.pn, 1_000, 'm0')
    const keys = [await say(ada.pn, ada.pn, 1_001, 'm1')]
    for (let at = 2; at < 400; at++) keys.push(await say(ada.pn, ada.pn, 1_000 + at, `m${at}`))
    const seen = keys[9]?.key
    if (seen === undefined) throw new Error('no message')
    await work.run((unit) => log.seen(unit, chatId, seen))
    const { read } = counted(talk)
    const page = await ask({ ask: 'messages', chatId, anchor: { at: 'unread' }, count: 20 })
    expect(read()).toBeLessThan(100)
    const first = page.messages.find(({ key }) => key === page.firstUnread)
    expect(texts(first === undefined ? [] : [first])).toEqual(['m11'])
    expect(page.messages).toHaveLength(20)
  })

  it('looks for the first unread one once, as long as the chat stays as it is', async () => {
    const talk = await setUp()
    const { say, ask } = talk
    const { chatId } = await say(ada.pn, ada.pn, 1_000, 'm0')
    for (let at = 1; at < 150; at++) await say(ada.pn, ada.pn, 1_000 + at, `m${at}`)
    const { read } = counted(talk)
    const latest = { ask: 'messages', chatId, anchor: { at: 'latest' }, count: 5 } as const
    const page = await ask(latest)
    expect(read()).toBeGreaterThan(150)
    expect((await ask(latest)).firstUnread).toBe(page.firstUnread)
    expect(read()).toBeLessThan(10)
    await say(ada.pn, ada.pn, 2_000, 'one more')
    expect((await ask(latest)).firstUnread).toBe(page.firstUnread)
    expect(read()).toBeGreaterThan(150)
  })

  it('begins at a time, at the very first message, or where nothing newer is', async () => {
    const talk = await setUp()
    const { say, ask } = talk
    const { chatId } = await say(ada.pn, 'me', 1_000, 'm0')
    for (let at = 1; at < 40; at++) await say(ada.pn, 'me', 1_000 + at * 10, `m${at}`)
    const { read } = counted(talk)
    const from = async (ms: number) => {
      const page = await ask({ ask: 'messages', chatId, anchor: { at: 'date', ms }, count: 8 })
      expect(read()).toBeLessThan(25)
      return { ...page, messages: texts(page.messages) }
    }
    const middle = ['m13', 'm14', 'm15', 'm16', 'm17', 'm18', 'm19', 'm20']
    expect(await from(1_145)).toMatchObject({ messages: middle, atStart: false, atEnd: false })
    const oldest = Array.from({ length: 8 }, (_, at) => `m${at}`)
    expect(await from(0)).toMatchObject({ messages: oldest, atStart: true, atEnd: false })
    const newest = Array.from({ length: 8 }, (_, at) => `m${32 + at}`)
    expect(await from(9_000)).toMatchObject({ messages: newest, atStart: false, atEnd: true })
  })
})

describe('a damaged page', () => {
  it('is a line between those around it, wherever the stretch ends', async () => {
    const { say, ask, work } = await setUp()
    const said = []
    for (let at = 0; at < 10; at++) said.push(await say(ada.pn, 'me', 1_000 + at * 10, `m${at}`))
    const [first, sixth] = [said[0], said[5]]
    if (first === undefined || sixth === undefined) throw new Error('nothing was said')
    const { chatId, streamId } = first
    await work.run(async (unit) => {
      const row = { to: sixth.key, count: 7, foundMs: 1 }
      unit.put('damagedPages', [streamId, 1_042, 1], row)
      unit.put('damagedPages', [streamId, 2_000, 0], { count: 3, foundMs: 1 })
    })
    const shown = async (anchor: MessageAnchor, count: number) => {
      const page = await ask({ ask: 'messages', chatId, anchor, count })
      return { page, texts: texts(page.messages) }
    }
    const all = await shown({ at: 'latest' }, 20)
    const lines = ['m0', 'm1', 'm2', 'm3', 'm4', 'system', 'm5', 'm6', 'm7', 'm8', 'm9', 'system']
    expect(all.texts).toEqual(lines)
    expect(all.page.messages[5]?.content).toEqual({ kind: 'system', event: { what: 'gap' } })
    const latest = await shown({ at: 'latest' }, 5)
    expect(latest.texts).toEqual(lines.slice(6))
    const top = latest.page.messages[0]?.key ?? ''
    expect((await shown({ at: 'before', key: top }, 2)).texts).toEqual(['m3', 'm4', 'system'])
    const below = all.page.messages[4]?.key ?? ''
    expect((await shown({ at: 'after', key: below }, 2)).texts).toEqual(['system', 'm5', 'm6'])
    expect((await shown({ at: 'around', key: below }, 1)).texts).toEqual(['m4'])
    // Windows go on from the line itself as from any message.
    const gap = all.page.messages[5]?.key ?? ''
    expect((await shown({ at: 'before', key: gap }, 2)).texts).toEqual(['m3', 'm4'])
    expect((await shown({ at: 'after', key: gap }, 2)).texts).toEqual(['m5', 'm6'])
  })
})

describe('the chat list', () => {
  it('is ordered by pins, time and id, and counts what is unread and not muted', async () => {
    const { work, book, say, ask, views } = await setUp()
    const first = await say(ada.pn, ada.pn, 100, 'from Ada')
    await say(bo.pn, bo.pn, 200, 'from Bo')
    const third = await say(group, bo.pn, 300, 'in the group')
    await work.run(async (unit) => {
      await book.changeChat(unit, first.chatId, (row) => ({ ...row, pinnedMs: 1 }))
      await book.changeChat(unit, third.chatId, (row) => ({ ...row, mutedUntilMs: -1 }))
      await book.chatOf(unit, makeJid('15550009999', 's.whatsapp.net'))
    })
    await views.settle()
    const { rows, total } = await ask({ ask: 'chats', from: 0, count: 10 })
    expect(rows.map((row) => row.name)).toEqual(['+15550001111', '', '+15550002222'])
    expect(total).toBe(3)
    expect(views.chats()).toMatchObject({ total: 3, unread: 2, rows })
    expect((await ask({ ask: 'chats', from: 1, count: 1 })).rows).toEqual([rows[1]])
  })

  it('shows names by rank and never a LID as a number', async () => {
    const { work, book, say, ask } = await setUp()
    const { chatId } = await say(ada.lid, ada.lid, 100, 'hi')
    const row = async () => (await ask({ ask: 'chat', chatId })).row
    expect(await row()).toMatchObject({ name: '', nameSource: 'none' })
    expect((await row())?.number).toBeUndefined()
    await work.run((unit) => book.learn(unit, ada.pn, ada.lid, 'weak'))
    expect(await row()).toMatchObject({ name: '+15550001111', nameSource: 'number' })
    const name = (source: 'push' | 'business' | 'saved', text: string) =>
      work.run(async (unit) => book.name(unit, await book.contactOf(unit, ada.pn), source, text))
    await name('push', 'ada99')
    expect(await row()).toMatchObject({ name: 'ada99', nameSource: 'push' })
    await name('business', 'Ada & Co')
    expect(await row()).toMatchObject({ name: 'Ada & Co', nameSource: 'business' })
    await name('saved', 'Ada')
    expect(await row()).toMatchObject({ name: 'Ada', nameSource: 'saved', number: '15550001111' })
  })

  it('never shows the digits of a LID that nobody is known by, in a text or a caption', async () => {
    const { say, ask } = await setUp()
    const contextInfo = { mentionedJid: [bo.lid] }
    const text = { text: 'hello @80002222', contextInfo }
    const bytesOf = (message: Init<Message>) => ({ bytes: encodeProto(MessageSchema, message) })
    const { chatId } = await say(ada.pn, ada.pn, 100, '1', bytesOf({ extendedTextMessage: text }))
    const shown = async () => (await ask({ ask: 'chat', chatId })).row?.last?.content
    expect(await shown()).toMatchObject({
      kind: 'text',
      mentions: [{ text: '@80002222', person: { name: '', nameSource: 'none' } }],
    })
    const image = { caption: 'for @80002222', contextInfo }
    await say(ada.pn, ada.pn, 200, '2', bytesOf({ imageMessage: image }))
    expect(await shown()).toMatchObject({ kind: 'card', text: 'for @…' })
  })

  it('is found by part of a name without case and accents, and by a number however written', async () => {
    const { work, book, say, ask } = await setUp()
    await say(ada.pn, ada.pn, 100, 'hi')
    await say(bo.pn, bo.pn, 200, 'hi')
    const { chatId } = await say(group, bo.pn, 300, 'hi')
    await work.run(async (unit) => {
      await book.name(unit, await book.contactOf(unit, ada.pn), 'saved', 'Zoë Ångström')
      await book.changeChat(unit, chatId, (row) => ({
        ...row,
        subject: 'Zoo visit',
        archived: true,
      }))
    })
    const found = async (filter: string) =>
      (await ask({ ask: 'chats', from: 0, count: 10, filter })).rows.map(({ name }) => name)
    expect(await found('zoe ang')).toEqual(['Zoë Ångström'])
    expect(await found('ZOO')).toEqual(['Zoo visit'])
    expect(await found('+1 555 000-2222')).toEqual(['+15550002222'])
    expect(await found('nobody')).toEqual([])
    // Kept up after it was made.
    await work.run(async (unit) =>
      book.name(unit, await book.contactOf(unit, bo.pn), 'saved', 'Zorro'),
    )
    expect(await found('zo')).toEqual(['Zorro', 'Zoë Ångström', 'Zoo visit'])
  })

  it('shows the last message with its writer and the names of those it mentions', async () => {
    const { work, book, say, ask } = await setUp()
    await work.run(async (unit) => {
      await book.learn(unit, ada.pn, ada.lid, 'strong')
      await book.name(unit, await book.contactOf(unit, ada.pn), 'saved', 'Ada')
      await book.name(unit, await book.contactOf(unit, bo.pn), 'push', 'Bo')
    })
    const bytes = encodeProto(MessageSchema, {
      extendedTextMessage: { text: 'Ask @80001111!', contextInfo: { mentionedJid: [ada.lid] } },
    })
    const { chatId } = await say(group, bo.pn, 100, 'x', { bytes })
    const { row } = await ask({ ask: 'chat', chatId })
    expect(row?.last).toMatchObject({
      fromMe: false,
      senderName: 'Bo',
      content: { kind: 'text', mentions: [{ text: '@80001111', person: { name: 'Ada' } }] },
    })
  })
})

describe('a conversation', () => {
  const many = async (count: number) => {
    const opened = await setUp()
    const keys: string[] = []
    let chatId = 0
    for (let at = 1; at <= count; at++) {
      const said = await opened.say(ada.pn, ada.pn, at * 10, `m${at}`)
      keys.push(messageKeyText(said.key))
      chatId = said.chatId
    }
    const page = (anchor: Extract<ViewQuery, { ask: 'messages' }>['anchor'], most: number) =>
      opened.ask({ ask: 'messages', chatId, anchor, count: most })
    return { ...opened, keys, chatId, page }
  }

  it('is read in stretches from anywhere', async () => {
    const { page, keys } = await many(9)
    const latest = await page({ at: 'latest' }, 4)
    expect(texts(latest.messages)).toEqual(['m6', 'm7', 'm8', 'm9'])
    expect(latest).toMatchObject({ atStart: false, atEnd: true })
    const before = await page({ at: 'before', key: keys[5] ?? '' }, 5)
    expect(texts(before.messages)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
    expect(before).toMatchObject({ atStart: true, atEnd: false })
    const after = await page({ at: 'after', key: keys[5] ?? '' }, 3)
    expect(texts(after.messages)).toEqual(['m7', 'm8', 'm9'])
    expect(after).toMatchObject({ atStart: false, atEnd: true })
    const around = await page({ at: 'around', key: keys[4] ?? '' }, 5)
    expect(texts(around.messages)).toEqual(['m3', 'm4', 'm5', 'm6', 'm7'])
    expect(around).toMatchObject({ atStart: false, atEnd: false })
  })

  it('opens where the person left off', async () => {
    const { page, keys, work, log, chatId, views } = await many(12)
    expect((await page({ at: 'latest' }, 2)).firstUnread).toBe(keys[0])
    await work.run((unit) => log.seen(unit, chatId, keys[5]?.split('.').map(Number) as never))
    const unread = await page({ at: 'unread' }, 8)
    expect(unread.firstUnread).toBe(keys[6])
    expect(texts(unread.messages)).toEqual(['m5', 'm6', 'm7', 'm8', 'm9', 'm10', 'm11', 'm12'])
    expect(unread).toMatchObject({ atStart: false, atEnd: true })
    await views.stop()
  })

  it('shows no digits of a hidden address in the place of somebody who is not known', async () => {
    const { say, ask } = await setUp()
    const context = { mentionedJid: ['99990000@lid'] }
    const shown = async (content: Init<Message>, atMs: number) => {
      const bytes = encodeProto(MessageSchema, content)
      const { chatId } = await say(ada.pn, ada.pn, atMs, 'x', { bytes })
      const anchor = { at: 'latest' } as const
      const { messages } = await ask({ ask: 'messages', chatId, anchor, count: 1 })
      return messages.at(-1)?.content
    }
    const text = 'Ask @99990000'
    expect(await shown({ extendedTextMessage: { text, contextInfo: context } }, 10)).toMatchObject({
      mentions: [{ text: '@99990000', person: { name: '', nameSource: 'none' } }],
    })
    const image = { imageMessage: { caption: text, contextInfo: context } }
    expect(await shown(image, 20)).toMatchObject({ text: 'Ask @…' })
  })

  it('shows quotes with the place of what they answer, as long as it is stored', async () => {
    const { work, log, ask, keys, say, page } = await many(2)
    const bytes = encodeProto(MessageSchema, {
      extendedTextMessage: {
        text: 'yes',
        contextInfo: {
          stanzaId: 'm1',
          participant: ada.pn,
          quotedMessage: { imageMessage: { caption: 'Sea' } },
        },
      },
    })
    await say(ada.pn, 'me', 99, 'answer', { bytes, ticks: 'sent' })
    const quoted = async () => (await page({ at: 'latest' }, 1)).messages[0]?.quote
    expect(await quoted()).toMatchObject({ key: keys[0], kind: 'image', text: 'Sea' })
    await work.run((unit) => log.remove(unit, keys[0]?.split('.').map(Number) as never))
    expect(await quoted()).toMatchObject({ kind: 'image', text: 'Sea' })
    expect(await quoted()).not.toHaveProperty('key')
    await expect(
      ask({ ask: 'messages', chatId: 999, anchor: { at: 'latest' }, count: 1 }),
    ).rejects.toThrow('message-gone')
  })

  it('shows reactions, edits, stars, ticks, errors and what is missing', async () => {
    const { work, log, say, ask, book } = await setUp()
    const { key, chatId } = await say(ada.pn, 'me', 100, 'first', { ticks: 'pending' })
    await say(ada.pn, ada.pn, 200, 'x', { bytes: undefined, missing: { state: 'phone-asked' } })
    await work.run(async (unit) => {
      const contactId = await book.contactOf(unit, ada.pn)
      await log.change(unit, key, (row) => ({
        ...row,
        ticks: 'failed',
        starred: true,
        error: { code: 'no-device' },
        edit: { bytes: textBytes('second'), atMs: 1 },
        reactions: [
          { author: 'me', emoji: '👍', atMs: 1 },
          { author: contactId, emoji: '👍', atMs: 2 },
          { author: contactId, emoji: '', atMs: 3 },
        ],
      }))
    })
    const { messages } = await ask({ ask: 'messages', chatId, anchor: { at: 'latest' }, count: 9 })
    expect(messages[0]).toMatchObject({
      rev: 2,
      fromMe: true,
      content: { kind: 'text', text: 'second' },
      edited: true,
      starred: true,
      ticks: 'failed',
      error: { code: 'no-device' },
    })
    expect(messages[0]?.reactions).toHaveLength(1)
    expect(messages[0]?.reactions[0]?.people).toHaveLength(2)
    expect(messages[1]?.content).toEqual({ kind: 'missing', state: 'phone-asked' })
    const starred = await ask({ ask: 'starred', count: 9 })
    expect(texts(starred.messages)).toEqual(['second'])
    expect((await ask({ ask: 'starred', chatId: chatId + 1, count: 9 })).messages).toEqual([])
  })

  it('tells who got and who read a message', async () => {
    const { work, say, ask, book } = await setUp()
    const { key, chatId } = await say(group, 'me', 100, 'all')
    await work.run(async (unit) => {
      const [one, two] = [await book.contactOf(unit, ada.pn), await book.contactOf(unit, bo.pn)]
      const people = [{ contactId: one, deliveredMs: 5, readMs: 9 }]
      unit.put('receipts', key, { people, of: [one, two] })
    })
    const info = await ask({ ask: 'messageInfo', chatId, key: messageKeyText(key) })
    expect(info).toMatchObject({
      sentMs: 100,
      people: [
        { person: { number: '15550001111' }, ticks: 'read', deliveredMs: 5, readMs: 9 },
        { person: { number: '15550002222' }, ticks: 'sent' },
      ],
    })
  })

  it('knows its people and its group', async () => {
    const { work, say, ask, book } = await setUp()
    const { chatId } = await say(group, ada.pn, 100, 'all')
    await work.run(async (unit) => {
      const [me, one] = [await book.contactOf(unit, ME.pn), await book.contactOf(unit, ada.pn)]
      await book.changeContact(unit, one, (row) => ({ ...row, about: 'busy' }))
      await book.changeGroup(unit, chatId, () => ({
        jid: group,
        addressing: 'pn',
        announcement: true,
        createdBy: one,
        members: [
          { contactId: one, jid: ada.pn, role: 'owner' },
          { contactId: me, jid: ME.pn, role: 'admin' },
        ],
      }))
    })
    const { group: info } = await ask({ ask: 'chatInfo', chatId })
    expect(info).toMatchObject({ announcement: true, locked: false, me: 'admin' })
    expect(info?.members.map(({ person }) => person.isMe)).toEqual([false, true])
    const direct = await say(ada.pn, ada.pn, 200, 'hi')
    const about = await ask({ ask: 'chatInfo', chatId: direct.chatId })
    expect(about).toMatchObject({ about: 'busy', person: { number: '15550001111' } })
    const { people } = await ask({ ask: 'people', filter: '1111', count: 5 })
    expect(people.map(({ number }) => number)).toEqual(['15550001111'])
  })
})

describe('changes', () => {
  it('are told as rows, and as messages to those who watch the chat', async () => {
    const { views, say, takeEvents, work, log } = await setUp()
    const { chatId, key } = await say(ada.pn, ada.pn, 100, 'one')
    let events = await takeEvents()
    expect(events).toEqual([
      expect.objectContaining({ type: 'chatRows', rows: [expect.objectContaining({ chatId })] }),
    ])
    views.watch('w1', [chatId])
    await Promise.all([say(ada.pn, ada.pn, 200, 'two'), say(ada.pn, ada.pn, 300, 'three')])
    events = await takeEvents()
    expect(events.map(({ type }) => type)).toEqual(['chatRows', 'messages'])
    const [, messages] = events
    if (messages?.type !== 'messages') throw new Error('no messages were told')
    expect(texts(messages.changed)).toEqual(['two', 'three'])
    await work.run((unit) => log.remove(unit, key))
    expect(await takeEvents()).toContainEqual({
      type: 'messages',
      chatId,
      changed: [],
      gone: [messageKeyText(key)],
    })
    views.windowGone('w1')
    await say(ada.pn, ada.pn, 400, 'four')
    expect((await takeEvents()).map(({ type }) => type)).toEqual(['chatRows'])
  })

  it('tell a chat that became part of another', async () => {
    const { say, takeEvents, work, book } = await setUp()
    const one = await say(ada.pn, ada.pn, 100, 'one')
    const two = await say(ada.lid, ada.lid, 200, 'two')
    await takeEvents()
    await work.run((unit) => book.learn(unit, ada.pn, ada.lid, 'strong'))
    const [event] = await takeEvents()
    expect(event).toMatchObject({
      type: 'chatRows',
      rows: [{ chatId: one.chatId, unread: 2 }],
      gone: [{ chatId: two.chatId, into: one.chatId }],
    })
  })

  it('lets others in between when very many change, and then tells less often', async () => {
    const { views, takeEvents, clock, work, book, say, breaths } = await setUp()
    const { chatId } = await say(ada.pn, ada.pn, 10, 'hello')
    const ids = [chatId]
    for (let at = 0; at < 100; at++) {
      const jid = makeJid(`1555000${1000 + at}`, 's.whatsapp.net')
      ids.push((await say(jid, jid, 1_000 + at, 'hello')).chatId)
    }
    await clock.advance(1_000)
    await takeEvents()
    const raise = (time: number) =>
      work.run(async (unit) => {
        for (const id of ids) await book.changeChat(unit, id, (row) => ({ ...row, sortMs: time }))
      })
    const before = breaths()
    await raise(5_000)
    await clock.advance(1)
    await raise(6_000)
    await clock.advance(100)
    const told = (events: readonly EngineEvent[]) =>
      events.flatMap((event) => (event.type === 'chatRows' ? event.rows : []))
    expect(breaths() - before).toBeGreaterThan(5)
    await clock.advance(300)
    expect(told(await takeEvents()).map(({ sortMs }) => sortMs)).toContain(6_000)
    await views.stop()
  })

  it('are told together when they come fast', async () => {
    const { say, views, takeEvents, clock, work } = await setUp()
    await say(ada.pn, ada.pn, 100, 'one')
    await takeEvents()
    for (let at = 0; at < 20; at++) await say(ada.pn, ada.pn, 200 + at, `m${at}`)
    await clock.advance(100)
    const told: ChatRowView[] = (await takeEvents()).flatMap((event) =>
      event.type === 'chatRows' ? event.rows : [],
    )
    expect(told.length).toBeLessThan(4)
    expect(told.at(-1)?.unread).toBe(21)
    await views.stop()
    await work.stop()
    expect(clock.pending()).toBe(0)
  })

  it('keep the head of the list for the next start, at most 32 KB of it', async () => {
    const talk = await setUp()
    const { say, views, clock, store, heads } = talk
    for (let at = 0; at < 120; at++) {
      const jid = makeJid(`1555000${1000 + at}`, 's.whatsapp.net')
      await say(jid, jid, 1_000 + at, `${at} ${'ü'.repeat(300)}`)
    }
    await clock.advance(3_000)
    expect(heads()).toBeGreaterThan(0)
    expect(views.chats()).toMatchObject({ total: 120, unread: 120 })
    expect(views.chats().rows).toHaveLength(100)
    const row = await store.get('account', 'chatsHead')
    expect(new TextEncoder().encode(row?.json).length).toBeLessThanOrEqual(32 * 1024)
    const kept = JSON.parse(row?.json ?? '') as ChatsView
    expect(kept.rows.length).toBeGreaterThan(20)
    expect(kept.rows).toEqual(views.chats().rows.slice(0, kept.rows.length))
    await views.stop()
    const again = await viewsOn(await talk.restart())
    expect(again.views.chats()).toEqual(views.chats())
  })

  it('are answered from what was kept, and put right when the engine ended before it kept the last', async () => {
    const talk = await setUp()
    const { say, views, clock, store, work, book } = talk
    const one = await say(ada.pn, ada.pn, 100, 'one')
    await say(bo.pn, bo.pn, 200, 'two')
    const third = await say(group, bo.pn, 300, 'three')
    await clock.advance(30_000)
    await views.stop()
    const kept = await store.get('account', 'chatOrder')
    expect(kept?.json).toContain('15550001111')
    // What an engine that was killed did after that.
    await work.run(async (unit) => {
      await book.changeChat(unit, one.chatId, (row) => ({ ...row, sortMs: 900 }))
      unit.del('chats', third.chatId)
      await book.name(unit, await book.contactOf(unit, bo.pn), 'saved', 'Bo Olsen')
    })
    await work.run(async (unit) => {
      unit.put('account', 'chatOrder', kept ?? { json: '' })
      unit.del('account', 'chatsHead')
    })
    const fresh = await talk.restart()
    const again = await viewsOn(fresh)
    const order = async (filter = '') => {
      const query = { ask: 'chats', from: 0, count: 10, filter } as const
      return (await again.ask(query)).rows.map(({ number }) => number)
    }
    expect(await order()).toEqual(['15550002222', '15550001111'])
    expect(await order('0001111')).toEqual(['15550001111'])
    expect(await order('olsen')).toEqual([])
    await fresh.clock.advance(5_000)
    expect(await order()).toEqual(['15550001111', '15550002222'])
    expect(await order('olsen')).toEqual(['15550002222'])
    expect(again.views.chats()).toMatchObject({ total: 2, rows: [{ sortMs: 900 }, {}] })
    await again.views.stop()
    expect((await fresh.store.get('account', 'chatOrder'))?.json).toContain('bo olsen')
    await fresh.work.stop()
    expect(fresh.clock.pending()).toBe(0)
  })

  it('forget the name of a chat that is gone within a moment', async () => {
    const { say, log, work, views, clock, store } = await setUp()
    const { chatId } = await say(ada.pn, ada.pn, 100, 'one')
    await say(bo.pn, bo.pn, 100, 'one')
    await clock.advance(30_000)
    expect((await store.get('account', 'chatOrder'))?.json).toContain('15550001111')
    await work.run((unit) => log.removeChat(unit, chatId))
    await views.settle()
    await clock.advance(1_100)
    await views.settle()
    expect((await store.get('account', 'chatOrder'))?.json).not.toContain('15550001111')
  })

  it('begin with what the later kept head knows, and tell windows of all else that differs', async () => {
    const talk = await setUp()
    const { say, views, clock, store, work, book } = talk
    const chats = []
    for (let at = 0; at < 110; at++) {
      const jid = makeJid(`1555000${1000 + at}`, 's.whatsapp.net')
      chats.push((await say(jid, jid, 1_000 + at, 'hello')).chatId)
    }
    await clock.advance(30_000)
    await views.stop()
    const order = await store.get('account', 'chatOrder')
    const head = await store.get('account', 'chatsHead')
    const [inOldOrder = 0] = chats
    const inHead = chats[80] ?? 0
    const raise = (chatId: number, sortMs: number) =>
      work.run((unit) => book.changeChat(unit, chatId, (row) => ({ ...row, sortMs })))
    await raise(inHead, 9_000)
    await raise(inOldOrder, 8_000)
    await work.run(async (unit) => {
      unit.put('account', 'chatOrder', order ?? { json: '' })
      unit.put('account', 'chatsHead', head ?? { json: '' })
    })
    const fresh = await talk.restart()
    const again = await viewsOn(fresh)
    expect(again.views.chats().rows[0]).toMatchObject({ chatId: inHead, sortMs: 9_000 })
    await fresh.clock.advance(5_000)
    const told = (await again.takeEvents()).flatMap((event) =>
      event.type === 'chatRows' ? event.rows.map(({ chatId }) => chatId) : [],
    )
    expect(told).toEqual([inOldOrder])
    expect(again.views.chats().rows[1]).toMatchObject({ chatId: inOldOrder })
    await again.views.stop()
  })

  it.each(['it does not open', 'it is no JSON'])(
    'are read anew where what was kept is damaged: %s',
    async (how) => {
      const talk = await setUp()
      await talk.say(ada.pn, ada.pn, 100, 'one')
      await talk.clock.advance(30_000)
      await talk.views.stop()
      const fresh = await talk.restart()
      const get = fresh.work.reader.get.bind(fresh.work.reader)
      fresh.work.reader.get = async (name, key) => {
        if (name !== 'account' || key !== 'chatOrder') return await get(name, key)
        if (how === 'it does not open') throw new StorageError('damaged', 'account')
        return { json: '{' } as never
      }
      const again = await viewsOn(fresh)
      expect(again.views.chats()).toMatchObject({ total: 1, rows: [{ number: '15550001111' }] })
      expect(again.steps).toEqual([{ step: 'cache-unreadable', cache: 'chatOrder' }])
      await again.views.stop()
    },
  )

  it('are compared with the chats while these change', async () => {
    const talk = await setUp()
    const { say, views, clock } = talk
    for (let at = 0; at < 250; at++) {
      const jid = makeJid(`1555000${1000 + at}`, 's.whatsapp.net')
      await say(jid, jid, 1_000 + at, 'hello')
    }
    await clock.advance(30_000)
    await views.stop()
    const fresh = await talk.restart()
    const again = await viewsOn(fresh)
    const query = { ask: 'chats', from: 0, count: 1 } as const
    const { rows } = await again.ask(query)
    for (let step = 0; step < 40; step++) {
      await fresh.clock.advance(100)
      await fresh.work.run((unit) =>
        fresh.book.changeChat(unit, rows[0]?.chatId ?? 0, (row) => ({
          ...row,
          sortMs: 5_000 + step,
        })),
      )
    }
    const after = await again.ask(query)
    expect(after).toMatchObject({ total: 250, rows: [{ sortMs: 5_039 }] })
    await again.views.stop()
  })
})
