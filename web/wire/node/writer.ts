import * as layout from './layout.ts'
import { NodeError } from './nodeError.ts'
import { FILLER } from './packed.ts'
import { utf8Length, writeUtf8 } from './utf8.ts'

/** Most stanzas fit; larger ones get a larger array, which is not kept. */
const SCRATCH_BYTES = 8192

/** One writer at a time uses it: writing never waits, and `finish` copies out. */
const scratch = new Uint8Array(SCRATCH_BYTES)

/** The bytes of one stanza, growing as it is written. Single use. */
export class NodeWriter {
  #bytes = scratch
  #at = 0

  /** The low 8 bits of a number. */
  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#at++] = value
  }

  /** A token by its code in `tokenCodes`. */
  token(code: number): void {
    this.#reserve(2)
    if (code > 0xff) this.#bytes[this.#at++] = code >> 8
    this.#bytes[this.#at++] = code
  }

  /** The header of a list. Throws NodeError 'list-too-long'. */
  list(entries: number, depth: number): void {
    this.#reserve(3)
    if (entries === 0) this.#bytes[this.#at++] = layout.LIST_EMPTY
    else if (entries <= 0xff) {
      this.#bytes[this.#at++] = layout.LIST_8
      this.#bytes[this.#at++] = entries
    } else {
      if (entries > layout.LONGEST_LIST) throw new NodeError('list-too-long', 0, depth)
      this.#bytes[this.#at++] = layout.LIST_16
      this.#bytes[this.#at++] = entries >> 8
      this.#bytes[this.#at++] = entries
    }
  }

  /** Bytes behind the shortest length header. */
  binary(content: Uint8Array): void {
    this.#binaryHeader(content.length)
    this.#bytes.set(content, this.#at)
    this.#at += content.length
  }

  /** A text as UTF-8 behind the shortest length header. Throws NodeError 'bad-text'. */
  text(text: string, depth: number): void {
    const length = utf8Length(text)
    if (length < 0) throw new NodeError('bad-text', 0, depth)
    this.#binaryHeader(length)
    this.#at = writeUtf8(text, this.#bytes, this.#at)
  }

  /**
   * The first `length` characters, 1 to 127, in packed form: tag, count with the odd bit, half
   * bytes. False, and nothing written, when one of them is not in the alphabet.
   */
  packed(tag: number, halfOf: Int8Array, text: string, length: number): boolean {
    const count = (length + 1) >> 1
    this.#reserve(2 + count)
    const bytes = this.#bytes
    let at = this.#at + 2
    for (let index = 0; index < length; index += 2) {
      const high = halfOf[text.charCodeAt(index)] ?? -1
      const low = index + 1 < length ? (halfOf[text.charCodeAt(index + 1)] ?? -1) : FILLER
      if ((high | low) < 0) return false
      bytes[at++] = (high << 4) | low
    }
    bytes[this.#at] = tag
    bytes[this.#at + 1] = ((length & 1) << 7) | count
    this.#at = at
    return true
  }

  /** A copy of what was written. Throws NodeError 'too-large'. */
  finish(): Uint8Array {
    if (this.#at > layout.MAX_STANZA_BYTES) throw new NodeError('too-large')
    return this.#bytes.slice(0, this.#at)
  }

  /** Writes the header and makes room for the content as well. */
  #binaryHeader(length: number): void {
    this.#reserve(5 + length)
    const bytes = this.#bytes
    if (length <= 0xff) {
      bytes[this.#at++] = layout.BINARY_8
    } else if (length < 1 << 20) {
      bytes[this.#at++] = layout.BINARY_20
      bytes[this.#at++] = length >> 16
      bytes[this.#at++] = length >> 8
    } else {
      bytes[this.#at++] = layout.BINARY_32
      bytes[this.#at++] = length >> 24
      bytes[this.#at++] = length >> 16
      bytes[this.#at++] = length >> 8
    }
    bytes[this.#at++] = length
  }

  #reserve(count: number): void {
    if (this.#at + count > this.#bytes.length) this.#grow(this.#at + count)
  }

  #grow(needed: number): void {
    if (needed > 2 * layout.MAX_STANZA_BYTES) throw new NodeError('too-large')
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = larger
  }
}
