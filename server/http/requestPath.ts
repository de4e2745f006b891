import type { IncomingMessage } from 'node:http'

/**
 * The path as sent, without query. A parsed URL has already folded `..` away, and that would hide
 * it; and not everything that can be sent can be parsed.
 */
export function rawPath(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/)[0] ?? '/'
}
