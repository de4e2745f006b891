import { node } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'

/** `<failure>` instead of `<success>`, then the end (01 section 7). */
export function fail(
  connection: Connection,
  reason: number,
  attrs: Readonly<Record<string, string>> = {},
): void {
  connection.send(node('failure', { reason: String(reason), ...attrs }))
  connection.end()
}

/** `<stream:error>`, then the end (01 section 8). */
export function streamError(
  connection: Connection,
  error: {
    readonly code?: string
    readonly conflict?: string
    /** Tag of another child, and its attributes. */
    readonly child?: string
    readonly attrs?: Readonly<Record<string, string>>
  },
): void {
  const attrs: Record<string, string> = error.code === undefined ? {} : { code: error.code }
  const inner = []
  if (error.conflict !== undefined) inner.push(node('conflict', { type: error.conflict }))
  if (error.child !== undefined) inner.push(node(error.child, error.attrs ?? {}))
  connection.send(node('stream:error', attrs, inner))
  connection.end()
}
