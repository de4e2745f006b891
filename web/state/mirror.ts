import { createStore } from 'zustand/vanilla'
import type { Command, ConnectionView, EngineEvent, Snapshot } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import { applyEvents } from './applyEvent.ts'
import type { WindowClock } from './clock.ts'

/** How this window stands to the engine behind it. */
export type EnginePresence =
  /** No snapshot yet. */
  | { readonly at: 'starting' }
  | { readonly at: 'live' }
  /** A newer build took over; this window shows old code and must reload. */
  | { readonly at: 'retired'; readonly forBuild: number }
  /** The engine died or could not start, and why; another one is being started. */
  | { readonly at: 'lost'; readonly error: PlainError }

/** A command that the engine refused or that never reached it. */
export interface Failure {
  readonly command: Command['type']
  readonly error: PlainError
}

/** Everything a window draws from: the mirrored snapshot and what only this window knows. */
export interface WindowState {
  readonly engine: EnginePresence
  readonly snapshot: Snapshot | undefined
  /** Window-clock time at which `snapshot.link` arrived; its `remainingMs` counts from here. */
  readonly linkAtMs: number
  /** Window-clock time at which `snapshot.connection` arrived; its `retryInMs` counts from here. */
  readonly connectionAtMs: number
  /** Window-clock time at which `snapshot.pairCode` arrived; its spans count from here. */
  readonly pairCodeAtMs: number
  /** Window-clock time at which `snapshot.lock` arrived; its `retryInMs` counts from here. */
  readonly lockAtMs: number
  /** Why the connection was last lost, kept while the next attempt runs, so that words do not flicker. */
  readonly trouble: PlainError | undefined
  /** Commands without an answer, one entry each. */
  readonly pending: readonly Command['type'][]
  readonly failure: Failure | undefined
}

/** What came from the engine: a batch of events, or a snapshot after which all else is to be asked anew. */
export type News = readonly EngineEvent[] | 'snapshot'

/** The window's copy of the engine's state. Components read and subscribe; only `state/` changes it. */
export interface Mirror {
  readonly getState: () => WindowState
  readonly subscribe: (listener: () => void) => () => void
  readonly update: (change: (state: WindowState, nowMs: number) => WindowState) => void
  /** Hears what is no part of the snapshot, such as messages. Returns what ends it. */
  readonly listen: (listener: (news: News) => void) => () => void
  readonly tell: (news: News) => void
}

/** A window that knows nothing yet. */
export function emptyWindow(nowMs: number): WindowState {
  return {
    engine: { at: 'starting' },
    snapshot: undefined,
    linkAtMs: nowMs,
    pairCodeAtMs: nowMs,
    lockAtMs: nowMs,
    connectionAtMs: nowMs,
    trouble: undefined,
    pending: [],
    failure: undefined,
  }
}

/** Makes the mirror. The clock stamps when views arrive, so that countdowns survive a redraw. */
export function createMirror(clock: WindowClock): Mirror {
  const store = createStore<WindowState>(() => emptyWindow(clock.now()))
  const listeners = new Set<(news: News) => void>()
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    update: (change) => store.setState((state) => change(state, clock.now()), true),
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell(news) {
      for (const listener of listeners) listener(news)
    },
  }
}

/** A new snapshot replaces everything; the window is live from then on. */
export function withSnapshot(state: WindowState, snapshot: Snapshot, nowMs: number): WindowState {
  if (state.engine.at === 'retired') return state
  return {
    ...state,
    engine: { at: 'live' },
    snapshot,
    linkAtMs: nowMs,
    pairCodeAtMs: nowMs,
    lockAtMs: nowMs,
    connectionAtMs: nowMs,
    trouble: troubleAfter(state.trouble, snapshot.connection),
  }
}

/** A batch of events. Before the first snapshot there is nothing to apply them to. */
export function withEvents(
  state: WindowState,
  events: readonly EngineEvent[],
  nowMs: number,
): WindowState {
  if (state.snapshot === undefined || state.engine.at === 'retired') return state
  const snapshot = applyEvents(state.snapshot, events)
  if (snapshot === state.snapshot) return state
  return {
    ...state,
    snapshot,
    linkAtMs: snapshot.link === state.snapshot.link ? state.linkAtMs : nowMs,
    pairCodeAtMs: snapshot.pairCode === state.snapshot.pairCode ? state.pairCodeAtMs : nowMs,
    lockAtMs: snapshot.lock === state.snapshot.lock ? state.lockAtMs : nowMs,
    connectionAtMs:
      snapshot.connection === state.snapshot.connection ? state.connectionAtMs : nowMs,
    trouble: troubleAfter(state.trouble, snapshot.connection),
  }
}

function troubleAfter(
  before: PlainError | undefined,
  connection: ConnectionView,
): PlainError | undefined {
  if (connection.at === 'waiting') return connection.error
  return connection.at === 'connecting' ? before : undefined
}
