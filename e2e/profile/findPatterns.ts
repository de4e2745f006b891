import type { Pattern } from './encodings.ts'

/** A pattern of one marker. */
export interface MarkedPattern extends Pattern {
  readonly marker: string
}

/** Where a pattern begins. */
interface Match {
  readonly pattern: MarkedPattern
  readonly offset: number
}

/** Finds all patterns at once, however many: one pass over the bytes. */
export type FindPatterns = (bytes: Uint8Array) => Match[]

const FILTER_BITS = 20

/**
 * Makes a search for many patterns of at least 4 bytes. The first four bytes of each stand in a map;
 * a small table in front of it sorts out nearly every place that begins none.
 */
export function createFindPatterns(patterns: readonly MarkedPattern[]): FindPatterns {
  const byStart = new Map<number, MarkedPattern[]>()
  const filter = new Uint8Array(2 ** FILTER_BITS)
  for (const pattern of patterns) {
    const start = pattern.bytes.readUInt32BE()
    byStart.set(start, [...(byStart.get(start) ?? []), pattern])
    filter[slotOf(start)] = 1
  }
  return (bytes) => {
    const matches: Match[] = []
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let window = 0
    for (let end = 0; end < buffer.length; end++) {
      window = ((window << 8) | (buffer[end] ?? 0)) >>> 0
      if (end < 3 || filter[slotOf(window)] === 0) continue
      const offset = end - 3
      for (const pattern of byStart.get(window) ?? []) {
        const there = buffer.subarray(offset, offset + pattern.bytes.length)
        if (there.equals(pattern.bytes)) matches.push({ pattern, offset })
      }
    }
    return matches
  }
}

/** Multiplicative hashing (Knuth): the high bits of the product. */
const slotOf = (window: number) => Math.imul(window, 0x9e3779b1) >>> (32 - FILTER_BITS)
