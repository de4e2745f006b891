import type { Clock } from '../../platform/platform.ts'
import type { MessageWrite } from './journal.ts'

/** After so long without a change the journal goes into pages. */
const IDLE_MS = 5_000
/** Traffic does not put it off for longer. */
const LONGEST_MS = 30_000
/** After a fold that could not be stored. */
const AGAIN_MS = 30_000

/** Says when the journal is to go into pages. */
export interface FoldTimer {
  /** The journal has grown, or something waits to be set right: `soon` is not put off by traffic. */
  noted(soon: boolean): void
  /** Nothing waits any more. */
  folded(): void
  failed(): void
  stop(): void
}

/** Whether content is lost by a change: it has to leave pages and journal without delay. */
export function isRemoval({ row }: MessageWrite): boolean {
  return row === undefined || row.deleted !== undefined || row.edit !== undefined
}

/** `due` is called once for each time that something was noted. */
export function createFoldTimer(clock: Clock, due: () => void): FoldTimer {
  let cancel = () => {}
  let latestMs: number | undefined
  let stopped = false

  function wait(ms: number): void {
    cancel()
    if (!stopped) cancel = clock.after(Math.max(0, ms), due)
  }

  return {
    noted(soon) {
      const nowMs = clock.now()
      latestMs = Math.min(latestMs ?? Infinity, nowMs + (soon ? IDLE_MS : LONGEST_MS))
      wait(Math.min(IDLE_MS, latestMs - nowMs))
    },
    folded() {
      cancel()
      latestMs = undefined
    },
    failed() {
      wait(AGAIN_MS)
    },
    stop() {
      stopped = true
      cancel()
    },
  }
}
