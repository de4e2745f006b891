import type { TraceEvent, TraceStep } from '../bridge/trace.ts'
import type { Clock } from '../platform/platform.ts'

/** How many events are kept for a window that asks later. */
const KEPT = 500

/** Records one step of what happens. */
export type Trace = (step: TraceStep) => void

/** The last steps, oldest first, and who wants to hear of new ones. */
export interface TraceRing {
  readonly record: Trace
  readonly recent: () => readonly TraceEvent[]
  watch(windowId: string, on: boolean): void
}

/** Keeps the newest 500 events; `onEvent` is called only while at least one window watches. */
export function createTraceRing(clock: Clock, onEvent: (event: TraceEvent) => void): TraceRing {
  const kept: TraceEvent[] = []
  const watching = new Set<string>()
  return {
    record(step) {
      const event: TraceEvent = { atMs: clock.now(), ...step }
      kept.push(event)
      if (kept.length > KEPT) kept.shift()
      if (watching.size > 0) onEvent(event)
    },
    recent: () => [...kept],
    watch(windowId, on) {
      if (on) watching.add(windowId)
      else watching.delete(windowId)
    },
  }
}
