import { createByteReader, readBytes, readVarint } from './byteReader.ts'
import { createByteWriter } from './byteWriter.ts'
import { type PostingsPlace, writePostings } from './postings.ts'
import { SearchError } from './searchError.ts'

/*
 * A block of the dictionary holds terms in the order of their UTF-8 bytes. Each: how many bytes it
 * shares with the term before it, the length of the rest, the rest, its documents.
 */

/** A block is closed once it is so long; the documents of one term are never divided. */
export const BLOCK_BYTES = 16_384

/** Longer terms are none: 48 UTF-16 units, and what stands before those that are no words. */
export const LONGEST_TERM_BYTES = 256

/** Puts terms together, in ascending order. */
export interface BlockWriter {
  readonly full: () => boolean
  readonly empty: () => boolean
  /** `length`: how much of `term` counts; its bytes may change afterwards. */
  add(term: Uint8Array, postings: ArrayLike<number>, length?: number): void
  /** The block, with its first term; the writer is empty after it. */
  close(): { readonly first: Uint8Array; readonly bytes: Uint8Array }
}

export function createBlockWriter(docs: number): BlockWriter {
  let writer = createByteWriter(BLOCK_BYTES + 1024)
  let first: Uint8Array | undefined
  const last = new Uint8Array(LONGEST_TERM_BYTES)
  let lastLength = 0
  return {
    full: () => writer.length() >= BLOCK_BYTES,
    empty: () => first === undefined,
    add(term, postings, length = term.length) {
      let shared = 0
      while (shared < lastLength && shared < length && last[shared] === term[shared]) shared += 1
      writer.varint(shared)
      writer.varint(length - shared)
      writer.bytes(term, shared, length)
      writePostings(writer, postings, docs)
      first ??= term.slice(0, length)
      for (let at = shared; at < length; at++) last[at] = term[at] ?? 0
      lastLength = length
    },
    close() {
      const block = { first: first ?? new Uint8Array(0), bytes: writer.take() }
      writer = createByteWriter(BLOCK_BYTES + 1024)
      first = undefined
      lastLength = 0
      return block
    },
  }
}

/** A walk over the terms of a block. */
export interface BlockCursor {
  /** Goes to the next term, at first to the first one. False: there is none. Throws SearchError. */
  next(): boolean
  /** The term it stands at: the first `length` bytes. Changes with `next`. */
  readonly term: Uint8Array
  readonly length: () => number
  readonly place: () => PostingsPlace
}

export function openBlock(bytes: Uint8Array): BlockCursor {
  const reader = createByteReader(bytes)
  const term = new Uint8Array(LONGEST_TERM_BYTES)
  let length = 0
  let place: PostingsPlace = { from: 0, to: 0, bitmap: false }
  return {
    term,
    length: () => length,
    place: () => place,
    next() {
      if (reader.at >= bytes.length) return false
      const shared = readVarint(reader)
      const rest = readVarint(reader)
      if (shared > length || shared + rest > LONGEST_TERM_BYTES) {
        throw new SearchError('a term is too long')
      }
      term.set(readBytes(reader, rest), shared)
      length = shared + rest
      const sized = readVarint(reader)
      const from = reader.at
      const to = from + (sized >>> 1)
      if (to > bytes.length) throw new SearchError('documents of a term are cut off')
      place = { from, to, bitmap: (sized & 1) === 1 }
      reader.at = to
      return true
    },
  }
}

/** Order of the bytes of two terms: below 0, 0 or above. */
export function compareTerms(
  one: Uint8Array,
  other: Uint8Array,
  oneLength = one.length,
  otherLength = other.length,
): number {
  const shorter = Math.min(oneLength, otherLength)
  for (let at = 0; at < shorter; at++) {
    const order = (one[at] ?? 0) - (other[at] ?? 0)
    if (order !== 0) return order
  }
  return oneLength - otherLength
}

/** Whether a term begins so. */
export function beginsWith(term: Uint8Array, length: number, prefix: Uint8Array): boolean {
  if (length < prefix.length) return false
  for (let at = 0; at < prefix.length; at++) if (term[at] !== prefix[at]) return false
  return true
}
