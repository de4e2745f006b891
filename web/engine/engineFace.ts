import type { Command, CommandResult, EngineEvent, Snapshot } from '../bridge/contract.ts'
import type { Query, QueryResult } from '../bridge/queries.ts'
import type { TraceEvent } from '../bridge/trace.ts'
import type { Platform } from '../platform/platform.ts'
import type { AccountStore } from '../storage/accountStore.ts'
import type { LockedStore } from '../storage/lockedStore.ts'
import type { MovingTools } from '../storage/move/movingTools.ts'

/** What an engine is started with. */
export interface EngineOptions {
  readonly platform: Platform
  /**
   * Opens the account's database, or makes it with this wrapping; behind an app lock it stays closed.
   * `onLost` is called when the browser, the person or a newer build took the database away.
   */
  readonly openStore: (
    wrapping: 'stored' | 'memory',
    onLost: () => void,
  ) => Promise<AccountStore | LockedStore>
  /** Deletes the database without opening it: the way out when it cannot be opened. */
  readonly eraseStore?: () => Promise<void>
  /** With which an account moves out of this browser or into it. */
  readonly moving?: () => Promise<MovingTools>
  /** What must be done before an account does anything; what is stored is shown without it. */
  readonly prepareLife?: () => Promise<void>
  /** Order of this build; a larger number is newer. */
  readonly build: number
  readonly worker: 'shared' | 'dedicated'
  /** False where no CryptoKey can be stored: the session then lives as long as this worker. */
  readonly canStoreKeys: boolean
}

/** The companion itself. */
export interface Engine {
  /** Everything a window needs to draw, as it is now. */
  snapshot(): Snapshot
  /** Does what a window asks. Never rejects: failures are results. */
  run(command: Command, windowId: string): Promise<CommandResult>
  /** Reads what a window asks. Never rejects. */
  answer(query: Query): Promise<QueryResult>
  /** Tells what changed, once a tick. Returns the function that ends it. */
  subscribe(listener: (events: readonly EngineEvent[]) => void): () => void
  windowGone(windowId: string): void
  /** The newest trace events, at most 500, oldest first. */
  recentTrace(): readonly TraceEvent[]
  /** Opens the storage and begins. Resolves when the snapshot tells who is linked, before any dial. */
  start(): Promise<void>
  /** Ends connection and storage. What was committed stays; nothing else mattered. */
  retire(): Promise<void>
}
