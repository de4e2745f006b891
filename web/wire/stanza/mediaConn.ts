import { children, node, type WireNode } from '../node/node.ts'
import { iqRequest } from './iq.ts'
import { optionalCount, optionalText, present, requiredChild, requiredText } from './reading.ts'

/** Where files are fetched from and put, and by what right (chapter 09 section 1). */
export interface MediaConnection {
  /** Goes with uploads and deletions only. A secret: never to be logged. */
  readonly auth: string
  /** Seconds until all of this is asked for again. */
  readonly ttlSec: number
  /** Names of hosts, the best first. */
  readonly hosts: readonly string[]
}

/** Without a word of the service: an hour. */
const DEFAULT_TTL_SEC = 3600

/** Asks for the media hosts. */
export function mediaConnectionRequest(id: string): WireNode {
  return iqRequest(id, 'set', 'w:m', [node('media_conn')])
}

/** Reads the answer. Throws StanzaError 'missing-child', 'missing-attribute', 'bad-number'. */
export function parseMediaConnection(answer: WireNode): MediaConnection {
  const connection = requiredChild(answer, 'media_conn')
  const hosts = children(connection)
    .filter(({ tag }) => tag === 'host')
    .map((host) => ({
      name: requiredText(host, 'hostname'),
      fallback: host.attrs['type'] === 'fallback',
      ...present('second', optionalText(host, 'fallback_hostname')),
    }))
  const first = hosts.filter(({ fallback }) => !fallback)
  const last = hosts.filter(({ fallback }) => fallback)
  const names = [...first, ...last].map(({ name }) => name)
  const second = hosts.flatMap((host) => (host.second === undefined ? [] : [host.second]))
  return {
    auth: requiredText(connection, 'auth'),
    ttlSec: Math.min(
      optionalCount(connection, 'ttl') ?? DEFAULT_TTL_SEC,
      optionalCount(connection, 'auth_ttl') ?? Number.MAX_SAFE_INTEGER,
    ),
    hosts: [...new Set([...names, ...second])],
  }
}
