import { node, type WireNode } from '../node/node.ts'
import { parseJid, type Jid } from '../jid.ts'
import { iqRequest } from './iq.ts'

// What is asked of groups (chapter 06 section 1, its table). Each is a request of its own.

const XMLNS = 'w:g2'

/** Where requests about no group in particular go. */
const GROUPS = parseJid('g.us')

function get(id: string, to: Jid, content: readonly WireNode[]): WireNode {
  return iqRequest(id, 'get', XMLNS, content, { to })
}

function set(id: string, to: Jid, content: readonly WireNode[]): WireNode {
  return iqRequest(id, 'set', XMLNS, content, { to })
}

/** All groups that one is in; answered with `<groups>`. */
export function allGroupsRequest(id: string): WireNode {
  const wanted = [node('participants'), node('description')]
  return get(id, GROUPS, [node('participating', {}, wanted)])
}

/** One group; answered with `<group>`. */
export function groupRequest(id: string, group: Jid): WireNode {
  return get(id, group, [node('query', { request: 'interactive' })])
}

/** Sets its disappearing timer in seconds; 0 switches it off. */
export function groupTimerRequest(id: string, group: Jid, expirationSec: number): WireNode {
  return set(id, group, [
    expirationSec === 0
      ? node('not_ephemeral')
      : node('ephemeral', { expiration: String(expirationSec) }),
  ])
}
