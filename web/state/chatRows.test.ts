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
const stretchRows = 3

/** The engine's list, and a window that hears of it late. */
function playedList() {
  const chats = new Map<number, ChatRowView>()
  let state: ChatRows = emptyRows
  let rev = 0
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
      state = withHeardRows(state, [next], [])
    },
    remove(chatId: number) {
      if (chats.delete(chatId)) state = withHeardRows(state, [], [chatId])
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
    ask(from = Math.max(0, state.rows.length - 1)) {
      const all = inOrder()
      const stretch = { rows: all.slice(from, from + stretchRows), total: all.length }
      state = withAsked(state)
      answers.push(() => {
        state = withStretch(state, from, stretch)
      })
    },
    answer() {
      answers.shift()?.()
    },
    waiting: () => answers.length,
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
  fc.record({ do: fc.constant('ask' as const) }),
  fc.record({ do: fc.constant('answer' as const) }),
)

type Played = ReturnType<typeof playedList>

function play(list: Played, one: typeof step extends fc.Arbitrary<infer Step> ? Step : never) {
  if (one.do === 'put') list.put(one.chatId, one.sortMs, one.pinned, one.archived)
  else if (one.do === 'remove') list.remove(one.chatId)
  else if (one.do === 'head') list.tellHead()
  else if (one.do === 'ask') list.ask()
  else list.answer()
}

const ids = (rows: readonly ChatRowView[]) => rows.map(({ chatId }) => chatId)

/** Asks on until the end, as a person who scrolls down does. */
function toTheEnd(list: Played): void {
  while (list.waiting() > 0) list.answer()
  for (let tries = 0; tries < 40 && list.state().rows.length < list.inOrder().length; tries += 1) {
    list.ask()
    list.answer()
  }
}

describe('the list in a window', () => {
  it('is always a beginning of the engine’s list, and all of it at the end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = playedList()
        list.tellHead()
        for (const one of steps) {
          play(list, one)
          const { rows } = list.state()
          expect(rows).toEqual(list.inOrder().slice(0, rows.length))
        }
        toTheEnd(list)
        expect(list.state().rows).toEqual(list.inOrder())
      }),
      { numRuns: 400 },
    )
  })

  it('heals what no event told once another engine was asked', () => {
    const list = playedList()
    for (let chatId = 1; chatId <= 12; chatId += 1) list.put(chatId, chatId, false, false)
    list.tellHead()
    toTheEnd(list)
    for (const chatId of [11, 6, 1]) list.missed(chatId)
    list.newEngine()
    expect(ids(list.state().rows)).toContain(6)
    for (let from = 0; from < 9; from += 2) {
      list.ask(from)
      list.answer()
    }
    expect(list.state().rows).toEqual(list.inOrder())
    expect(list.state().stale.size).toBe(0)
  })

  it('does not bring back what went while it was asked for', () => {
    const list = playedList()
    for (let chatId = 1; chatId <= 6; chatId += 1) list.put(chatId, chatId, false, false)
    list.tellHead()
    list.ask()
    list.remove(3)
    list.answer()
    expect(ids(list.state().rows)).toEqual([6, 5, 4, 2, 1])
  })

  it('leaves archived and empty chats out and takes them back', () => {
    let state = withHead(emptyRows, { rows: [row(1, 5), row(2, 4)], total: 2, unread: 0 })
    state = withHeardRows(state, [row(1, 5, { rev: 2, archived: true }), row(3, 0)], [])
    expect(ids(state.rows)).toEqual([2])
    state = withHeardRows(state, [row(1, 5, { rev: 3 })], [])
    expect(ids(state.rows)).toEqual([1, 2])
  })

  it('keeps the newer view of a chat, whichever comes last', () => {
    const head = { rows: [row(1, 5, { rev: 7, unread: 2 })], total: 1, unread: 2 }
    const state = withHeardRows(withHead(emptyRows, head), [row(1, 4, { rev: 6 })], [])
    expect(state.rows[0]?.unread).toBe(2)
  })
})
