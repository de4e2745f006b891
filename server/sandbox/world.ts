/** Time as the service knows it, in Unix milliseconds. */
export interface SandboxClock {
  now(): number
  /** Runs `task` once, `delayMs` of this clock from now. Returns the function that cancels it. */
  after(delayMs: number, task: () => void): () => void
}

/** Cryptographically secure random bytes, or seeded ones in a test. */
export type RandomBytes = (length: number) => Uint8Array

/** Where the service keeps what must survive a restart: one plain JSON-safe value. */
export interface StateKeeper {
  /** The value saved last, or undefined at the first start. */
  load(): Promise<unknown>
  /** Resolves when the value would survive a crash. */
  save(state: unknown): Promise<void>
}

/** What the core is given. It names no Node module, so that a test can run all of it in memory. */
export interface World {
  readonly clock: SandboxClock
  readonly randomBytes: RandomBytes
  readonly keeper: StateKeeper
}

/** A keeper that forgets with the process. */
export function memoryKeeper(initial?: unknown): StateKeeper {
  let kept = initial
  return {
    load: () => Promise.resolve(kept),
    save(state) {
      kept = structuredClone(state)
      return Promise.resolve()
    },
  }
}
