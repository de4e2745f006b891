/**
 * Packed text: two characters a byte, first character in the high half. The filler of a text of
 * odd length is the half byte 15.
 */
export interface PackedAlphabet {
  /** Half byte of each ASCII code; -1 for characters that do not belong to the alphabet. */
  readonly halfOf: Int8Array
  /** The two characters of each byte; undefined where a half byte means nothing. */
  readonly pairs: readonly (string | undefined)[]
  /** The one character of a last byte whose low half is the filler. */
  readonly lasts: readonly (string | undefined)[]
}

/** Fills the low half of the last byte of a text of odd length. */
export const FILLER = 15

/** Digits, dash and dot: times, ids, phone numbers. */
export const NIBBLES = alphabet('0123456789-.')

/** Upper-case hex: message ids. Lower-case letters are never packed. */
export const HEX_DIGITS = alphabet('0123456789ABCDEF')

function alphabet(characters: string): PackedAlphabet {
  const halfOf = new Int8Array(128).fill(-1)
  const pairs = Array.from<string | undefined>({ length: 256 })
  const lasts = Array.from<string | undefined>({ length: 256 })
  Array.from(characters, (high, highHalf) => {
    halfOf[high.charCodeAt(0)] = highHalf
    lasts[(highHalf << 4) | FILLER] = high
    Array.from(characters, (low, lowHalf) => {
      pairs[(highHalf << 4) | lowHalf] = high + low
    })
  })
  return { halfOf, pairs, lasts }
}
