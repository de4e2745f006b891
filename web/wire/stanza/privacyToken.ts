import { bytesOf, children, node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { iqRequest } from './iq.ts'
import {
  optionalCount,
  optionalJid,
  present,
  requiredChild,
  requiredJid,
  requireTag,
} from './reading.ts'

/** Somebody trusts us: the token goes along with what is sent to them (chapter 05 section 5). */
export interface TrustedContactToken {
  readonly from: Jid
  /** Whose it is, under the other address. */
  readonly lid?: Jid
  readonly token: Uint8Array
  /** When it was issued, in seconds. */
  readonly timestampSec?: number
}

/**
 * The tokens in a `<notification type="privacy_token">`; kinds that nobody here knows are left out.
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'missing-child', 'bad-address', 'bad-number'
 */
export function parseTrustedContactTokens(stanza: WireNode): readonly TrustedContactToken[] {
  requireTag(stanza, 'notification')
  const from = requiredJid(stanza, 'from')
  const lid = optionalJid(stanza, 'sender_lid')
  return children(requiredChild(stanza, 'tokens'))
    .filter(({ tag, attrs }) => tag === 'token' && attrs['type'] === 'trusted_contact')
    .filter((token) => bytesOf(token).length > 0)
    .map((token) => ({
      from,
      ...present('lid', lid),
      token: bytesOf(token),
      ...present('timestampSec', optionalCount(token, 't')),
    }))
}

/** Tells the service that we trust this person; it then gives them a token of ours. */
export function issueTokenRequest(id: string, person: Jid, nowSec: number): WireNode {
  const token = { jid: person, t: String(nowSec), type: 'trusted_contact' }
  return iqRequest(id, 'set', 'privacy', [node('tokens', {}, [node('token', token)])])
}
