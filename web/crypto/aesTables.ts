/*
 * Tables of AES (FIPS 197): what SubBytes and MixColumns do to one byte of a column, and the way
 * back. Rows of a column stand from high to low in a 32-bit word.
 */

/** SubBytes. */
export const SUBSTITUTE = new Uint8Array(256)

/** The inverse of SubBytes. */
export const RESTORE = new Uint8Array(256)

/** SubBytes and MixColumns together, by the row that a byte stands in. */
export const FORWARD = [table(), table(), table(), table()] as const

/** Their inverses together, by the row. */
export const BACKWARD = [table(), table(), table(), table()] as const

fillSubstitution()
for (let byte = 0; byte < 256; byte++) {
  const s = SUBSTITUTE[byte] as number
  fillRows(FORWARD, byte, word(times(s, 2), s, s, times(s, 3)))
  const r = RESTORE[byte] as number
  fillRows(BACKWARD, byte, word(times(r, 14), times(r, 9), times(r, 13), times(r, 11)))
}

function table(): Int32Array {
  return new Int32Array(256)
}

/** Walks through the field by multiplying with 3, and with its inverse at the same time. */
function fillSubstitution(): void {
  let element = 1
  let inverse = 1
  do {
    element = times(element, 3)
    inverse = times(inverse, 0xf6)
    setSubstitution(element, inverse)
  } while (element !== 1)
  setSubstitution(0, 0)
}

/** The affine step of SubBytes. */
function setSubstitution(byte: number, inverse: number): void {
  let mixed = 0x63
  for (let turn = 0; turn <= 4; turn++) mixed ^= (inverse << turn) | (inverse >> (8 - turn))
  mixed &= 0xff
  SUBSTITUTE[byte] = mixed
  RESTORE[mixed] = byte
}

/** The product in the field of AES, modulo x^8 + x^4 + x^3 + x + 1. */
function times(a: number, b: number): number {
  let product = 0
  for (let factor = a, rest = b; rest > 0; rest >>= 1) {
    if ((rest & 1) === 1) product ^= factor
    factor = (factor << 1) ^ (factor > 0x7f ? 0x11b : 0)
  }
  return product
}

function word(a: number, b: number, c: number, d: number): number {
  return (a << 24) | (b << 16) | (c << 8) | d
}

function fillRows(rows: readonly Int32Array[], byte: number, column: number): void {
  for (const [row, values] of rows.entries()) {
    values[byte] = row === 0 ? column : (column >>> (8 * row)) | (column << (32 - 8 * row))
  }
}
