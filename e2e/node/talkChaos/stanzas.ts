import type { WireNode } from '../../../web/wire/node/node.ts'

/** The id of a message stanza, whichever way it goes. */
export function messageIdOf({ tag, attrs }: WireNode): string | undefined {
  return tag === 'message' && attrs['category'] !== 'peer' ? attrs['id'] : undefined
}

/** Which messages a stanza answers for good: a receipt or an ack, but no wish for another copy. */
export function answeredIds({ tag, attrs, content }: WireNode): string[] {
  const isReceipt = tag === 'receipt' && attrs['type'] !== 'retry'
  const isAck = tag === 'ack' && attrs['class'] === 'message'
  if (!isReceipt && !isAck) return []
  const list = Array.isArray(content) ? (content as readonly WireNode[]) : []
  const items = list.flatMap((child) =>
    Array.isArray(child.content) ? (child.content as readonly WireNode[]) : [],
  )
  return [attrs['id'], ...items.map((item) => item.attrs['id'])].filter((id) => id !== undefined)
}
