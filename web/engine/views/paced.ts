import type { Clock } from '../../platform/platform.ts'

/** A task that is asked for more often than it should run. */
export interface Paced {
  /** It has something to do: it begins at once, or when its time has come. */
  request(): void
  /** Runs what was asked for now, and resolves when nothing is left. */
  settle(): Promise<void>
  stop(): void
}

/**
 * Runs a task when asked, never twice at a time, with at least `gap` milliseconds between two beginnings: asked
 * for when the second one is.
 */
export function createPaced(
  clock: Clock,
  gap: number | (() => number),
  task: () => Promise<void>,
  onError: (cause: unknown) => void,
): Paced {
  let wanted = false
  let stopped = false
  let running: Promise<void> | undefined
  let cancel: (() => void) | undefined
  let lastMs = -Infinity

  async function run(): Promise<void> {
    cancel?.()
    cancel = undefined
    wanted = false
    lastMs = clock.now()
    try {
      await task()
    } catch (cause) {
      onError(cause)
    }
    running = undefined
    if (wanted) schedule()
  }

  function begin(): void {
    running = Promise.resolve().then(run)
  }

  function schedule(): void {
    if (stopped || running !== undefined || cancel !== undefined) return
    const gapMs = typeof gap === 'number' ? gap : gap()
    const waitMs = lastMs + gapMs - clock.now()
    if (waitMs > 0 && waitMs <= gapMs) cancel = clock.after(waitMs, begin)
    else begin()
  }

  return {
    request() {
      wanted = true
      schedule()
    },
    async settle() {
      for (;;) {
        if (running === undefined && wanted && !stopped) begin()
        if (running === undefined) return
        await running
      }
    },
    stop() {
      stopped = true
      cancel?.()
      cancel = undefined
    },
  }
}
