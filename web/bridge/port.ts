import type { Command, CommandResult, EngineEvent, Snapshot } from './contract.ts'

/** Every message between a window and the engine is a member of one of these two unions. */
export type ToEngine =
  /** First message of a window. The engine learns of its end by the Web Lock `windowLock`. */
  | { readonly kind: 'hello'; readonly windowLock: string; readonly build: number }
  | { readonly kind: 'command'; readonly id: string; readonly command: Command }

export type ToWindow =
  | { readonly kind: 'snapshot'; readonly revision: number; readonly snapshot: Snapshot }
  | { readonly kind: 'events'; readonly revision: number; readonly events: readonly EngineEvent[] }
  | { readonly kind: 'reply'; readonly id: string; readonly result: CommandResult }
  /** This engine hands over to a newer build: connect there, or offer to reload. */
  | { readonly kind: 'retired'; readonly forBuild: number }

/** The least a MessagePort, a relay over BroadcastChannel and a test pair have in common. */
export interface Port<Out, In> {
  post(message: Out): void
  listen(onMessage: (message: In) => void): void
  close(): void
}
