import type { CareView } from '../bridge/archive.ts'
import type { HistoryView, SettingsView } from '../bridge/chatViews.ts'
import type {
  AccountView,
  ChatsView,
  ConnectionView,
  EngineEvent,
  LinkView,
  LockView,
  MoveView,
  PairCodeView,
  Snapshot,
} from '../bridge/contract.ts'
import type { TraceEvent } from '../bridge/trace.ts'

/** What changes over an engine's life. Read anew each time: some views tell the time that is left. */
export interface LiveViews {
  link(): LinkView
  connection(): ConnectionView
  account(): AccountView | undefined
  remember(): boolean
  pairCode(): PairCodeView | undefined
  lock(): LockView
  chats(): ChatsView | undefined
  history(): HistoryView | undefined
  settings(): SettingsView | undefined
  care(): CareView | undefined
  move(): MoveView | undefined
}

/** The parts of a snapshot that events can announce. */
export type LivePart = keyof LiveViews

/** Gives snapshots, and tells subscribers once a tick what changed since the last one. */
export interface SnapshotHub {
  readonly snapshot: () => Snapshot
  readonly changed: (...parts: readonly LivePart[]) => void
  /** Every part of the snapshot may be another one now. */
  readonly changedAll: () => void
  readonly traced: (event: TraceEvent) => void
  /** Tells what is no part of the snapshot, in order, with the changes of the same tick. */
  readonly tell: (...events: readonly EngineEvent[]) => void
  /** Returns the function that ends it. */
  readonly subscribe: (listener: (events: readonly EngineEvent[]) => void) => () => void
}

/** `fixed` is the part of every snapshot that never changes. */
export function createSnapshotHub(
  fixed: Pick<Snapshot, 'engine' | 'service'>,
  views: LiveViews,
): SnapshotHub {
  const listeners = new Set<(events: readonly EngineEvent[]) => void>()
  const pending = new Set<LivePart>()
  let traces: TraceEvent[] = []
  let told: EngineEvent[] = []
  let scheduled = false

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    void Promise.resolve().then(flush)
  }

  function flush(): void {
    scheduled = false
    const events = [...[...pending].map(eventOf), ...told]
    if (traces.length > 0) events.push({ type: 'trace', events: traces })
    pending.clear()
    traces = []
    told = []
    for (const listener of listeners) listener(events)
  }

  function eventOf(part: LivePart): EngineEvent {
    switch (part) {
      case 'link':
        return { type: 'link', link: views.link() }
      case 'connection':
        return { type: 'connection', connection: views.connection() }
      case 'account':
        return { type: 'account', account: views.account() }
      case 'remember':
        return { type: 'remember', remember: views.remember() }
      case 'pairCode':
        return { type: 'pairCode', pairCode: views.pairCode() }
      case 'lock':
        return { type: 'lock', lock: views.lock() }
      case 'chats':
        return { type: 'chats', chats: views.chats() }
      case 'history':
        return { type: 'history', history: views.history() }
      case 'settings':
        return { type: 'settings', settings: views.settings() }
      case 'care':
        return { type: 'care', care: views.care() }
      case 'move':
        return { type: 'move', move: views.move() }
    }
  }

  return {
    snapshot() {
      const account = views.account()
      const pairCode = views.pairCode()
      const chats = views.chats()
      const history = views.history()
      const settings = views.settings()
      const care = views.care()
      const move = views.move()
      return {
        ...fixed,
        remember: views.remember(),
        link: views.link(),
        ...(pairCode === undefined ? {} : { pairCode }),
        lock: views.lock(),
        connection: views.connection(),
        ...(account === undefined ? {} : { account }),
        ...(chats === undefined ? {} : { chats }),
        ...(history === undefined ? {} : { history }),
        ...(settings === undefined ? {} : { settings }),
        ...(care === undefined ? {} : { care }),
        ...(move === undefined ? {} : { move }),
      }
    },
    changed(...parts) {
      for (const part of parts) pending.add(part)
      schedule()
    },
    changedAll() {
      for (const part of Object.keys(views) as LivePart[]) pending.add(part)
      schedule()
    },
    traced(event) {
      traces.push(event)
      schedule()
    },
    tell(...events) {
      told.push(...events)
      schedule()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
