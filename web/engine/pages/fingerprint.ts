/**
 * A 32-bit fingerprint of a message id (MurmurHash3's mixing over UTF-16 units, two secret seeds).
 * Lies sealed: it needs to be fast and well spread, and not to be foreseen by who chooses ids.
 */
export function fingerprint(id: string, [first, second]: readonly [number, number]): number {
  let hash = first
  for (let at = 0; at < id.length; at++) {
    let unit = Math.imul(id.charCodeAt(at), 0xcc9e2d51)
    unit = (unit << 15) | (unit >>> 17)
    hash ^= Math.imul(unit, 0x1b873593)
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  hash ^= id.length ^ second
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Finds out quickly that none of a few ids is among many fingerprints. */
export interface Sought {
  has(print: number): boolean
}

/** What is looked for: the fingerprints of these ids. */
export function soughtPrints(prints: readonly number[]): Sought {
  const [only] = prints
  if (prints.length === 1) return { has: (print) => print === only }
  const exact = new Set(prints)
  // A bit for each value of the low 16: a set is asked for one in a hundred only.
  const bits = new Uint8Array(8192)
  for (const print of prints) bits[(print & 0xffff) >>> 3] = bitsAt(bits, print) | bitOf(print)
  return {
    has: (print) => (bitsAt(bits, print) & bitOf(print)) !== 0 && exact.has(print),
  }
}

const bitOf = (print: number) => 1 << (print & 7)

const bitsAt = (bits: Uint8Array, print: number) => bits[(print & 0xffff) >>> 3] ?? 0
