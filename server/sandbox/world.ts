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
  /** What belongs to the state and is kept beside it. */
  readonly shelf?: BlobShelf
}

/** Where encrypted blobs lie, by token; a blob is too large to be saved with everything else. */
export interface BlobShelf {
  /** Resolves when the blob can be had. */
  put(token: string, bytes: Uint8Array): Promise<void>
  get(token: string): Uint8Array | undefined
  delete(token: string): void
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
    shelf: memoryShelf(),
    load: () => Promise.resolve(kept),
    save(state) {
      kept = structuredClone(state)
      return Promise.resolve()
    },
  }
}

/** A shelf in memory. */
export function memoryShelf(): BlobShelf {
  const blobs = new Map<string, Uint8Array>()
  return {
    put(token, bytes) {
      blobs.set(token, bytes.slice())
      return Promise.resolve()
    },
    get: (token) => blobs.get(token),
    delete: (token) => void blobs.delete(token),
  }
}
