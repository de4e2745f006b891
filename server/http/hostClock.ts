import type { SandboxClock } from '../sandbox/world.ts'

/** How the sandbox's time differs from the real one. */
export interface ClockBend {
  /** Milliseconds that the clock is ahead when it starts. */
  readonly offsetMs: number
  /** Its speed from then on; 2 is twice as fast. */
  readonly rate: number
}

/** Longest delay a Node timer takes; longer ones are taken in steps. */
const LONGEST_TIMER_MS = 2_000_000_000

/** A clock of this process, bent as told. Its timers keep no process alive. */
export function hostClock({ offsetMs, rate }: ClockBend): SandboxClock {
  const startedMs = Date.now()
  const now = () => startedMs + offsetMs + (Date.now() - startedMs) * rate

  return {
    now,
    after(delayMs, task) {
      const dueMs = now() + delayMs
      let timer: NodeJS.Timeout
      function wait(): void {
        const leftMs = (dueMs - now()) / rate
        if (leftMs <= 0) task()
        else plan(leftMs)
      }
      function plan(realMs: number): void {
        timer = setTimeout(wait, Math.min(Math.ceil(realMs), LONGEST_TIMER_MS)).unref()
      }
      plan(Math.max(0, delayMs / rate))
      return () => clearTimeout(timer)
    },
  }
}
