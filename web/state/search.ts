import { createStore } from 'zustand/vanilla'
import type { SearchHit, SearchWish } from '../bridge/archive.ts'
import type { Actions } from './actions.ts'
import type { WindowClock } from './clock.ts'
import type { Mirror } from './mirror.ts'

export interface SearchState {
  /** Undefined: nothing is looked for. */
  readonly wish: SearchWish | undefined
  /** Newest first. Those of the wish before stay until the first answer to this one. */
  readonly hits: readonly SearchHit[]
  /** Whether `hits` belong to `wish`. */
  readonly fresh: boolean
  /** `more`: enough is here for now; `done`: there is nothing else, or as much as is ever listed. */
  readonly at: 'looking' | 'more' | 'done' | 'failed'
  /** Messages that the index has not taken in yet. */
  readonly unindexed: number
}

/** Hits for a wish, as the engine finds them. */
export interface Search {
  readonly getState: () => SearchState
  readonly subscribe: (listener: () => void) => () => void
  readonly setWish: (wish: SearchWish | undefined) => void
  /** Hits up to this index are in sight or will soon be. */
  readonly reach: (index: number) => void
  /** Looks on until this message is among the hits, or there are no more. */
  readonly reachKey: (key: string) => void
  readonly again: () => void
  /** Begins to follow the engine. Returns what ends it. */
  readonly open: () => () => void
}

/** Typing rests this long before the engine is asked, in milliseconds. */
const restMs = 150
const partSize = 30
/** So many hits beyond what is in sight. */
const ahead = 50
/** More than this nobody looks through. */
export const mostHits = 1000

const nothing: SearchState = {
  wish: undefined,
  hits: [],
  fresh: true,
  at: 'done',
  unindexed: 0,
}

/** A search that looks for nothing yet. */
export function createSearch(mirror: Mirror, actions: Actions, clock: WindowClock): Search {
  const store = createStore<SearchState>(() => nothing)
  let age = 0
  let next: string | undefined
  let running = false
  let wanted = ahead
  let wantedKey: string | undefined
  let begunAnew = false
  let cancelRest: (() => void) | undefined

  const change = (part: Partial<SearchState>): void =>
    store.setState((state) => ({ ...state, ...part }), true)

  function isEnough({ hits }: SearchState): boolean {
    if (hits.length >= mostHits) return true
    const found = wantedKey === undefined || hits.some(({ key }) => key === wantedKey)
    return hits.length >= wanted && found
  }

  /** Asks part after part, until there are hits enough. */
  async function run(wish: SearchWish): Promise<void> {
    const begun = age
    running = true
    for (;;) {
      const { fresh } = store.getState()
      change({ at: 'looking' })
      const from = next === undefined ? {} : { next }
      const result = await actions.ask({ ask: 'search', wish, count: partSize, ...from })
      if (begun !== age) return
      if (!result.ok) {
        running = false
        // The engine no longer knows how far it was.
        if (next !== undefined && !begunAnew && result.error.code === 'message-gone') {
          begunAnew = true
          begin(0)
        } else change({ at: 'failed', ...(fresh ? {} : { hits: [], fresh: true }) })
        return
      }
      const { hits, unindexed } = result.answer
      next = result.answer.next
      change({
        hits: fresh ? joined(store.getState().hits, hits) : hits,
        fresh: true,
        unindexed,
      })
      const over = next === undefined || store.getState().hits.length >= mostHits
      if (over || isEnough(store.getState())) {
        running = false
        change({ at: over ? 'done' : 'more' })
        return
      }
    }
  }

  /** From the beginning, after a rest. */
  function begin(rest: number): void {
    const { wish } = store.getState()
    age += 1
    running = false
    next = undefined
    cancelRest?.()
    cancelRest = undefined
    if (wish === undefined) return change(nothing)
    change({ fresh: false, at: 'looking' })
    if (rest === 0) return void run(wish)
    cancelRest = clock.after(rest, () => {
      cancelRest = undefined
      void run(wish)
    })
  }

  function goOn(): void {
    const state = store.getState()
    if (running || state.wish === undefined || state.at !== 'more' || isEnough(state)) return
    void run(state.wish)
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    setWish(wish) {
      wanted = ahead
      wantedKey = undefined
      begunAnew = false
      change({ wish })
      begin(restMs)
    },
    reach(index) {
      wanted = Math.max(wanted, index + ahead)
      goOn()
    },
    reachKey(key) {
      wantedKey = key
      goOn()
    },
    again: () => begin(0),
    open() {
      const unlisten = mirror.listen((news) => {
        if (news === 'snapshot') begin(0)
      })
      return () => {
        unlisten()
        cancelRest?.()
        cancelRest = undefined
        age += 1
        running = false
        next = undefined
        change(nothing)
      }
    },
  }
}

/** Parts follow each other; a message that moved meanwhile may come twice. */
function joined(known: readonly SearchHit[], came: readonly SearchHit[]): readonly SearchHit[] {
  const keys = new Set(known.map(({ key }) => key))
  return [...known, ...came.filter(({ key }) => !keys.has(key))]
}
