import { child, node, type WireNode } from '../node/node.ts'
import { requiredText } from './reading.ts'

const acked = ['receipt', 'notification', 'call']

/** Whether this stanza is answered with an ack: the three classes, each with id and from. */
export function wantsAck(stanza: WireNode): boolean {
  return (
    acked.includes(stanza.tag) &&
    stanza.attrs['id'] !== undefined &&
    stanza.attrs['from'] !== undefined
  )
}

/**
 * The one answer to a receipt, notification or call, sent after what it brought is committed
 * (chapter 01 section 6, "Acks"). participant, recipient and type are copied; an identity change
 * keeps its type to itself.
 *
 * @throws StanzaError 'missing-attribute' without id or from.
 */
export function ackOf(stanza: WireNode): WireNode {
  const attrs: Record<string, string> = {
    class: stanza.tag,
    id: requiredText(stanza, 'id'),
    to: requiredText(stanza, 'from'),
  }
  for (const name of ['participant', 'recipient', 'type']) {
    const value = stanza.attrs[name]
    if (value === undefined || (name === 'type' && isIdentityChange(stanza))) continue
    attrs[name] = value
  }
  return node('ack', attrs)
}

function isIdentityChange(stanza: WireNode): boolean {
  return (
    stanza.tag === 'notification' &&
    stanza.attrs['type'] === 'encrypt' &&
    child(stanza, 'identity') !== undefined
  )
}
