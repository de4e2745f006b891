import { child, children, type WireNode } from '../node/node.ts'
import { optionalCount, optionalText, requireTag } from './reading.ts'

/** A notification, as far as this build acts on it. Each one is acked, whatever its kind. */
export type Notification =
  /** The code on the screen needs a new ADV secret (chapter 03 section 2, "Refresh"). */
  | { readonly kind: 'refresh-code' }
  /** The service wants a passkey of its own origin (chapter 03 section 6). */
  | { readonly kind: 'passkey-demand' }
  /** Something about a pair code; `linkCode.ts` reads it (chapter 03 section 5). */
  | { readonly kind: 'pair-code' }
  /** Something about the own account changed, perhaps its name. */
  | { readonly kind: 'account'; readonly pushName?: string }
  /** The service has `left` one-time keys of ours; without a number, ours are to be compared. */
  | { readonly kind: 'own-keys'; readonly left?: number }
  /** Somebody's account was registered anew on a phone. `from` is the address as received. */
  | { readonly kind: 'identity'; readonly from: string }
  /** Somebody's picture changed. `from` is the address as received. */
  | { readonly kind: 'picture'; readonly from: string }
  | { readonly kind: 'other'; readonly type: string }

/** Reads `<notification>`. Throws StanzaError 'wrong-tag', 'bad-number'. */
export function parseNotification(stanza: WireNode): Notification {
  requireTag(stanza, 'notification')
  const type = stanza.attrs['type'] ?? ''
  const tags = children(stanza).map((inner) => inner.tag)
  if (tags.includes('companion_reg_refresh') || tags.includes('pair-device-rotate-qr')) {
    return { kind: 'refresh-code' }
  }
  switch (type) {
    case 'companion_reg_refresh':
      return { kind: 'refresh-code' }
    case 'passkey_prologue_request':
      return { kind: 'passkey-demand' }
    case 'link_code_companion_reg':
      return { kind: 'pair-code' }
    case 'account_sync': {
      const pushName = optionalText(stanza, 'pushname')
      return pushName === undefined ? { kind: 'account' } : { kind: 'account', pushName }
    }
    case 'encrypt': {
      if (tags.includes('identity')) return { kind: 'identity', from: stanza.attrs['from'] ?? '' }
      const count = child(stanza, 'count')
      if (count !== undefined) return { kind: 'own-keys', left: optionalCount(count, 'value') ?? 0 }
      return tags.includes('digest') ? { kind: 'own-keys' } : { kind: 'other', type }
    }
    case 'picture':
      return { kind: 'picture', from: stanza.attrs['from'] ?? '' }
    default:
      return { kind: 'other', type }
  }
}
