import { createStore } from 'zustand/vanilla'
import type { ActivityView, ChatRowView } from '../bridge/chatViews.ts'
import type { EngineEvent } from '../bridge/contract.ts'
import type { Actions } from './actions.ts'
import {
  type ChatRows,
  emptyRows,
  withAsked,
  withHead,
  withHeardRows,
  withNewEngine,
  withStretch,
} from './chatRows.ts'
import type { WindowClock } from './clock.ts'
import type { Mirror } from './mirror.ts'

/** What a filter found, or with an empty one, the archived chats. */
export interface FoundChats {
  readonly filter: string
  readonly rows: readonly ChatRowView[]
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
  /** Rows up to this index are in sight or will soon be: fetches what is missing of them. */
  readonly reach: (index: number) => void
  readonly setFilter: (filter: string) => void
  readonly showArchived: (shown: boolean) => void
  /** Asks again for what was not found for a failure. */
  readonly again: () => void
  /** Begins to follow the engine. Returns what ends it. */
  readonly open: () => () => void
}

const stretchSize = 100
/** Rows that are asked for again, so that a stretch touches the one before it. */
const overlap = 8
/** Typing rests this long before the engine is asked, in milliseconds. */
const restMs = 120
/** A filter's answer is renewed no more often than this while chats change. */
const renewMs = 600

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
  let wanted = 0
  let asking = false
  let age = 0
  let cancelRest: (() => void) | undefined
  let askAgain = false
  let finds = 0
  let foundCount = stretchSize
  let closed = true

  const change = (next: (state: ChatListState) => Partial<ChatListState>): void =>
    store.setState((state) => ({ ...state, ...next(state) }), true)
  const changeChats = (next: (chats: ChatRows) => ChatRows): void =>
    change(({ chats }) => ({ chats: next(chats) }))

  /** Asks for the stretches that are missing, one after another, until nothing in sight is. */
  async function fill(): Promise<void> {
    if (asking || closed) return
    asking = true
    const begun = age
    let from = missingFrom(store.getState().chats, wanted)
    let tries = 3
    while (from !== undefined && tries > 0 && begun === age && !closed) {
      const before = store.getState().chats
      const start = from
      changeChats(withAsked)
      const result = await actions.ask({ ask: 'chats', from: start, count: stretchSize })
      if (begun !== age) return
      changeChats((chats) => withStretch(chats, start, result.ok ? result.answer : undefined))
      const after = store.getState().chats
      const moved = after.rows.length > before.rows.length || after.stale.size < before.stale.size
      tries = result.ok && moved ? 3 : tries - 1
      from = result.ok ? missingFrom(after, wanted) : undefined
    }
    if (begun === age) asking = false
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
    const result = await actions.ask({ ask: 'chats', from: 0, count: foundCount, ...wanted })
    if (mine !== finds || closed) return
    change(() => ({
      findFailed: !result.ok,
      ...(result.ok ? { found: { filter, ...result.answer } } : {}),
    }))
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
        chats: withHeardRows(chats, event.rows, gone),
        found: found && renewed(found, event.rows, gone),
        activity: gone.length === 0 ? activity : without(activity, gone),
      }))
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

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    reach(index) {
      const { found } = store.getState()
      if (!finding()) {
        wanted = index
        void fill()
      } else if (found !== undefined && index >= foundCount - overlap && found.total > foundCount) {
        foundCount += stretchSize
        void find()
      }
    },
    setFilter(filter) {
      const wantedNow = filter.trim()
      if (wantedNow === store.getState().filter) return
      foundCount = stretchSize
      finds += 1
      change(({ found, filter }) => ({
        filter: wantedNow,
        // Between the archived chats and what a filter finds nothing is kept.
        found: wantedNow === '' || filter === '' ? undefined : found,
        findFailed: false,
      }))
      if (finding()) findSoon(restMs)
    },
    showArchived(showsArchived) {
      foundCount = stretchSize
      finds += 1
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
        unlisten()
        unsubscribe()
      }
    },
  }
}

/** The index from which to ask, so that rows up to `wanted` are known and none is stale. */
function missingFrom({ rows, total, stale, known }: ChatRows, wanted: number): number | undefined {
  if (!known) return undefined
  const firstStale = stale.size === 0 ? -1 : rows.findIndex(({ chatId }) => stale.has(chatId))
  if (firstStale >= 0) return Math.max(0, firstStale - overlap)
  const wants = Math.min(total, wanted + stretchSize / 2)
  return rows.length < wants ? Math.max(0, rows.length - overlap) : undefined
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
