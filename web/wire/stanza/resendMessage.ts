import { node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { encAttrs, identityFor, metaOf, type SealedFor, type StanzaKind } from './sendMessage.ts'

/** Where a copy goes: to the device that asked, by way of the chat in which the message was sent. */
export type ResendTarget =
  /** `device` as in `from` of the request; `recipient` as there, for an own device. */
  | { readonly chat: 'direct'; readonly device: Jid; readonly recipient?: Jid }
  /** `participant`: the device as in the request. */
  | {
      readonly chat: 'group'
      readonly group: Jid
      readonly participant: Jid
      readonly addressing: 'pn' | 'lid'
    }
  | { readonly chat: 'status'; readonly status: Jid; readonly participant: Jid }

/** The answer to a request for a message that could not be read. */
export interface ResentMessage {
  /** Of the first sending. */
  readonly id: string
  readonly target: ResendTarget
  /** Of the first sending. */
  readonly kind: StanzaKind
  readonly sealed: Omit<SealedFor, 'device'>
  /** Which request this answers, from 1. */
  readonly count: number
  readonly deviceIdentity: Uint8Array
}

/**
 * `<message>` for one device: the `enc` stands directly in it, and no list hash goes along (chapter
 * 05 section 7, "Answering one").
 */
export function resentMessage(message: ResentMessage): WireNode {
  const { id, target, kind, sealed, count } = message
  const attrs = {
    id,
    type: kind.type,
    ...(kind.edit === undefined ? {} : { edit: kind.edit }),
    ...addressOf(target),
  }
  return node('message', attrs, [
    node('enc', { ...encAttrs(sealed.type, kind), count: String(count) }, sealed.bytes),
    ...identityFor([sealed], message.deviceIdentity),
    ...metaOf(kind),
  ])
}

function addressOf(target: ResendTarget): Record<string, string> {
  switch (target.chat) {
    case 'direct':
      return {
        to: target.device,
        device_fanout: 'false',
        ...(target.recipient === undefined ? {} : { recipient: target.recipient }),
      }
    case 'group':
      return {
        to: target.group,
        participant: target.participant,
        addressing_mode: target.addressing,
      }
    case 'status':
      return { to: target.status, participant: target.participant }
  }
}
