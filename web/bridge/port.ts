import type { Command, CommandResult, EngineEvent, Snapshot } from './contract.ts'
import type { PlainError } from './errors.ts'
import type { Query, QueryResult } from './queries.ts'

/** Every message between a window and the engine is a member of one of these two unions. */
export type ToEngine =
  /** First message of a window. The engine learns of its end by the Web Lock `windowLock`. */
  | {
      readonly kind: 'hello'
      readonly windowLock: string
      readonly build: number
      /** The window believes that the account is linked, so that something stored can be shown. */
      readonly linked: boolean
    }
  | { readonly kind: 'command'; readonly id: string; readonly command: Command }
  | { readonly kind: 'ask'; readonly id: string; readonly query: Query }
  /** A revision was missed: send a snapshot again. */
  | { readonly kind: 'resync' }

export type ToWindow =
  /** The worker runs. It holds `workerLock` for as long as it lives; whoever gets it, outlived it. */
  | { readonly kind: 'alive'; readonly workerLock: string }
  /** Keys cannot be stored in this worker: ask for a dedicated one. */
  | { readonly kind: 'cannot-host' }
  /** An engine of the same build runs in another worker: reach it over the channel. */
  | { readonly kind: 'elsewhere' }
  /** `revision` counts what this window was sent; the next batch of events carries the next one. */
  | {
      readonly kind: 'snapshot'
      readonly revision: number
      readonly workerLock: string
      readonly snapshot: Snapshot
    }
  | { readonly kind: 'events'; readonly revision: number; readonly events: readonly EngineEvent[] }
  | { readonly kind: 'reply'; readonly id: string; readonly result: CommandResult }
  | { readonly kind: 'answer'; readonly id: string; readonly result: QueryResult }
  /** An engine of a newer build takes over or runs already: this window can only reload. */
  | { readonly kind: 'retired'; readonly forBuild: number }
  /** The engine could not start; it is being tried again. */
  | { readonly kind: 'failed'; readonly error: PlainError }

/** The least a MessagePort, a relay over BroadcastChannel and a test pair have in common. */
export interface Port<Out, In> {
  post(message: Out): void
  listen(onMessage: (message: In) => void): void
  close(): void
}

/** A window's end of the line to an engine. */
export type WindowPort = Port<ToEngine, ToWindow>

/** The engine's end of the line to a window. */
export type EnginePort = Port<ToWindow, ToEngine>
