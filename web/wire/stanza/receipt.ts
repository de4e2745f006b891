import { node, type WireNode } from '../node/node.ts'
import { bareJid, type Jid } from '../jid.ts'
import type { IncomingMessage } from './incomingMessage.ts'

/** What a receipt of ours says (chapter 05 section 7). */
export type ReceiptType =
  | 'inactive'
  | 'sender'
  | 'peer_msg'
  | 'hist_sync'
  | 'read'
  | 'read-self'
  | 'played'
  | 'played-self'

/** Whom a receipt goes to and what it says. */
export interface ReceiptHead {
  readonly to: Jid
  /** Absent: delivered. */
  readonly type?: ReceiptType
  /** The author, in groups and for status posts. */
  readonly participant?: Jid
  readonly recipient?: Jid
  /** When it was read or played, in seconds. */
  readonly timeSec?: number
  /** `status`, for posts. */
  readonly context?: 'status'
}

/** Ids that one receipt can carry. */
export const RECEIPT_IDS_LIMIT = 256

/** `<receipt>` stanzas for these messages: as few as there can be, at least one id in each. */
export function receipts(head: ReceiptHead, ids: readonly string[]): readonly WireNode[] {
  const stanzas: WireNode[] = []
  for (let at = 0; at < ids.length; at += RECEIPT_IDS_LIMIT) {
    stanzas.push(receipt(head, ids.slice(at, at + RECEIPT_IDS_LIMIT)))
  }
  return stanzas
}

function receipt(head: ReceiptHead, [first = '', ...others]: readonly string[]): WireNode {
  const { to, type, participant, recipient, timeSec, context } = head
  const attrs = {
    id: first,
    to,
    ...(type === undefined ? {} : { type }),
    ...(participant === undefined ? {} : { participant }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(timeSec === undefined ? {} : { t: String(timeSec) }),
    ...(context === undefined ? {} : { context }),
  }
  if (others.length === 0) return node('receipt', attrs)
  const items = others.map((id) => node('item', { id }))
  return node('receipt', attrs, [node('list', {}, items)])
}

/**
 * What answers a message that was taken: whom, and in which form. `available`: whether the last own
 * presence on this connection was available (chapter 05 section 7, rows 1 to 4).
 */
export function deliveryReceipt(
  message: Pick<
    IncomingMessage,
    'place' | 'from' | 'participant' | 'recipient' | 'fromMe' | 'peer'
  >,
  available: boolean,
): ReceiptHead {
  const { place, from: to, participant, recipient, fromMe, peer } = message
  if (fromMe && peer) return { to, type: 'peer_msg' }
  const author = participant === undefined ? {} : { participant }
  if (fromMe) {
    if (place !== 'direct') return { to, type: 'sender', ...author }
    return {
      to,
      type: 'sender',
      ...(recipient === undefined ? {} : { recipient: bareJid(recipient) }),
    }
  }
  if (place === 'status') return { to, ...author, context: 'status' }
  return { to, ...author, ...(available ? {} : { type: 'inactive' }) }
}
