import { node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { optionalCount, optionalJid, optionalText, present, requiredText } from './reading.ts'

/** What the service says to a message of ours. */
export interface MessageAck {
  readonly id: string
  /** The chat, as the message was addressed. */
  readonly from?: Jid
  /** When the service took it, in seconds: the time that counts. */
  readonly timeSec?: number
  /** The service's hash of the devices it goes to. */
  readonly phash?: string
  /** Why it was refused; absent: it was not. 0 for a refusal whose number cannot be read. */
  readonly error?: number
  /** The recipient's LID is to be asked for again. */
  readonly refreshLid: boolean
  /** With error 421: the addressing that the group has now. */
  readonly addressing?: 'pn' | 'lid'
  readonly participant?: Jid
  /** Number of a newsletter's message. */
  readonly serverId?: number
}

/**
 * Reads an `<ack class="message">`; nothing for an ack of something else (chapter 05 section 5).
 *
 * @throws StanzaError 'missing-attribute' (id), 'bad-number', 'bad-address'
 */
export function parseMessageAck(stanza: WireNode): MessageAck | undefined {
  if (stanza.tag !== 'ack' || stanza.attrs['class'] !== 'message') return undefined
  const error = stanza.attrs['error']
  const mode = stanza.attrs['addressing_mode']
  return {
    id: requiredText(stanza, 'id'),
    refreshLid: stanza.attrs['refresh_lid'] === 'true',
    ...present('from', optionalJid(stanza, 'from')),
    ...present('timeSec', optionalCount(stanza, 't')),
    ...present('phash', optionalText(stanza, 'phash')),
    ...(error === undefined ? {} : { error: /^\d{1,9}$/.test(error) ? Number(error) : 0 }),
    ...(mode === 'pn' || mode === 'lid' ? { addressing: mode } : {}),
    ...present('participant', optionalJid(stanza, 'participant')),
    ...present('serverId', optionalCount(stanza, 'server_id')),
  }
}

/** Why a message is not taken (chapter 05 section 6, "Nack codes"). */
export type Nack = 487 | 488 | 491 | 495 | 496 | 499 | 500 | 552

/**
 * The ack of a message, where one is due instead of or behind a receipt (chapter 05 section 6,
 * "Acks to send"). `own`: the own phone-number address with the device number.
 *
 * @throws StanzaError 'missing-attribute' without id or from.
 */
export function messageAck(stanza: WireNode, own: Jid, error?: Nack): WireNode {
  const attrs: Record<string, string> = {
    class: 'message',
    id: requiredText(stanza, 'id'),
    to: requiredText(stanza, 'from'),
    from: own,
  }
  for (const name of ['participant', 'recipient', 'type']) {
    const value = stanza.attrs[name]
    if (value !== undefined) attrs[name] = value
  }
  if (error !== undefined) attrs['error'] = String(error)
  return node('ack', attrs)
}
