import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatRowView } from '../bridge/chatViews.ts'
import {
  type ChatRows,
  compareRows,
  emptyRows,
  withAsked,
  withHead,
  withHeardRows,
  withNewEngine,
  withStretch,
} from './chatRows.ts'

const row = (chatId: number, sortMs: number, more: Partial<ChatRowView> = {}): ChatRowView => ({
  chatId,
  rev: 1,
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
  ...more,
})

const headRows = 4
const stretchRows = 5

/** The engine's list, and a window that hears of it late. */
function playedList() {
  const chats = new Map<number, ChatRowView>()
  let state: ChatRows = emptyRows
  let rev = 0
  let looked = { from: 0, to: 3 }
  const inOrder = () =>
    [...chats.values()].filter(({ archived }) => !archived).toSorted(compareRows)
  const head = () => ({ rows: inOrder().slice(0, headRows), total: inOrder().length, unread: 0 })
  const answers: (() => void)[] = []
  return {
    inOrder,
    state: () => state,
    put(chatId: number, sortMs: number, pinned: boolean, archived: boolean) {
      rev += 1
      const next = row(chatId, sortMs, { rev, pinned, archived })
      chats.set(chatId, next)
      state = withHeardRows(state, [next], [], looked)
    },
    remove(chatId: number) {
      if (chats.delete(chatId)) state = withHeardRows(state, [], [chatId], looked)
    },
    tellHead() {
      state = withHead(state, head())
    },
    newEngine() {
      answers.length = 0
      state = withNewEngine(state, head())
    },
    /** Changes that no event told, before another engine. */
    missed(chatId: number) {
      chats.delete(chatId)
    },
    look(from: number) {
      looked = { from, to: from + 3 }
    },
    /** One stretch at a time, as the list asks. */
    ask(from: number) {
      if (answers.length > 0) return
      const all = inOrder()
      const stretch = { rows: all.slice(from, from + stretchRows), total: all.length }
      state = withAsked(state)
      answers.push(() => {
        state = withStretch(state, from, stretch, looked)
      })
    },
    answer() {
      answers.shift()?.()
    },
  }
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('put' as const),
    chatId: fc.integer({ min: 1, max: 14 }),
    sortMs: fc.integer({ min: 1, max: 30 }),
    pinned: fc.boolean(),
    archived: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
  }),
  fc.record({ do: fc.constant('remove' as const), chatId: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ do: fc.constant('head' as const) }),
  fc.record({ do: fc.constant('ask' as const), from: fc.integer({ min: 0, max: 13 }) }),
  fc.record({ do: fc.constant('look' as const), from: fc.integer({ min: 0, max: 11 }) }),
  fc.record({ do: fc.constant('answer' as const) }),
)

type Played = ReturnType<typeof playedList>

function play(list: Played, one: typeof step extends fc.Arbitrary<infer Step> ? Step : never) {
  if (one.do === 'put') list.put(one.chatId, one.sortMs, one.pinned, one.archived)
  else if (one.do === 'remove') list.remove(one.chatId)
  else if (one.do === 'head') list.tellHead()
  else if (one.do === 'ask') list.ask(one.from)
  else if (one.do === 'look') list.look(one.from)
  else list.answer()
}

const ids = (rows: readonly ChatRowView[]) => rows.map(({ chatId }) => chatId)

describe('the list in a window', () => {
  it('is always a stretch of the engine’s list without a gap, and at its place unless it says so', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = playedList()
        for (let chatId = 1; chatId <= 10; chatId += 1) list.put(chatId, chatId * 3, false, false)
        list.ask(0)
        list.answer()
        for (const one of steps) {
          play(list, one)
          const { rows, from, old, drifted } = list.state()
          const all = list.inOrder()
          if (old || rows.length === 0) continue
          const place = all.findIndex(({ chatId }) => chatId === rows[0]?.chatId)
          expect(rows).toEqual(all.slice(place, place + rows.length))
          if (!drifted) expect(from).toBe(place)
        }
        list.answer()
        list.look(0)
        list.ask(0)
        list.answer()
        const all = list.inOrder()
        expect(list.state()).toMatchObject({ from: 0, old: false, drifted: false })
        expect(list.state().rows.slice(0, stretchRows)).toEqual(all.slice(0, stretchRows))
      }),
      { numRuns: 600 },
    )
  })

  it('keeps a bounded stretch, around what is looked at', () => {
    let state = withHead(emptyRows, { rows: [], total: 10_000, unread: 0 })
    const all = Array.from({ length: 10_000 }, (_, at) => row(at + 1, 20_000 - at))
    for (let from = 0; from < 10_000; from += 90) {
      state = withAsked(state)
      const answer = { rows: all.slice(from, from + 100), total: 10_000 }
      state = withStretch(state, from, answer, { from: from + 40, to: from + 60 })
      expect(state.rows.length).toBeLessThanOrEqual(300)
      expect(state.rows).toEqual(all.slice(state.from, state.from + state.rows.length))
    }
    expect(state.from + state.rows.length).toBe(10_000)
    state = withStretch(
      withAsked(state),
      500,
      { rows: all.slice(500, 600), total: 10_000 },
      {
        from: 540,
        to: 560,
      },
    )
    expect(state).toMatchObject({ from: 500, rows: all.slice(500, 600) })
  })

  it('shows a stored head until it was asked for', () => {
    const list = playedList()
    for (let chatId = 1; chatId <= 6; chatId += 1) list.put(chatId, chatId, false, false)
    list.tellHead()
    expect(ids(list.state().rows)).toEqual([6, 5, 4, 3])
    expect(list.state().old).toBe(true)
    list.ask(0)
    list.answer()
    expect(list.state()).toMatchObject({ old: false, from: 0, total: 6 })
  })

  it('heals what no event told once another engine was asked', () => {
    const list = playedList()
    for (let chatId = 1; chatId <= 12; chatId += 1) list.put(chatId, chatId, false, false)
    list.look(4)
    list.ask(4)
    list.answer()
    for (const chatId of [11, 6, 1]) list.missed(chatId)
    list.newEngine()
    expect(ids(list.state().rows)).toContain(6)
    list.ask(3)
    list.answer()
    expect(list.state().rows).toEqual(list.inOrder().slice(3, 8))
  })

  it('does not bring back what went while it was asked for', () => {
    const list = playedList()
    for (let chatId = 1; chatId <= 5; chatId += 1) list.put(chatId, chatId, false, false)
    list.tellHead()
    list.ask(0)
    list.remove(3)
    list.answer()
    expect(ids(list.state().rows)).toEqual([5, 4, 2, 1])
  })

  it('leaves archived and empty chats out and takes them back', () => {
    const looked = { from: 0, to: 3 }
    let state = withHead(emptyRows, { rows: [row(1, 5), row(2, 4)], total: 2, unread: 0 })
    const archived = row(1, 5, { rev: 2, archived: true })
    state = withHeardRows(state, [archived, row(3, 0)], [], looked)
    expect(ids(state.rows)).toEqual([2])
    state = withHeardRows(state, [row(1, 5, { rev: 3 })], [], looked)
    expect(ids(state.rows)).toEqual([1, 2])
  })

  it('keeps the newer view of a chat, whichever comes last', () => {
    const head = { rows: [row(1, 5, { rev: 7, unread: 2 })], total: 1, unread: 2 }
    const late = row(1, 4, { rev: 6 })
    const state = withHeardRows(withHead(emptyRows, head), [late], [], { from: 0, to: 3 })
    expect(state.rows[0]?.unread).toBe(2)
  })
})
