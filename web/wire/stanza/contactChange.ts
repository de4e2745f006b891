import { child, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { optionalJid, optionalText, present, requiredJid, requireTag } from './reading.ts'

/** Something about a contact (chapter 06 section 9, `contacts`). */
export type ContactChange =
  /** Somebody's picture or text may be new; `hash` says of whom where no address does. */
  | { readonly kind: 'update'; readonly jid?: Jid; readonly hash?: string }
  /** Somebody has another number. */
  | {
      readonly kind: 'number'
      readonly old: Jid
      readonly new: Jid
      readonly oldLid?: Jid
      readonly newLid?: Jid
    }
  /** All contacts are to be asked for again. */
  | { readonly kind: 'sync' }
  | { readonly kind: 'other' }

/**
 * Reads `<notification type="contacts">`.
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'bad-address'
 */
export function parseContactChange(stanza: WireNode): ContactChange {
  requireTag(stanza, 'notification')
  const update = child(stanza, 'update')
  if (update !== undefined) {
    return {
      kind: 'update',
      ...present('jid', optionalJid(update, 'jid')),
      ...present('hash', optionalText(update, 'hash')),
    }
  }
  const modify = child(stanza, 'modify')
  if (modify !== undefined) {
    return {
      kind: 'number',
      old: requiredJid(modify, 'old'),
      new: requiredJid(modify, 'new'),
      ...present('oldLid', optionalJid(modify, 'old_lid')),
      ...present('newLid', optionalJid(modify, 'new_lid')),
    }
  }
  return { kind: child(stanza, 'sync') === undefined ? 'other' : 'sync' }
}
