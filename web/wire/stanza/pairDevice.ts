import { bytesOf, child, children, type WireNode } from '../node/node.ts'
import { countUnknown, requiredChild, requiredText } from './reading.ts'
import { iqResult } from './iq.ts'
import { StanzaError } from './stanzaError.ts'

/** The refs the service offers to be shown as codes, first to last (chapter 03 section 2, row 2). */
export interface PairDevice {
  readonly id: string
  readonly refs: readonly string[]
  readonly unknown: number
}

/** Refs are opaque; a longer one would not fit a readable QR. */
const REF_LIMIT = 512

/** Which step of linking a request of the service is, if any. */
export function pairingStep(stanza: WireNode): 'refs' | 'success' | undefined {
  if (stanza.tag !== 'iq' || stanza.attrs['type'] !== 'set') return undefined
  if (child(stanza, 'pair-device') !== undefined) return 'refs'
  return child(stanza, 'pair-success') === undefined ? undefined : 'success'
}

/**
 * Reads `<iq type="set"><pair-device><ref>…</ref>×6`. Refs are printable text and are not decoded.
 *
 * @throws StanzaError 'missing-attribute' (id), 'missing-child' (no ref), 'missing-content' (an empty
 *   ref), 'bad-length' or 'bad-word' (a ref that is not printable ASCII).
 */
export function parsePairDevice(stanza: WireNode): PairDevice {
  const id = requiredText(stanza, 'id')
  const list = requiredChild(stanza, 'pair-device')
  const refs = children(list)
    .filter((inner) => inner.tag === 'ref')
    .map(readRef)
  if (refs.length === 0) throw new StanzaError('missing-child', 'pair-device>ref')
  const unknown =
    countUnknown(stanza, {
      attrs: ['id', 'from', 'to', 'type', 'xmlns', 't'],
      children: ['pair-device'],
    }) + countUnknown(list, { children: ['ref'] })
  return { id, refs, unknown }
}

function readRef(ref: WireNode): string {
  const bytes = bytesOf(ref)
  if (bytes.length === 0) throw new StanzaError('missing-content', 'ref')
  if (bytes.length > REF_LIMIT) throw new StanzaError('bad-length', 'ref')
  if (!bytes.every((byte) => byte > 0x20 && byte < 0x7f)) throw new StanzaError('bad-word', 'ref')
  return String.fromCharCode(...bytes)
}

/** The empty answer that accepts the refs (row 3). */
export function pairDeviceResult(id: string): WireNode {
  return iqResult(id)
}
