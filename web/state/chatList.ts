import { createStore } from 'zustand/vanilla'
import type { ActivityView, ChatRowView } from '../bridge/chatViews.ts'
import type { EngineEvent } from '../bridge/contract.ts'
import type { Actions } from './actions.ts'
import { missingStretch, stretchAround, stretchSize } from './chatListStretch.ts'
import {
  type ChatRows,
  emptyRows,
  type RowRange,
  withAsked,
  withHead,
  withHeardRows,
  withNewEngine,
  withStretch,
} from './chatRows.ts'
import type { WindowClock } from './clock.ts'
import type { Mirror } from './mirror.ts'

/** What a filter found, or with an empty one, the archived chats: a stretch of it. */
export interface FoundChats {
  readonly filter: string
  readonly rows: readonly ChatRowView[]
  /** Index of the first row. */
  readonly from: number
  readonly total: number
}

export interface ChatListState {
  readonly chats: ChatRows
  /** What is looked for; empty: everything is shown. */
  readonly filter: string
  /** The archived chats are shown instead, while nothing is looked for. */
  readonly showsArchived: boolean
  /** The last answer to a filter; it stays until the next one is there. */
  readonly found: FoundChats | undefined
  /** The last question for `found` was not answered. */
  readonly findFailed: boolean
  /** Who writes in which chat now. */
  readonly activity: ReadonlyMap<number, ActivityView>
}

/** The list of chats of a window, kept equal to the engine while it is open. */
export interface ChatList {
  readonly getState: () => ChatListState
  readonly subscribe: (listener: () => void) => () => void
  /** These rows are in sight or will soon be: fetches what is missing of them. */
  readonly reach: (from: number, to: number) => void
  readonly setFilter: (filter: string) => void
  readonly showArchived: (shown: boolean) => void
  /** Asks again for what was not found for a failure. */
  readonly again: () => void
  /** Begins to follow the engine. Returns what ends it. */
  readonly open: () => () => void
}

/** Typing rests this long before the engine is asked, in milliseconds. */
const restMs = 120
/** What was found, and indexes that drifted, are renewed no more often than this. */
const renewMs = 600

/** Stretches that are asked for in a row. */
const mostTries = 8

const atTop: RowRange = { from: 0, to: 24 }

/** A list that shows the head that the mirror holds already, and is still until it is opened. */
export function createChatList(mirror: Mirror, actions: Actions, clock: WindowClock): ChatList {
  const { chats: head } = mirror.getState().snapshot ?? {}
  const store = createStore<ChatListState>(() => ({
    chats: head === undefined ? emptyRows : withHead(emptyRows, head),
    filter: '',
    showsArchived: false,
    found: undefined,
    findFailed: false,
    activity: new Map(),
  }))
  let told = head
  let looked = atTop
  let lookedFound = atTop
  let asking = false
  let age = 0
  let cancelDrift: (() => void) | undefined
  let cancelRest: (() => void) | undefined
  let askAgain = false
  let finds = 0
  let answered = 0
  let closed = true

  const change = (next: (state: ChatListState) => Partial<ChatListState>): void =>
    store.setState((state) => ({ ...state, ...next(state) }), true)
  const changeChats = (next: (chats: ChatRows) => ChatRows): void =>
    change(({ chats }) => ({ chats: next(chats) }))

  /** Asks for what is missing around what is looked at, until nothing is. */
  async function fill(): Promise<void> {
    if (asking || closed) return
    asking = true
    const begun = age
    let from = missingStretch(store.getState().chats, looked)
    // Where the list changes under it, it is asked again when something moves.
    for (let tries = mostTries; from !== undefined && tries > 0 && !closed; tries -= 1) {
      const start = from
      changeChats(withAsked)
      const result = await actions.ask({ ask: 'chats', from: start, count: stretchSize })
      if (begun !== age) return
      changeChats((chats) =>
        withStretch(chats, start, result.ok ? result.answer : undefined, looked),
      )
      from = result.ok ? missingStretch(store.getState().chats, looked) : undefined
    }
    asking = false
  }

  /** Chats moved above a stretch in the middle of the list: its place is asked again, with rests. */
  function fillSoon(): void {
    if (!store.getState().chats.drifted) return
    cancelDrift ??= clock.after(renewMs, () => {
      cancelDrift = undefined
      void fill()
    })
  }

  /** Whether `found` is shown, and not all chats. */
  function finding(): boolean {
    const { filter, showsArchived } = store.getState()
    return filter !== '' || showsArchived
  }

  async function find(): Promise<void> {
    const { filter } = store.getState()
    if (!finding() || closed) return
    finds += 1
    const mine = finds
    const wanted = filter === '' ? { archived: true } : { filter }
    const from = stretchAround(lookedFound)
    const result = await actions.ask({ ask: 'chats', from, count: stretchSize, ...wanted })
    if (mine !== finds || closed) return
    answered = mine
    change(() => ({
      findFailed: !result.ok,
      ...(result.ok ? { found: { filter, from, ...result.answer } } : {}),
    }))
    // The person scrolled on meanwhile.
    if (result.ok && stretchAround(lookedFound) !== from && !isFound()) void find()
  }

  /** Whether what is looked at of `found` is there. */
  function isFound(): boolean {
    const { found } = store.getState()
    if (found === undefined) return true
    const { from, total, rows } = found
    const first = Math.min(total, lookedFound.from)
    return first >= from && Math.min(total, lookedFound.to) <= from + rows.length
  }

  /** Asks at once, and when asked again meanwhile, once more after a rest. */
  function findSoon(rest: number): void {
    if (cancelRest !== undefined) {
      askAgain = true
      return
    }
    void find()
    cancelRest = clock.after(rest, () => {
      cancelRest = undefined
      if (askAgain) findSoon(rest)
      askAgain = false
    })
  }

  function hear(event: EngineEvent): void {
    if (event.type === 'chatRows') {
      const gone = event.gone.map(({ chatId }) => chatId)
      change(({ chats, found, activity }) => ({
        chats: withHeardRows(chats, event.rows, gone, looked),
        found: found && renewed(found, event.rows, gone),
        activity: gone.length === 0 ? activity : without(activity, gone),
      }))
      fillSoon()
      if (finding()) findSoon(renewMs)
    } else if (event.type === 'activity') {
      const { activity } = event
      change((state) => ({
        activity: new Map(state.activity).set(activity.chatId, activity),
      }))
    }
  }

  /** The head is a part of the snapshot, which the mirror keeps. */
  function takeHead(): void {
    const { chats } = mirror.getState().snapshot ?? {}
    if (chats === told) return
    told = chats
    if (chats === undefined) change(() => ({ chats: emptyRows, found: undefined }))
    else changeChats((rows) => withHead(rows, chats))
    void fill()
  }

  function beginAnew(): void {
    age += 1
    asking = false
    told = mirror.getState().snapshot?.chats
    change(({ chats }) => ({ chats: withNewEngine(chats, told), activity: new Map() }))
    void fill()
    void find()
  }

  /** What is found is another list now: from its beginning. */
  function beginFinding(): void {
    finds += 1
    lookedFound = atTop
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    reach(from, to) {
      if (!finding()) {
        looked = { from, to }
        void fill()
        return
      }
      lookedFound = { from, to }
      if (answered === finds && !isFound()) void find()
    },
    setFilter(filter) {
      const wantedNow = filter.trim()
      if (wantedNow === store.getState().filter) return
      beginFinding()
      change(({ found, filter }) => ({
        filter: wantedNow,
        // Between the archived chats and what a filter finds nothing is kept.
        found: wantedNow === '' || filter === '' ? undefined : found,
        findFailed: false,
      }))
      if (finding()) findSoon(restMs)
    },
    showArchived(showsArchived) {
      beginFinding()
      change(() => ({ showsArchived, found: undefined, findFailed: false }))
      void find()
    },
    again() {
      change(() => ({ findFailed: false }))
      void find()
    },
    open() {
      closed = false
      const unlisten = mirror.listen((news) => {
        if (news === 'snapshot') beginAnew()
        else news.forEach(hear)
      })
      const unsubscribe = mirror.subscribe(takeHead)
      takeHead()
      void fill()
      return () => {
        closed = true
        age += 1
        asking = false
        cancelRest?.()
        cancelRest = undefined
        cancelDrift?.()
        cancelDrift = undefined
        unlisten()
        unsubscribe()
      }
    },
  }
}

function renewed(
  found: FoundChats,
  rows: readonly ChatRowView[],
  gone: readonly number[],
): FoundChats {
  const news = new Map(rows.map((row) => [row.chatId, row]))
  const kept = found.rows.filter(({ chatId }) => !gone.includes(chatId))
  return {
    ...found,
    rows: kept.map((row) => {
      const next = news.get(row.chatId)
      return next !== undefined && next.rev >= row.rev ? next : row
    }),
  }
}

function without<Value>(
  map: ReadonlyMap<number, Value>,
  keys: readonly number[],
): ReadonlyMap<number, Value> {
  return new Map([...map].filter(([key]) => !keys.includes(key)))
}
