import { codesFor, textOfCodes } from './ascii.ts'

/** Packed text: two characters a byte, the first in the high half. */
export interface PackedAlphabet {
  /** Half byte of each ASCII code; -1 for characters that do not belong to the alphabet. */
  readonly halfOf: Int8Array
  /** ASCII code of the high half of each byte; NONE where the half means nothing. */
  readonly highCodes: Uint8Array
  /** ASCII code of the low half of each byte; NONE where the half means nothing. */
  readonly lowCodes: Uint8Array
}

/** Fills the low half of the last byte of a text of odd length. */
export const FILLER = 15

/** No ASCII code: has the bit that all of them lack. */
const NONE = 0x80

/** Digits, dash and dot: times, ids, phone numbers. */
export const NIBBLES = alphabet('0123456789-.')

/** Upper-case hex: message ids. Lower-case letters are never packed. */
export const HEX_DIGITS = alphabet('0123456789ABCDEF')

function alphabet(characters: string): PackedAlphabet {
  const halfOf = new Int8Array(128).fill(-1)
  const codes = Array.from(characters, (character) => character.charCodeAt(0))
  codes.forEach((code, half) => {
    halfOf[code] = half
  })
  return {
    halfOf,
    highCodes: Uint8Array.from({ length: 256 }, (_, pair) => codes[pair >> 4] ?? NONE),
    lowCodes: Uint8Array.from({ length: 256 }, (_, pair) => codes[pair & 15] ?? NONE),
  }
}

/**
 * The text of `count` characters packed from a position on, with an ASCII text put behind it.
 * Undefined when a half byte means nothing, or when an odd count does not end in the filler.
 */
export function unpack(
  { highCodes, lowCodes }: PackedAlphabet,
  bytes: Uint8Array,
  from: number,
  count: number,
  rest: string,
): string | undefined {
  const codes = codesFor(count + rest.length)
  const even = count & ~1
  let at = from
  let index = 0
  let all = 0
  while (index < even) {
    const pair = bytes[at++] ?? 0
    const high = highCodes[pair] ?? 0
    const low = lowCodes[pair] ?? 0
    codes[index++] = high
    codes[index++] = low
    all |= high | low
  }
  if (even < count) {
    const pair = bytes[at] ?? 0
    const high = highCodes[pair] ?? 0
    codes[index++] = high
    all |= (pair & 15) === FILLER ? high : NONE
  }
  if (all >= NONE) return undefined
  for (let next = 0; next < rest.length; next++) codes[index++] = rest.charCodeAt(next)
  return textOfCodes(codes)
}
