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

  /** An event is called as its part is, and carries it under that name. */
  function eventOf(part: LivePart): EngineEvent {
    return { type: part, [part]: views[part]() } as EngineEvent
  }

  return {
    snapshot() {
      const parts = partsOf(views).map((part) => [part, views[part]()] as const)
      // What there is none of is left out, not undefined; what must be there is there in every view.
      const there = Object.fromEntries(parts.filter(([, view]) => view !== undefined))
      return { ...fixed, ...there } as Snapshot
    },
    changed(...parts) {
      for (const part of parts) pending.add(part)
      schedule()
    },
    changedAll() {
      for (const part of partsOf(views)) pending.add(part)
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

function partsOf(views: LiveViews): LivePart[] {
  return Object.keys(views) as LivePart[]
}
