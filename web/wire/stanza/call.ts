import { child, children, node, type WireNode } from '../node/node.ts'
import { isDevice } from '../account.ts'
import type { Jid } from '../jid.ts'
import {
  optionalCount,
  optionalJid,
  optionalText,
  present,
  requiredJid,
  requiredText,
  requireTag,
} from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** Something about a call (chapter 06 section 8). */
export interface CallEvent {
  /** Of the stanza. */
  readonly id: string
  readonly from: Jid
  readonly kind:
    | 'offer'
    /** A call of a group, or one that was missed meanwhile. */
    | 'notice'
    | 'accepted'
    | 'rejected'
    | 'ended'
    /** Of no importance to somebody who does not talk here. */
    | 'other'
  readonly callId: string
  readonly creator: Jid
  readonly video: boolean
  readonly group?: Jid
  readonly callerPn?: Jid
  readonly reason?: string
  readonly timeSec?: number
  readonly offline: boolean
}

const kinds: ReadonlyMap<string, CallEvent['kind']> = new Map<string, CallEvent['kind']>([
  ['offer', 'offer'],
  ['offer_notice', 'notice'],
  ['preaccept', 'accepted'],
  ['accept', 'accepted'],
  ['reject', 'rejected'],
  ['terminate', 'ended'],
])

/**
 * Reads `<call>`.
 *
 * @throws StanzaError 'wrong-tag', 'missing-child', 'missing-attribute', 'bad-address', 'bad-number'
 */
export function parseCall(stanza: WireNode): CallEvent {
  requireTag(stanza, 'call')
  const [event] = children(stanza)
  if (event === undefined) throw new StanzaError('missing-child', 'call>offer')
  const from = requiredJid(stanza, 'from')
  const kind = kinds.get(event.tag) ?? 'other'
  // The key in an offer is a message of a session.
  if (kind === 'offer' && !isDevice(from)) throw new StanzaError('bad-address', 'call@from')
  return {
    id: requiredText(stanza, 'id'),
    from,
    kind,
    callId: requiredText(event, 'call-id'),
    creator: requiredJid(event, 'call-creator'),
    video: child(event, 'video') !== undefined || event.attrs['media'] === 'video',
    offline: stanza.attrs['offline'] !== undefined,
    ...present('group', optionalJid(event, 'group-jid')),
    ...present('callerPn', optionalJid(event, 'caller_pn')),
    ...present('reason', optionalText(event, 'reason')),
    ...present('timeSec', optionalCount(stanza, 't')),
  }
}

/** Tells the caller that it rings here; goes beside the ack. */
export function callReceipt(call: Pick<CallEvent, 'id' | 'from' | 'callId' | 'creator'>): WireNode {
  const { id, from, callId, creator } = call
  return node('receipt', { id, to: from }, [
    node('offer', { 'call-id': callId, 'call-creator': creator }),
  ])
}
