/**
 * Addresses read lately. A session hears of the same people over and over: finding the text that
 * was made before costs a fifth of making it anew, and equal addresses share one string.
 */
interface Recent {
  /** Count byte and up to eight bytes of the packed name, as two words. */
  readonly count: number
  readonly high: number
  readonly low: number
  readonly ending: string
  readonly jid: string
}

/** A new address takes the place of another one with the same slot. */
const SLOT_BITS = 12
const slots: (Recent | undefined)[] = Array.from({ length: 1 << SLOT_BITS })

/** Names up to sixteen characters are kept; phone numbers and hidden ids are shorter. */
const LONGEST_PACKED_NAME = 8
const LONGEST_ENDING = 24

/** What was made of the packed name whose count stands at a position, and this ending. */
export function recallJid(bytes: Uint8Array, at: number, ending: string): string | undefined {
  const count = bytes[at] ?? 0
  const size = count & 0x7f
  if (size > LONGEST_PACKED_NAME) return undefined
  const high = word(bytes, at + 1, Math.min(4, size))
  const low = word(bytes, at + 5, size - 4)
  const found = slots[slotOf(high, low, ending)]
  return found !== undefined &&
    found.low === low &&
    found.high === high &&
    found.count === count &&
    found.ending === ending
    ? found.jid
    : undefined
}

/** Keeps an address for recallJid, unless it is of an unusual length. */
export function keepJid(bytes: Uint8Array, at: number, ending: string, jid: string): void {
  const count = bytes[at] ?? 0
  const size = count & 0x7f
  if (size > LONGEST_PACKED_NAME || ending.length > LONGEST_ENDING) return
  const high = word(bytes, at + 1, Math.min(4, size))
  const low = word(bytes, at + 5, size - 4)
  slots[slotOf(high, low, ending)] = { count, high, low, ending, jid }
}

/** Up to four bytes as one number; 0 where the length is not positive. */
function word(bytes: Uint8Array, from: number, length: number): number {
  let value = 0
  for (let at = from; at < from + length; at++) value = (value << 8) | (bytes[at] ?? 0)
  return value
}

/** The second and third character of the ending tell devices apart. */
function slotOf(high: number, low: number, ending: string): number {
  const device = (ending.charCodeAt(1) << 8) ^ ending.charCodeAt(2)
  return Math.imul(low ^ Math.imul(high, 0x85ebca6b) ^ device, 0x9e3779b1) >>> (32 - SLOT_BITS)
}
