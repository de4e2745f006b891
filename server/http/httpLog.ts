import type { IncomingMessage } from 'node:http'

/** One request as it came, without its body. */
export interface LoggedRequest {
  readonly method: string
  readonly url: string
  /** All headers, one a line. */
  readonly headers: string
}

/** Every request, for tests that search it. Off, it keeps nothing. */
export interface HttpLog {
  readonly entries: readonly LoggedRequest[]
  add(request: IncomingMessage): void
}

/** A log that keeps requests only when `on`. */
export function createHttpLog(on: boolean): HttpLog {
  const entries: LoggedRequest[] = []
  return {
    entries,
    add({ method = '', url = '', rawHeaders }) {
      if (!on) return
      const lines = rawHeaders.map((part, at) => (at % 2 === 0 ? `${part}: ` : `${part}\n`))
      entries.push({ method, url, headers: lines.join('') })
    },
  }
}
