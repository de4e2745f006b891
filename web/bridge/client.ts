import { createCommandQueue } from './clientCommands.ts'
import { createQueryQueue } from './clientQueries.ts'
import { openRoad, type RoadWorld } from './clientRoad.ts'
import type { Command, CommandResult, EngineEvent, Snapshot } from './contract.ts'
import type { PlainError } from './errors.ts'
import type { ToWindow } from './port.ts'
import type { Query, QueryResult } from './queries.ts'

/** What the client needs from its window. */
export interface ClientWorld extends RoadWorld {
  /** The local random account id that every name carries. */
  readonly account: string
}

/** A window's line to the engine. Set each listener once, in the same turn that made the client. */
export interface EngineClient {
  /** The whole truth: at first, after an engine's death, and after a gap. */
  onSnapshot(listener: (snapshot: Snapshot) => void): void
  onEvents(listener: (events: readonly EngineEvent[]) => void): void
  /** A newer build runs. Final: this window can only reload. */
  onRetired(listener: (forBuild: number) => void): void
  /** The engine died or could not start. Another is being started; the next snapshot ends this. */
  onLost(listener: (error: PlainError) => void): void
  /** Never rejects. A command outlives its engine: the next one is asked again under the same id. */
  run(command: Command): Promise<CommandResult>
  /** Never rejects. A query outlives its engine: the next one is asked again. */
  ask<Asked extends Query>(query: Asked): Promise<QueryResult<Asked['ask']>>
  /** Leaves the engine for good; it learns of it by this window's lock. */
  close(): void
}

const gone: PlainError = { code: 'engine-lost', remedy: 'no' }

/**
 * Connects this window to the account's engine, wherever it runs, and follows it through deaths and
 * restarts: a new engine is asked for a new snapshot and for every command that has no answer yet.
 */
export function connectEngine(world: ClientWorld): EngineClient {
  const listeners: {
    snapshot?: (snapshot: Snapshot) => void
    events?: (events: readonly EngineEvent[]) => void
    retired?: (forBuild: number) => void
    lost?: (error: PlainError) => void
  } = {}
  const commands = createCommandQueue()
  const queries = createQueryQueue()
  let ended = false
  let served = false
  let revision = 0
  let missedSome = false
  let engineOf: string | undefined

  function onSnapshot(message: ToWindow & { kind: 'snapshot' }): void {
    const newEngine = engineOf !== undefined && engineOf !== message.workerLock
    engineOf = message.workerLock
    served = true
    missedSome = false
    revision = message.revision
    listeners.snapshot?.(message.snapshot)
    for (const asked of commands.toResend(newEngine)) road.post({ kind: 'command', ...asked })
    for (const asked of queries.unanswered()) road.post({ kind: 'ask', ...asked })
  }

  function onEvents(message: ToWindow & { kind: 'events' }): void {
    if (!served || missedSome) return
    if (message.revision !== revision + 1) {
      missedSome = true
      road.post({ kind: 'resync' })
      return
    }
    revision = message.revision
    listeners.events?.(message.events)
  }

  function onMessage(message: ToWindow): void {
    switch (message.kind) {
      case 'snapshot':
        onSnapshot(message)
        return
      case 'events':
        onEvents(message)
        return
      case 'reply':
        commands.answered(message.id, message.result)
        return
      case 'answer':
        queries.answered(message.id, message.result)
        return
      case 'retired':
        end('leave')
        listeners.retired?.(message.forBuild)
        return
      case 'failed':
        listeners.lost?.(message.error)
        return
      case 'alive':
      case 'cannot-host':
      case 'elsewhere':
        return
    }
  }

  function end(worker: 'stop' | 'leave'): void {
    ended = true
    road.close(worker)
    commands.refuseAll(gone)
    queries.refuseAll(gone)
  }

  const road = openRoad(world, world.account, {
    onMessage,
    onLost(error) {
      served = false
      listeners.lost?.(error)
    },
  })

  return {
    onSnapshot: (listener) => void (listeners.snapshot = listener),
    onEvents: (listener) => void (listeners.events = listener),
    onRetired: (listener) => void (listeners.retired = listener),
    onLost: (listener) => void (listeners.lost = listener),
    run(command) {
      if (ended) return Promise.resolve({ ok: false, error: gone })
      const { asked, result } = commands.add(command)
      if (served) road.post({ kind: 'command', ...asked })
      return result
    },
    ask<Asked extends Query>(query: Asked) {
      if (ended) return Promise.resolve({ ok: false as const, error: gone })
      const { asked, result } = queries.add(query)
      if (served) road.post({ kind: 'ask', ...asked })
      // The engine answers each query in its own kind.
      return result as Promise<QueryResult<Asked['ask']>>
    },
    close: () => end('stop'),
  }
}
