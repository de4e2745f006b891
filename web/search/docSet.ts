/*
 * A set of documents of one segment: a bit each, the lowest bit of the first byte is document 0.
 */

export function emptyDocSet(docs: number): Uint8Array {
  return new Uint8Array((docs + 7) >>> 3)
}

export function addDoc(set: Uint8Array, doc: number): void {
  set[doc >>> 3] = (set[doc >>> 3] ?? 0) | (1 << (doc & 7))
}

export function hasDoc(set: Uint8Array, doc: number): boolean {
  return ((set[doc >>> 3] ?? 0) & (1 << (doc & 7))) !== 0
}

/** Keeps what is in both. Whether anything is left. */
export function keepCommon(set: Uint8Array, other: Uint8Array): boolean {
  let left = 0
  for (let at = 0; at < set.length; at++) {
    const common = (set[at] ?? 0) & (other[at] ?? 0)
    set[at] = common
    left |= common
  }
  return left !== 0
}

/** The first document at or after a place; -1 when there is none. */
export function nextDoc(set: Uint8Array, from: number): number {
  let at = from >>> 3
  let byte = (set[at] ?? 0) & (0xff << (from & 7))
  while (byte === 0) {
    at += 1
    if (at >= set.length) return -1
    byte = set[at] ?? 0
  }
  return at * 8 + 31 - Math.clz32(byte & -byte)
}
