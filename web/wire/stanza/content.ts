import { bytesOf, child, textOf, type WireNode } from '../node/node.ts'
import { requiredChild } from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** The content of the first child with this tag, absent when it is missing or empty. */
export function optionalContent(stanza: WireNode, tag: string): Uint8Array | undefined {
  const found = child(stanza, tag)
  const bytes = found === undefined ? undefined : bytesOf(found)
  return bytes === undefined || bytes.length === 0 ? undefined : bytes
}

/** The content of the first child with this tag. Throws 'missing-child', 'bad-length'. */
export function exactContent(stanza: WireNode, tag: string, length: number): Uint8Array {
  return ofLength(requiredChild(stanza, tag), length)
}

/** The stanza's bytes, of which there must be `length`. Throws StanzaError 'bad-length'. */
export function ofLength(stanza: WireNode, length: number): Uint8Array {
  const bytes = bytesOf(stanza)
  if (bytes.length !== length) throw new StanzaError('bad-length', stanza.tag)
  return bytes
}

/** The stanza's text. Throws StanzaError 'bad-word' when its bytes are no UTF-8. */
export function contentText(stanza: WireNode): string {
  try {
    return textOf(stanza)
  } catch {
    throw new StanzaError('bad-word', stanza.tag)
  }
}

/** An unsigned number of at most 6 bytes, the highest first. */
export function bigEndianOf(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}

/** `length` bytes of a number, the highest first. */
export function bigEndianBytes(value: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (value >>> (8 * (length - 1 - at))) & 0xff)
}
