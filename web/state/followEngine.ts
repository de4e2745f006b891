import type { Command, CommandResult, EngineEvent, Snapshot } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import type { Query, QueryResult } from '../bridge/queries.ts'
import { type Mirror, withEvents, withSnapshot } from './mirror.ts'

/** The part of the engine's client that state needs. What the callbacks return is ignored. */
export interface EngineLink {
  onSnapshot(listener: (snapshot: Snapshot) => void): unknown
  onEvents(listener: (events: readonly EngineEvent[]) => void): unknown
  onRetired(listener: (forBuild: number) => void): unknown
  onLost(listener: (error: PlainError) => void): unknown
  run(command: Command): Promise<CommandResult>
  ask<Asked extends Query>(query: Asked): Promise<QueryResult<Asked['ask']>>
}

/**
 * Keeps the mirror equal to the engine. After a loss the old snapshot stays on the screen until the
 * next engine's snapshot arrives. Retirement is final for this window.
 */
export function followEngine(mirror: Mirror, engine: EngineLink): void {
  engine.onSnapshot((snapshot) => {
    mirror.update((state, nowMs) => withSnapshot(state, snapshot, nowMs))
    mirror.tell('snapshot')
  })
  engine.onEvents((events) => {
    mirror.update((state, nowMs) => withEvents(state, events, nowMs))
    mirror.tell(events)
  })
  engine.onRetired((forBuild) => {
    mirror.update((state) => ({ ...state, engine: { at: 'retired', forBuild } }))
  })
  engine.onLost((error) => {
    mirror.update((state) =>
      state.engine.at === 'retired' ? state : { ...state, engine: { at: 'lost', error } },
    )
  })
}
