import { child, type WireNode } from '../node/node.ts'
import { type Jid, jidParts } from '../jid.ts'
import { optionalJid, present, requiredJid, requireTag } from './reading.ts'

/** Somebody's account was registered anew on a phone (chapter 05 section 7, "Identity change"). */
export interface IdentityChange {
  /** Device 0 of the account; a change of a companion is ignored. */
  readonly from: Jid
  readonly lid?: Jid
}

/**
 * Reads `<notification type="encrypt"><identity/>`; nothing when it is about one's own keys.
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'bad-address'
 */
export function parseIdentityChange(stanza: WireNode): IdentityChange | undefined {
  requireTag(stanza, 'notification')
  if (stanza.attrs['type'] !== 'encrypt' || child(stanza, 'identity') === undefined)
    return undefined
  const from = requiredJid(stanza, 'from')
  // Companions come and go; only the phone's identity is the account's.
  if (jidParts(from).device !== 0) return undefined
  return { from, ...present('lid', optionalJid(stanza, 'lid')) }
}
