import { bytesOf, child, children, node, type WireNode } from '../node/node.ts'
import { optionalCount, requireTag } from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** One thing the service says about the connection (chapter 01 section 6, table of `<ib>`). */
export type InfoBroadcast =
  | { readonly kind: 'offline-preview'; readonly count: number }
  | { readonly kind: 'offline-end'; readonly count: number }
  | { readonly kind: 'edge-routing'; readonly info: Uint8Array }
  /** A domain changed while nobody told this device. `timestamp` goes back as it came. */
  | { readonly kind: 'dirty'; readonly type: string; readonly timestamp: string }
  /** When this version stops working, in Unix seconds; absent: it does not any more. */
  | { readonly kind: 'expiration'; readonly atSec?: number }
  | { readonly kind: 'no-multi-device' }
  /** Named by the reference, without any effect on this build. */
  | { readonly kind: 'noted'; readonly tag: string }
  | { readonly kind: 'unknown'; readonly tag: string }
  /** One child that cannot be what its tag says; the others count all the same. */
  | { readonly kind: 'malformed'; readonly rule: string }

const noted = ['thread_metadata', 'priority_offline_complete', 'tos', 'recovery_nonce']

/** Reads `<ib>`, which may carry several children. Throws StanzaError 'wrong-tag'. */
export function parseInfoBroadcast(stanza: WireNode): readonly InfoBroadcast[] {
  requireTag(stanza, 'ib')
  return children(stanza).flatMap(readLeniently)
}

/** What is said without a number is still said: the queue's end above all, for which others wait. */
function readLeniently(inner: WireNode): InfoBroadcast[] {
  try {
    return [readOne(inner)]
  } catch (cause) {
    if (!(cause instanceof StanzaError)) throw cause
    const bare = readOne({ ...inner, attrs: {} })
    return [{ kind: 'malformed', rule: cause.message }, bare]
  }
}

function readOne(inner: WireNode): InfoBroadcast {
  switch (inner.tag) {
    case 'offline_preview':
      return { kind: 'offline-preview', count: optionalCount(inner, 'count') ?? 0 }
    case 'offline':
      return { kind: 'offline-end', count: optionalCount(inner, 'count') ?? 0 }
    case 'edge_routing': {
      const info = child(inner, 'routing_info')
      return { kind: 'edge-routing', info: info === undefined ? new Uint8Array() : bytesOf(info) }
    }
    case 'dirty':
      return {
        kind: 'dirty',
        type: inner.attrs['type'] ?? '',
        timestamp: inner.attrs['timestamp'] ?? '',
      }
    case 'client_expiration': {
      const atSec = optionalCount(inner, 't')
      return { kind: 'expiration', ...(atSec === undefined ? {} : { atSec }) }
    }
    case 'downgrade_webclient':
      return { kind: 'no-multi-device' }
    default:
      return { kind: noted.includes(inner.tag) ? 'noted' : 'unknown', tag: inner.tag }
  }
}

/** Asks for the next `count` stanzas of the offline queue; without it only about five come. */
export function offlineBatchRequest(count: number): WireNode {
  return node('ib', {}, [node('offline_batch', { count: String(count) })])
}

/** Says that this client is in use. `id` as `unifiedSessionId` makes it. Not answered. */
export function unifiedSession(id: string): WireNode {
  return node('ib', {}, [node('unified_session', { id })])
}
