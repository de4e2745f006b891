import type { ServerResponse } from 'node:http'
import { securityHeaders } from './headers.ts'

/** Changes come in bursts; one message a burst is enough for a page. */
const GATHER_MS = 50
const KEEP_ALIVE_MS = 15_000

/** Pages that watch the state. */
export interface EventStream {
  open(response: ServerResponse): void
  /** Something changed: everybody gets the new state soon. */
  changed(): void
  close(): void
}

/** A stream (`text/event-stream`) of whole states, one at once and one after each change. */
export function createEventStream(state: () => unknown): EventStream {
  const watchers = new Set<ServerResponse>()
  let gathering: NodeJS.Timeout | undefined
  const keepAlive = setInterval(() => {
    for (const watcher of watchers) watcher.write(': still here\n\n')
  }, KEEP_ALIVE_MS).unref()

  const message = (): string => `data: ${JSON.stringify(state())}\n\n`

  return {
    open(response) {
      response.writeHead(200, {
        ...securityHeaders('none'),
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
      })
      response.write(message())
      watchers.add(response)
      response.on('close', () => watchers.delete(response))
    },
    changed() {
      if (watchers.size === 0 || gathering !== undefined) return
      gathering = setTimeout(() => {
        gathering = undefined
        const text = message()
        for (const watcher of watchers) watcher.write(text)
      }, GATHER_MS).unref()
    },
    close() {
      clearInterval(keepAlive)
      clearTimeout(gathering)
      for (const watcher of watchers) watcher.end()
    },
  }
}
