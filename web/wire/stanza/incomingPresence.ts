import { node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { optionalCount, optionalText, present, requiredJid, requireTag } from './reading.ts'

/** Whether somebody is in front of a client of theirs. Not answered. */
export interface IncomingPresence {
  /** A person, or a group. */
  readonly from: Jid
  readonly available: boolean
  /** When they were there last, in seconds. */
  readonly lastSec?: number
  /** They do not tell when they were there last. */
  readonly lastHidden: boolean
  /** Of a group: how many of it are there. */
  readonly online?: number
}

/**
 * Reads `<presence>` (chapter 06 section 2).
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'bad-address', 'bad-number' (count)
 */
export function parsePresence(stanza: WireNode): IncomingPresence {
  requireTag(stanza, 'presence')
  const last = optionalText(stanza, 'last') ?? ''
  return {
    from: requiredJid(stanza, 'from'),
    available: stanza.attrs['type'] !== 'unavailable',
    lastHidden: last === 'deny',
    // `none` and `error` say as little as a missing one.
    ...(/^\d{1,12}$/.test(last) ? { lastSec: Number(last) } : {}),
    ...present('online', optionalCount(stanza, 'count')),
  }
}

/**
 * Asks to be told about somebody; holds for this connection. `token`: what they gave us, which never
 * goes with the own address.
 */
export function presenceSubscription(to: Jid, token?: Uint8Array): WireNode {
  const attrs = { type: 'subscribe', to }
  if (token === undefined) return node('presence', attrs)
  return node('presence', attrs, [node('tctoken', {}, token)])
}
