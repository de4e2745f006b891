import type { SandboxClock } from '../world.ts'

/** One direction of a socket: runs what is put into it in order, late or not at all if told so. */
export interface Lane {
  put(task: () => void): void
  /** From now on everything takes this long (0: at once). What is under way keeps its time. */
  delay(ms: number): void
  /** Nothing moves any more until `thaw`. */
  freeze(): void
  thaw(): void
  /** Forgets what has not run yet, and whatever is put in later. */
  cut(): void
}

interface Waiting {
  readonly dueMs: number
  readonly task: () => void
}

/** A lane without delay. Order is kept whatever the delays were. */
export function createLane(clock: SandboxClock): Lane {
  let delayMs = 0
  let frozen = false
  let over = false
  let waiting: Waiting[] = []
  let cancelTimer: (() => void) | undefined

  function run(): void {
    cancelTimer?.()
    cancelTimer = undefined
    while (!frozen && !over) {
      const first = waiting[0]
      if (first === undefined) return
      const leftMs = first.dueMs - clock.now()
      if (leftMs > 0) {
        cancelTimer = clock.after(leftMs, run)
        return
      }
      waiting.shift()
      first.task()
    }
  }

  return {
    put(task) {
      if (over) return
      if (delayMs === 0 && !frozen && waiting.length === 0) {
        task()
        return
      }
      waiting.push({ dueMs: clock.now() + delayMs, task })
      if (waiting.length === 1) run()
    },
    delay(ms) {
      delayMs = ms
    },
    freeze() {
      frozen = true
    },
    thaw() {
      frozen = false
      run()
    },
    cut() {
      over = true
      waiting = []
      cancelTimer?.()
    },
  }
}
