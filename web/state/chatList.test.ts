import { beforeEach, describe, expect, it } from 'vitest'
import { idleActions } from '../../e2e/gallery/idleActions.ts'
import { base } from '../../e2e/gallery/scene.ts'
import type { ChatRowView } from '../bridge/chatViews.ts'
import type { Query, QueryResult } from '../bridge/queries.ts'
import type { Actions } from './actions.ts'
import { type ChatList, createChatList } from './chatList.ts'
import { compareRows } from './chatRows.ts'
import { createMirror, type Mirror, withSnapshot } from './mirror.ts'

const count = 10_000

function row(chatId: number, sortMs: number, rev = 1): ChatRowView {
  return {
    chatId,
    rev,
    kind: 'direct',
    name: `Chat ${chatId}`,
    nameSource: 'saved',
    sortMs,
    unread: 0,
    marked: false,
    pinned: false,
    archived: false,
    disappearingSec: 0,
    writable: true,
  }
}

let rows: ChatRowView[]
let asked: Extract<Query, { ask: 'chats' }>[]
let timers: (() => void)[]
let mirror: Mirror
let list: ChatList

const actions: Actions = {
  ...idleActions,
  ask: (async (query: Query): Promise<QueryResult> => {
    if (query.ask !== 'chats') return { ok: false, error: { code: 'internal', remedy: 'no' } }
    asked.push(query)
    const found = rows.filter(({ name }) => name.includes(query.filter ?? ''))
    const page = found.slice(query.from, query.from + query.count)
    return { ok: true, answer: { rows: page, total: found.length } }
  }) as Actions['ask'],
}

const rest = () => new Promise((done) => setImmediate(done))

async function passTime(): Promise<void> {
  for (const timer of timers.splice(0)) timer()
  await rest()
}

/** The chat gets a message: it goes to the top. */
function write(chatId: number): void {
  const next = row(chatId, count + 1000 + asked.length + chatId, 2)
  rows = [...rows.filter((one) => one.chatId !== chatId), next].toSorted(compareRows)
  mirror.tell([{ type: 'chatRows', rows: [next], gone: [] }])
}

/** What the list shows at these indexes. */
function shown(from: number, to: number): readonly number[] {
  const { chats } = list.getState()
  return chats.rows.slice(from - chats.from, to - chats.from).map(({ chatId }) => chatId)
}

const truth = (from: number, to: number) => rows.slice(from, to).map(({ chatId }) => chatId)

beforeEach(async () => {
  rows = Array.from({ length: count }, (_, at) => row(at + 1, count - at))
  asked = []
  timers = []
  const clock = {
    now: () => 0,
    after: (_delayMs: number, task: () => void) => {
      timers.push(task)
      return () => void timers.splice(timers.indexOf(task), 1)
    },
  }
  mirror = createMirror(clock)
  const chats = { rows: rows.slice(0, 100), total: count, unread: 0 }
  mirror.update((state) => withSnapshot(state, { ...base, chats }, 0))
  list = createChatList(mirror, actions, clock)
  list.open()
  await rest()
})

describe('the list of ten thousand chats', () => {
  it('comes to any place with one question, and keeps a bounded stretch', async () => {
    const before = asked.length
    for (const from of [5000, 9980, 0, 7300]) {
      list.reach(from, from + 20)
      await rest()
      expect(shown(from, from + 20)).toEqual(truth(from, from + 20))
      expect(list.getState().chats.rows.length).toBeLessThanOrEqual(300)
    }
    expect(asked.length - before).toBe(4)
  })

  it('asks ahead of a person who scrolls, and never shows a gap', async () => {
    for (let from = 0; from < 2000; from += 10) {
      list.reach(from, from + 20)
      expect(shown(from, from + 20)).toEqual(truth(from, from + 20))
      await rest()
    }
    expect(asked.length).toBeLessThan(30)
    for (let from = 2000; from >= 0; from -= 10) {
      list.reach(from, from + 20)
      expect(shown(from, from + 20)).toEqual(truth(from, from + 20))
      await rest()
    }
  })

  it('only asks for the last place when the scrollbar outruns the answers', async () => {
    const before = asked.length
    for (let from = 1000; from < 9000; from += 100) list.reach(from, from + 20)
    await rest()
    expect(asked.length - before).toBeLessThanOrEqual(2)
    expect(shown(8900, 8920)).toEqual(truth(8900, 8920))
  })

  it('finds its place again when chats moved above it', async () => {
    list.reach(5000, 5020)
    await rest()
    write(9000)
    expect(list.getState().chats.drifted).toBe(true)
    await passTime()
    expect(shown(5000, 5020)).toEqual(truth(5000, 5020))
    write(5010)
    await passTime()
    expect(shown(5000, 5020)).toEqual(truth(5000, 5020))
  })

  it('holds only a stretch of what a filter found, too', async () => {
    list.setFilter('Chat')
    await rest()
    list.reach(6000, 6020)
    await rest()
    const { found } = list.getState()
    expect(found?.rows.length).toBeLessThanOrEqual(100)
    expect(found?.total).toBe(count)
    expect(found?.rows[6000 - (found?.from ?? 0)]?.chatId).toBe(6001)
  })
})
