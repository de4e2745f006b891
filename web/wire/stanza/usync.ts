import { node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { iqRequest } from './iq.ts'

/** What can be asked about people in one request (chapter 06 section 5). */
export type UsyncProtocol =
  | 'devices'
  | 'lid'
  | 'contact'
  | 'status'
  | 'picture'
  | 'business'
  | 'disappearing_mode'
  | 'username'

/** Somebody to ask about. */
export interface UsyncUser {
  /** Without a device; absent when only the number is known. */
  readonly jid?: Jid
  /** With its `+`; without one the service puts the own country before it. */
  readonly phone?: string
  /** What is known of the devices already: an unchanged user is then left out of the answer. */
  readonly known?: { readonly hash: string; readonly timestampSec: number }
  /** What they gave us; lets us see what they show to those they trust. Never for oneself. */
  readonly token?: Uint8Array
}

/** One question about several people. */
export interface UsyncQuery {
  /** Of the stanza. */
  readonly id: string
  /** Of the query: unlike all others of this connection. */
  readonly sid: string
  readonly protocols: readonly UsyncProtocol[]
  /** Why it is asked: `message` before sending, `interactive` for what somebody looks at. */
  readonly context: 'message' | 'interactive' | 'background' | 'notification'
  readonly users: readonly UsyncUser[]
}

/** `<iq xmlns="usync">` (chapter 05 section 4). A question in the background is a full one. */
export function usyncRequest({ id, sid, protocols, context, users }: UsyncQuery): WireNode {
  const attrs = {
    sid,
    mode: context === 'background' ? 'full' : 'query',
    last: 'true',
    index: '0',
    context,
  }
  return iqRequest(id, 'get', 'usync', [
    node('usync', attrs, [
      node('query', {}, protocols.map(questionOf)),
      node('list', {}, users.map(userOf)),
    ]),
  ])
}

function questionOf(protocol: UsyncProtocol): WireNode {
  switch (protocol) {
    case 'devices':
      return node('devices', { version: '2' })
    case 'business':
      return node('business', {}, [node('verified_name')])
    default:
      return node(protocol)
  }
}

function userOf({ jid, phone, known, token }: UsyncUser): WireNode {
  const parts = [
    ...(phone === undefined ? [] : [node('contact', {}, phone)]),
    ...(known === undefined
      ? []
      : [node('devices', { device_hash: known.hash, ts: String(known.timestampSec) })]),
    ...(token === undefined ? [] : [node('tctoken', {}, token)]),
  ]
  const attrs: Record<string, string> = jid === undefined ? {} : { jid }
  return parts.length === 0 ? node('user', attrs) : node('user', attrs, parts)
}
