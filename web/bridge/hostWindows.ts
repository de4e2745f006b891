import type { Command, CommandResult, EngineEvent, Snapshot } from './contract.ts'
import type { EnginePort, ToWindow } from './port.ts'
import type { Query, QueryResult } from './queries.ts'
import type { TraceEvent } from './trace.ts'

/** The engine as the host sees it. `web/engine` fits it structurally. */
export interface HostedEngine {
  snapshot(): Snapshot
  run(command: Command, windowId: string): Promise<CommandResult>
  /** Reads what a window wants to know. */
  answer(query: Query): Promise<QueryResult>
  /** Batches of events, one a tick. Returns the function that ends the flow. */
  subscribe(listener: (events: readonly EngineEvent[]) => void): () => void
  windowGone(windowId: string): void
  /** The newest trace events that were kept, oldest first. */
  recentTrace(): readonly TraceEvent[]
  start(): Promise<void>
  retire(): Promise<void>
}

/** One window as the host knows it. Its id is the name of the lock that it holds. */
export interface HostWindow {
  readonly id: string
  /** Another way to the same window, from now on the only one. What it asked is remembered. */
  attach(port: Pick<EnginePort, 'post'>): void
  post(message: ToWindow): void
  /** Sends the snapshot; from then on events follow. Counts every batch, so that a gap shows. */
  welcome(engine: HostedEngine, workerLock: string): void
  /**
   * Sends what of a batch concerns this window: the trace if it asked for that, messages of the chats
   * that it watches, and notices that are meant for it. Nothing before `welcome`.
   */
  deliver(events: readonly EngineEvent[]): void
  /** Runs a command once, however often its id arrives, and answers every time. */
  run(engine: HostedEngine, id: string, command: Command): void
  /** Answers a query. Nothing is remembered: asked again it is read again. */
  answer(engine: HostedEngine, id: string, query: Query): void
}

/** Ids of answered commands that are remembered per window; a resend comes soon or never. */
const rememberedCommands = 256

const failedQuery: QueryResult = { ok: false, error: { code: 'internal', remedy: 'now' } }
const failedCommand: CommandResult = { ok: false, error: { code: 'internal', remedy: 'no' } }

/** Keeps one window's revision, answered commands and wish for the trace. */
export function createHostWindow(id: string, firstPort: Pick<EnginePort, 'post'>): HostWindow {
  const results = new Map<string, Promise<CommandResult>>()
  let port = firstPort
  let revision = 0
  let welcomed = false
  let traced = false
  let watched: readonly number[] = []

  function concerns(event: EngineEvent): boolean {
    switch (event.type) {
      case 'trace':
        return traced
      case 'messages':
        return watched.includes(event.chatId)
      case 'notice':
        return event.windowId === id
      default:
        return true
    }
  }

  function send(events: readonly EngineEvent[]): void {
    if (events.length === 0) return
    revision += 1
    port.post({ kind: 'events', revision, events })
  }

  function runOnce(engine: HostedEngine, commandId: string, command: Command) {
    const known = results.get(commandId)
    if (known !== undefined) return known
    if (command.type === 'trace') {
      // The kept trace goes first, so that the window reads it in order.
      if (command.on && !traced) send([{ type: 'trace', events: engine.recentTrace() }])
      traced = command.on
    }
    if (command.type === 'watch') watched = command.chatIds
    const result = engine.run(command, id).catch(() => failedCommand)
    results.set(commandId, result)
    const [oldest] = results.keys()
    if (results.size > rememberedCommands && oldest !== undefined) results.delete(oldest)
    return result
  }

  return {
    id,
    attach(next) {
      port = next
      welcomed = false
    },
    post: (message) => port.post(message),
    welcome(engine, workerLock) {
      welcomed = true
      port.post({ kind: 'snapshot', revision, workerLock, snapshot: engine.snapshot() })
    },
    deliver(events) {
      if (!welcomed) return
      send(events.filter(concerns))
    },
    run(engine, commandId, command) {
      void runOnce(engine, commandId, command).then((result) => {
        port.post({ kind: 'reply', id: commandId, result })
      })
    },
    answer(engine, queryId, query) {
      const post = (result: QueryResult) => port.post({ kind: 'answer', id: queryId, result })
      engine.answer(query).then(post, () => post(failedQuery))
    },
  }
}
