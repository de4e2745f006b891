/**
 * Numbers for terms, from 0 in the order in which they come. Terms are looked up as stretches of a
 * text, so that none has to be cut out of it first: millions of them go by.
 */
export interface TermTable {
  readonly size: () => number
  /** The number of a stretch of a text; a new one for a new term. */
  take(text: string, from: number, to: number): number
  /** The number of a term; -1: it is not there. */
  find(term: string): number
  /** Whether a term begins so. */
  beginsWith(id: number, prefix: string): boolean
  /** Writes the UTF-8 bytes of a term, three for each of its units at most; gives how many. */
  bytes(id: number, into: Uint8Array): number
  /** All numbers in the order of the UTF-8 bytes of their terms, in groups by the first character. */
  inOrder(): Generator<Uint32Array>
}

const FIRST_SLOTS = 1 << 14

/** `seed`: a number that nobody can guess, or words could be made that make the table slow. */
export function createTermTable(seed: number): TermTable {
  /** The number of a term and one more; 0: free. */
  let slots = new Int32Array(FIRST_SLOTS)
  let hashes = new Uint32Array(FIRST_SLOTS)
  /** Term `id` stands in the pool from `ends[id]` to `ends[id + 1]`. UTF-16. */
  let ends = new Uint32Array(FIRST_SLOTS + 1)
  let pool = new Uint16Array(FIRST_SLOTS * 8)
  let size = 0

  const startOf = (id: number) => ends[id] ?? 0
  const endOf = (id: number) => ends[id + 1] ?? 0

  function isAt(id: number, text: string, from: number, to: number): boolean {
    const start = startOf(id)
    if (endOf(id) - start !== to - from) return false
    for (let at = from; at < to; at++) {
      if (pool[start + at - from] !== text.charCodeAt(at)) return false
    }
    return true
  }

  /** Where a term is, or where it would be. */
  function slotOf(hash: number, text: string, from: number, to: number): number {
    const mask = slots.length - 1
    let slot = hash & mask
    for (;;) {
      const entry = slots[slot] ?? 0
      if (entry === 0) return slot
      if (hashes[entry - 1] === hash && isAt(entry - 1, text, from, to)) return slot
      slot = (slot + 1) & mask
    }
  }

  function grow(): void {
    slots = new Int32Array(slots.length * 2)
    hashes = copied(hashes, new Uint32Array(hashes.length * 2))
    ends = copied(ends, new Uint32Array(ends.length * 2))
    const mask = slots.length - 1
    for (let id = 0; id < size; id++) {
      let slot = (hashes[id] ?? 0) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id + 1
    }
  }

  function add(slot: number, hash: number, text: string, from: number, to: number): number {
    const start = startOf(size)
    const end = start + to - from
    if (end > pool.length) {
      pool = copied(pool, new Uint16Array(Math.max(pool.length * 2, end)))
    }
    for (let at = from; at < to; at++) pool[start + at - from] = text.charCodeAt(at)
    hashes[size] = hash
    slots[slot] = size + 1
    size += 1
    ends[size] = end
    // Half of the slots stay free: a look-up is short.
    if (size * 2 >= slots.length) grow()
    return size - 1
  }

  function compare(one: number, other: number): number {
    const first = startOf(one)
    const second = startOf(other)
    const length = endOf(one) - first
    const otherLength = endOf(other) - second
    const shorter = Math.min(length, otherLength)
    for (let at = 0; at < shorter; at++) {
      const unit = pool[first + at] ?? 0
      const otherUnit = pool[second + at] ?? 0
      if (unit !== otherUnit) return rank(unit) - rank(otherUnit)
    }
    return length - otherLength
  }

  return {
    size: () => size,
    take(text, from, to) {
      const hash = hashOf(seed, text, from, to)
      const slot = slotOf(hash, text, from, to)
      const entry = slots[slot] ?? 0
      return entry === 0 ? add(slot, hash, text, from, to) : entry - 1
    },
    find(term) {
      const slot = slotOf(hashOf(seed, term, 0, term.length), term, 0, term.length)
      return (slots[slot] ?? 0) - 1
    },
    beginsWith(id, prefix) {
      const start = startOf(id)
      if (endOf(id) - start < prefix.length) return false
      for (let at = 0; at < prefix.length; at++) {
        if (pool[start + at] !== prefix.charCodeAt(at)) return false
      }
      return true
    },
    bytes: (id, into) => encode(pool, startOf(id), endOf(id), into),
    *inOrder() {
      const groups = new Map<number, number[]>()
      for (let id = 0; id < size; id++) {
        const first = rank(pool[startOf(id)] ?? 0)
        const group = groups.get(first)
        if (group === undefined) groups.set(first, [id])
        else group.push(id)
      }
      const firsts = [...groups.keys()].toSorted((one, other) => one - other)
      for (const first of firsts) yield Uint32Array.from(groups.get(first) ?? []).sort(compare)
    },
  }
}

/**
 * FNV-1a over the UTF-16 units, 32 bits, from a secret start. The high bits are mixed in at each unit:
 * which words fall together depends on the start, so nobody can send many that do.
 */
export function hashOf(seed: number, text: string, from: number, to: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (let at = from; at < to; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    hash ^= hash >>> 15
  }
  return hash >>> 0
}

/** Puts halves of characters behind all that stand for themselves, as UTF-8 has them. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800
  return unit >= 0xd800 ? unit + 0x2000 : unit
}

/** UTF-8 of a stretch of UTF-16 without half characters. */
function encode(pool: Uint16Array, from: number, to: number, bytes: Uint8Array): number {
  let length = 0
  for (let at = from; at < to; at++) {
    let code = pool[at] ?? 0
    if (code < 0x80) {
      bytes[length++] = code
      continue
    }
    if (code < 0x800) bytes[length++] = 0xc0 | (code >> 6)
    else if (code >= 0xd800 && code < 0xdc00) {
      at += 1
      code = 0x10000 + ((code - 0xd800) << 10) + ((pool[at] ?? 0) - 0xdc00)
      bytes[length++] = 0xf0 | (code >> 18)
      bytes[length++] = 0x80 | ((code >> 12) & 0x3f)
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f)
    } else {
      bytes[length++] = 0xe0 | (code >> 12)
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f)
    }
    bytes[length++] = 0x80 | (code & 0x3f)
  }
  return length
}

function copied<T extends Uint32Array | Uint16Array>(from: T, to: T): T {
  to.set(from)
  return to
}
