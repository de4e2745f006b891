import { child, children, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { iqRequest } from './iq.ts'
import { optionalText, present, requiredChild, requiredJid, requireTag } from './reading.ts'

/** Asks whom one has blocked (chapter 06 section 6). */
export function blocklistRequest(id: string): WireNode {
  return iqRequest(id, 'get', 'blocklist')
}

/** Whom one has blocked. */
export interface Blocklist {
  readonly people: readonly Jid[]
  readonly hash?: string
}

/** Reads the answer. Throws StanzaError 'missing-child', 'missing-attribute', 'bad-address'. */
export function parseBlocklist(answer: WireNode): Blocklist {
  const list = requiredChild(answer, 'list')
  return {
    people: itemsOf(list).map((item) => requiredJid(item, 'jid')),
    ...present('hash', optionalText(list, 'dhash')),
  }
}

/** What changed in it; `complete: false` where all of it is to be asked for again. */
export type BlocklistChange =
  | {
      readonly complete: true
      readonly previousHash?: string
      readonly hash?: string
      readonly items: readonly { readonly jid: Jid; readonly blocked: boolean }[]
    }
  | { readonly complete: false }

/**
 * The change in a `<notification type="account_sync">`; nothing when it is about something else.
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'bad-address'
 */
export function parseBlocklistChange(stanza: WireNode): BlocklistChange | undefined {
  requireTag(stanza, 'notification')
  const list = child(stanza, 'blocklist')
  if (list === undefined) return undefined
  const actions = itemsOf(list).map((item) => item.attrs['action'])
  const known = actions.every((action) => action === 'block' || action === 'unblock')
  if (list.attrs['action'] === 'modify' || !known) return { complete: false }
  return {
    complete: true,
    items: itemsOf(list).map((item) => ({
      jid: requiredJid(item, 'jid'),
      blocked: item.attrs['action'] === 'block',
    })),
    ...present('hash', optionalText(list, 'dhash')),
    ...present('previousHash', optionalText(list, 'prev_dhash')),
  }
}

function itemsOf(list: WireNode): readonly WireNode[] {
  return children(list).filter(({ tag }) => tag === 'item')
}
