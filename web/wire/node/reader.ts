import * as layout from './layout.ts'
import { NodeError, type NodeErrorCode } from './nodeError.ts'
import { HEX_DIGITS, NIBBLES, type PackedAlphabet, unpack } from './packed.ts'
import { double, single } from './tokens/dictionary3.ts'
import { readUtf8 } from './utf8.ts'

/** A position in the bytes of one stanza, and the values that stand there. Single use. */
export class StanzaReader {
  readonly bytes: Uint8Array
  at: number
  /** How many nodes enclose the one being read. */
  depth = 0

  constructor(bytes: Uint8Array, from: number) {
    this.bytes = bytes
    this.at = from
  }

  fail(code: NodeErrorCode): never {
    throw new NodeError(code, this.at, this.depth)
  }

  byte(): number {
    const value = this.bytes[this.at]
    if (value === undefined) this.fail('truncated')
    this.at++
    return value
  }

  uint16(): number {
    return (this.byte() << 8) | this.byte()
  }

  /** Moves over `length` bytes and returns where they begin. */
  skip(length: number): number {
    const start = this.at
    if (length > this.bytes.length - start) this.fail('truncated')
    this.at = start + length
    return start
  }

  /** How many bytes follow the header BINARY_8, BINARY_20 or BINARY_32 and its length. */
  binaryLength(header: number): number {
    if (header === layout.BINARY_8) return this.byte()
    if (header === layout.BINARY_20) return ((this.byte() & 0x0f) << 16) | this.uint16()
    return this.uint16() * 0x10000 + this.uint16()
  }

  /** A text that is no address form: token, packed, bytes, or the empty list for an empty text. */
  plain(header: number): string {
    if (header < layout.DICTIONARY_0) return single[header] ?? ''
    if (header <= layout.DICTIONARY_3) {
      return double[header - layout.DICTIONARY_0]?.[this.byte()] ?? ''
    }
    switch (header) {
      case layout.NIBBLE_8:
        return this.unpack(NIBBLES, this.skipPacked(), '')
      case layout.HEX_8:
        return this.unpack(HEX_DIGITS, this.skipPacked(), '')
      case layout.BINARY_8:
      case layout.BINARY_20:
      case layout.BINARY_32: {
        const length = this.binaryLength(header)
        const start = this.skip(length)
        return readUtf8(this.bytes, start, start + length) ?? this.fail('bad-utf8')
      }
      default:
        this.at--
        return this.fail(unreadable(header))
    }
  }

  /** Moves over a packed text, behind its tag, and returns where its count stands. */
  skipPacked(): number {
    const start = this.at
    this.skip(this.byte() & 0x7f)
    return start
  }

  /** The packed text whose count stands at a position, with another text put behind it. */
  unpack(alphabet: PackedAlphabet, at: number, rest: string): string {
    const count = packedCount(this.bytes[at] ?? 0)
    if (count < 0) this.fail('bad-packing')
    return unpack(alphabet, this.bytes, at + 1, count, rest) ?? this.fail('bad-packing')
  }
}

/** Characters of a packed text: two a byte, one less where the high bit says that the count is odd. */
export function packedCount(head: number): number {
  return 2 * (head & 0x7f) - (head >> 7)
}

function unreadable(header: number): NodeErrorCode {
  if (header < layout.INTEROP_JID) return 'unassigned-byte'
  return header === layout.LIST_8 || header === layout.LIST_16 ? 'not-text' : 'unexpected-jid'
}
