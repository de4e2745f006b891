import { beforeEach, describe, expect, it } from 'vitest'
import { idleActions } from '../../e2e/gallery/idleActions.ts'
import { base } from '../../e2e/gallery/scene.ts'
import type { ChatRowView, MessageView } from '../bridge/chatViews.ts'
import type { TalkCommand } from '../bridge/contract.ts'
import type { MessagePage, Query, QueryResult } from '../bridge/queries.ts'
import type { Actions } from './actions.ts'
import { type Conversation, createConversation } from './conversation.ts'
import { createMirror, type Mirror, withSnapshot } from './mirror.ts'

interface Asked {
  readonly query: Query
  answer(result: QueryResult): void
}

const row = { chatId: 7, rev: 2, name: 'Bea' } as ChatRowView

function view(number: number): MessageView {
  return {
    key: `m${number}`,
    chatId: 7,
    atMs: number,
    seq: number,
    rev: 1,
    fromMe: false,
    content: { kind: 'deleted', by: 'sender' },
    reactions: [],
    edited: false,
    starred: false,
  }
}

const views = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => view(from + at))

let mirror: Mirror
let asked: Asked[]
let told: TalkCommand[]
let conversation: Conversation

const actions: Actions = {
  ...idleActions,
  ask: ((query: Query) =>
    new Promise<QueryResult>((answer) => asked.push({ query, answer }))) as Actions['ask'],
  talk: async (command) => {
    told.push(command)
    return { ok: true }
  },
}

const pages = () => asked.filter(({ query }) => query.ask === 'messages')

/** Answers the newest question for messages. */
async function answer(page: Partial<MessagePage> | 'gone'): Promise<void> {
  const full = { messages: [], atStart: false, atEnd: true }
  pages()
    .at(-1)
    ?.answer(
      page === 'gone'
        ? { ok: false, error: { code: 'message-gone', remedy: 'no' } }
        : { ok: true, answer: { ...full, ...page } },
    )
  await new Promise((done) => setImmediate(done))
}

const anchor = () => {
  const query = pages().at(-1)?.query
  return query?.ask === 'messages' ? query.anchor : undefined
}

const keys = () => conversation.getState().stretch.messages?.map(({ key }) => key)

beforeEach(() => {
  asked = []
  told = []
  mirror = createMirror({ now: () => 0, after: () => () => {} })
  mirror.update((state) => withSnapshot(state, base, 0))
  conversation = createConversation(mirror, actions, 7)
})

describe('an open conversation', () => {
  it('watches its chat, and asks for where the person left off', () => {
    conversation.open()
    expect(told).toEqual([{ type: 'watch', chatIds: [7] }])
    expect(anchor()).toEqual({ at: 'unread' })
  })

  it('waits for the first snapshot', () => {
    mirror = createMirror({ now: () => 0, after: () => () => {} })
    createConversation(mirror, actions, 7).open()
    expect(asked).toEqual([])
    mirror.tell('snapshot')
    expect(anchor()).toEqual({ at: 'unread' })
  })

  it('fetches what is older once at a time, and not beyond the beginning', async () => {
    conversation.open()
    await answer({ messages: views(10, 12) })
    conversation.older()
    conversation.older()
    expect(pages()).toHaveLength(2)
    expect(anchor()).toEqual({ at: 'before', key: 'm10' })
    await answer({ messages: views(8, 10), atStart: true })
    expect(keys()).toEqual(['m8', 'm9', 'm10', 'm11'])
    conversation.older()
    expect(pages()).toHaveLength(2)
  })

  it('goes on from its present end when the message that it asked from is gone', async () => {
    conversation.open()
    await answer({ messages: views(10, 13) })
    conversation.older()
    mirror.tell([{ type: 'messages', chatId: 7, changed: [], gone: ['m10'] }])
    await answer('gone')
    expect(anchor()).toEqual({ at: 'before', key: 'm11' })
  })

  it('does not go on by itself after a failure', async () => {
    conversation.open()
    await answer({ messages: views(10, 12) })
    conversation.older()
    pages()
      .at(-1)
      ?.answer({ ok: false, error: { code: 'internal', remedy: 'now' } })
    await new Promise((done) => setImmediate(done))
    conversation.older()
    expect(pages()).toHaveLength(2)
    conversation.again()
    await answer({ messages: views(10, 12) })
    conversation.older()
    expect(pages()).toHaveLength(4)
  })

  it('jumps to what it has without asking, else asks around it', async () => {
    conversation.open()
    await answer({ messages: views(10, 12) })
    void conversation.jumpTo('m11')
    expect(pages()).toHaveLength(1)
    void conversation.jumpTo('m3')
    expect(anchor()).toEqual({ at: 'around', key: 'm3' })
    await answer('gone')
    expect(anchor()).toEqual({ at: 'latest' })
  })

  it('says when what it was to jump to is gone', async () => {
    conversation.open()
    await answer({ messages: views(10, 12) })
    const found = conversation.jumpTo('m3')
    await answer({ messages: views(1, 6), atStart: true, atEnd: false })
    expect(await found).toBe(true)
    const missed = conversation.jumpTo('m0')
    await answer('gone')
    await answer({ messages: views(10, 12) })
    expect(await missed).toBe(false)
  })

  it('comes to a date, to its beginning and to its end with one question each', async () => {
    conversation.open()
    await answer({ messages: views(200, 260) })
    const date = conversation.toDate(100)
    expect(anchor()).toEqual({ at: 'date', ms: 100 })
    await answer({ messages: views(90, 150), atEnd: false })
    expect(await date).toBe('m100')
    conversation.toStart()
    expect(anchor()).toEqual({ at: 'date', ms: 0 })
    await answer({ messages: views(1, 61), atStart: true, atEnd: false })
    conversation.toStart()
    expect(pages()).toHaveLength(3)
    conversation.toLatest()
    await answer({ messages: views(200, 260) })
    expect(keys()?.at(-1)).toBe('m259')
    expect(pages()).toHaveLength(4)
  })

  it('knows how far back it reaches, as it was asked and then told', async () => {
    conversation.open()
    const reach = { before: 'more', asking: false, sinceMs: 5 } as const
    asked.find(({ query }) => query.ask === 'reach')?.answer({ ok: true, answer: reach })
    await new Promise((done) => setImmediate(done))
    expect(conversation.getState().reach).toEqual(reach)
    mirror.tell([{ type: 'reach', chatId: 8, reach: { before: 'none', asking: false } }])
    mirror.tell([{ type: 'reach', chatId: 7, reach: { ...reach, asking: true } }])
    expect(conversation.getState().reach).toEqual({ ...reach, asking: true })
  })

  it('opens where it is told to', () => {
    createConversation(mirror, actions, 7, { at: 'around', key: 'm3' }).open()
    expect(anchor()).toEqual({ at: 'around', key: 'm3' })
  })

  it('asks another engine for the place where the person is, and watches again', async () => {
    conversation.open()
    await answer({ messages: views(10, 12) })
    mirror.tell('snapshot')
    expect(anchor()).toEqual({ at: 'latest' })
    conversation.lookingAt('m10')
    mirror.tell('snapshot')
    expect(anchor()).toEqual({ at: 'around', key: 'm10' })
    expect(told.filter(({ type }) => type === 'watch')).toHaveLength(3)
  })

  it('trusts no answer of an engine that died meanwhile', async () => {
    conversation.open()
    const first = pages().at(-1)
    mirror.tell('snapshot')
    first?.answer({ ok: true, answer: { messages: views(1, 3), atStart: true, atEnd: true } })
    await answer({ messages: views(1, 2) })
    expect(keys()).toEqual(['m1'])
  })

  it('keeps its row, its activity, and where it was joined to', () => {
    conversation.open()
    mirror.tell([{ type: 'chatRows', rows: [row], gone: [] }])
    mirror.tell([{ type: 'chatRows', rows: [{ ...row, rev: 1, name: 'old' }], gone: [] }])
    mirror.tell([{ type: 'activity', activity: { chatId: 7, typing: [] } }])
    expect(conversation.getState()).toMatchObject({
      row: { name: 'Bea' },
      activity: { typing: [] },
    })
    mirror.tell([{ type: 'chatRows', rows: [], gone: [{ chatId: 7, into: 9 }] }])
    expect(conversation.getState()).toMatchObject({ row: undefined, gone: { into: 9 } })
  })

  it('hears nothing more once it is closed, and others go on watching', () => {
    const close = conversation.open()
    const closeOther = createConversation(mirror, actions, 7).open()
    close()
    expect(told).toHaveLength(1)
    closeOther()
    expect(told.at(-1)).toEqual({ type: 'watch', chatIds: [] })
    const before = asked.length
    mirror.tell('snapshot')
    expect(asked).toHaveLength(before)
  })
})
