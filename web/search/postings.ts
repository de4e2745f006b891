import type { ByteWriter } from './byteWriter.ts'
import { addDoc, hasDoc } from './docSet.ts'
import { SearchError } from './searchError.ts'

/** A segment holds no more documents than this, so that a number of one fits 16 bits. */
export const MOST_DOCS = 65_536

/** Where the documents of one term lie. `bitmap`: a bit each; else the gaps between them as varints. */
export interface PostingsPlace {
  readonly from: number
  readonly to: number
  readonly bitmap: boolean
}

const scratch = new Uint8Array(MOST_DOCS * 3)

/**
 * Writes the documents of a term, ascending: twice the length in bytes, one more for a bitmap (varint),
 * and the bytes. `docs`: how many documents the segment has.
 */
export function writePostings(writer: ByteWriter, postings: ArrayLike<number>, docs: number): void {
  const bitmapLength = (docs + 7) >>> 3
  let length = 0
  let previous = -1
  for (let at = 0; at < postings.length && length <= bitmapLength; at++) {
    const doc = postings[at] ?? 0
    let gap = doc - previous - 1
    previous = doc
    while (gap >= 0x80) {
      scratch[length++] = (gap & 0x7f) | 0x80
      gap >>>= 7
    }
    scratch[length++] = gap
  }
  const bitmap = length > bitmapLength
  if (bitmap) {
    length = bitmapLength
    scratch.fill(0, 0, length)
    for (let at = 0; at < postings.length; at++) addDoc(scratch, postings[at] ?? 0)
  }
  writer.varint(length * 2 + Number(bitmap))
  writer.bytes(scratch, 0, length)
}

/** Tells the documents of a term in ascending order, until `take` has enough. Throws SearchError. */
function eachPosting(
  bytes: Uint8Array,
  { from, to, bitmap }: PostingsPlace,
  docs: number,
  take: (doc: number) => boolean | void,
): void {
  if (bitmap) {
    if (to - from !== (docs + 7) >>> 3) throw new SearchError('a bitmap has another length')
    for (let doc = 0; doc < docs; doc++) {
      const byte = bytes[from + (doc >>> 3)] ?? 0
      if ((byte & (1 << (doc & 7))) !== 0 && take(doc) === true) return
    }
    return
  }
  let doc = -1
  for (let at = from; at < to; ) {
    let byte = bytes[at++] ?? 0
    let gap = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (at >= to || shift > 14) throw new SearchError('documents of a term are cut off')
      byte = bytes[at++] ?? 0
      gap |= (byte & 0x7f) << shift
    }
    doc += gap + 1
    if (doc >= docs) throw new SearchError('a document that the segment does not have')
    if (take(doc) === true) return
  }
}

/** Adds the documents of a term to a set. Throws SearchError. */
export function addPostings(bytes: Uint8Array, place: PostingsPlace, set: Uint8Array): void {
  const { from, to, bitmap } = place
  if (!bitmap) return eachPosting(bytes, place, set.length * 8, (doc) => addDoc(set, doc))
  if (to - from !== set.length) throw new SearchError('a bitmap has another length')
  for (let at = from; at < to; at++) set[at - from] = (set[at - from] ?? 0) | (bytes[at] ?? 0)
}

/** Whether a set has one of the documents of a term. Throws SearchError. */
export function hasSomePosting(bytes: Uint8Array, place: PostingsPlace, set: Uint8Array): boolean {
  let found = false
  eachPosting(bytes, place, set.length * 8, (doc) => (found = hasDoc(set, doc)))
  return found
}

/** The documents of a term, ascending. Throws SearchError. */
export function readPostings(bytes: Uint8Array, place: PostingsPlace, docs: number): number[] {
  const found: number[] = []
  eachPosting(bytes, place, docs, (doc) => void found.push(doc))
  return found
}
