import { modulesOf, qrVersion } from './qrSize.ts'

/** The modules of a QR code, row after row: 1 is dark. */
export interface QrMatrix {
  readonly side: number
  readonly modules: Uint8Array
}

/** By version, at error correction M (ISO/IEC 18004, table 9): error codewords of a block, and blocks. */
const errorCodewords = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
]
const blockCounts = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26,
  28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
]

/** Which modules each mask turns over, by column x and row y (table 10). */
const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (((x / 3) | 0) + ((y / 2) | 0)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

/**
 * A text as a QR code (ISO/IEC 18004): its UTF-8 bytes at error correction M, in the smallest version,
 * under the mask with the least penalty.
 *
 * @throws RangeError when the text fits no code
 */
export function qrMatrix(text: string): QrMatrix {
  const version = qrVersion(text)
  const side = modulesOf(version)
  const modules = new Uint8Array(side * side)
  /** 1 where a pattern stands that carries no data. */
  const taken = new Uint8Array(side * side)
  const set = (x: number, y: number, dark: boolean | number): void => {
    modules[y * side + x] = dark ? 1 : 0
    taken[y * side + x] = 1
  }
  const square = (midX: number, midY: number, reach: number, isDark: (ring: number) => boolean) => {
    for (let y = Math.max(0, midY - reach); y <= Math.min(side - 1, midY + reach); y++) {
      for (let x = Math.max(0, midX - reach); x <= Math.min(side - 1, midX + reach); x++) {
        set(x, y, isDark(Math.max(Math.abs(x - midX), Math.abs(y - midY))))
      }
    }
  }

  for (let at = 0; at < side; at++) {
    set(6, at, at % 2 === 0)
    set(at, 6, at % 2 === 0)
  }
  const centres = alignmentCentres(version, side)
  const last = centres.length - 1
  centres.forEach((midY, row) => {
    centres.forEach((midX, column) => {
      const isFinder = row % last === 0 && column % last === 0 && row + column < 2 * last
      if (!isFinder) square(midX, midY, 2, (ring) => ring !== 1)
    })
  })
  for (const [midX, midY] of [
    [3, 3],
    [side - 4, 3],
    [3, side - 4],
  ] as const) {
    square(midX, midY, 4, (ring) => ring !== 2 && ring !== 4)
  }
  writeVersion(version, side, set)
  writeFormat(0, side, set)

  placeBits(codewords(text, version, side), modules, taken, side)
  const { mask } = masks
    .map((_, at) => {
      apply(at)
      const found = { mask: at, points: penalty(modules, side) }
      apply(at)
      return found
    })
    .reduce((best, next) => (next.points < best.points ? next : best))
  apply(mask)
  return { side, modules }

  /** Turns over what the mask says, and says which mask it is. Twice brings the data back. */
  function apply(at: number): void {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        if (taken[y * side + x] === 0 && masks[at]?.(x, y)) flip(y * side + x)
      }
    }
    writeFormat(at, side, set)
  }

  function flip(at: number): void {
    modules[at] = 1 - (modules[at] ?? 0)
  }
}

type SetModule = (x: number, y: number, dark: boolean | number) => void

/** Rows and columns of the alignment patterns, evenly spread from the far end (annex E). */
function alignmentCentres(version: number, side: number): number[] {
  if (version === 1) return []
  const count = ((version / 7) | 0) + 2
  const step = version === 32 ? 26 : Math.ceil((4 * version + 4) / (2 * count - 2)) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, at) => side - 7 - (count - 2 - at) * step)]
}

/** Remainder of a binary division, for the codes that protect format and version. */
function remainder(value: number, generator: number, bits: number): number {
  let rest = value
  for (let at = 0; at < bits; at++) rest = (rest << 1) ^ ((rest >>> (bits - 1)) * generator)
  return rest
}

/** Level M and the mask, in two copies (7.9). */
function writeFormat(mask: number, side: number, set: SetModule): void {
  const bits = ((mask << 10) | remainder(mask, 0x537, 10)) ^ 0x5412
  for (let at = 0; at < 15; at++) {
    const dark = (bits >>> at) & 1
    if (at < 8) {
      set(8, at < 6 ? at : at + 1, dark)
      set(side - 1 - at, 8, dark)
    } else {
      set(at === 8 ? 7 : 14 - at, 8, dark)
      set(8, side - 15 + at, dark)
    }
  }
  set(8, side - 8, 1)
}

/** From version 7 on the version itself, in two copies (7.10). */
function writeVersion(version: number, side: number, set: SetModule): void {
  if (version < 7) return
  const bits = (version << 12) | remainder(version, 0x1f25, 12)
  for (let at = 0; at < 18; at++) {
    const far = side - 11 + (at % 3)
    const near = (at / 3) | 0
    set(far, near, (bits >>> at) & 1)
    set(near, far, (bits >>> at) & 1)
  }
}

/** Data and error codewords in the order in which they are placed (7.4 to 7.6). */
function codewords(text: string, version: number, side: number): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  const errors = errorCodewords[version - 1] ?? 0
  const blockCount = blockCounts[version - 1] ?? 1
  const total = rawBits(version, side) >>> 3
  const data = new Uint8Array(total - errors * blockCount)
  let length = 0
  const put = (value: number, bits: number): void => {
    for (let at = bits - 1; at >= 0; at--, length++) {
      data[length >>> 3] = (data[length >>> 3] ?? 0) | (((value >>> at) & 1) << (7 - (length & 7)))
    }
  }
  put(4, 4)
  put(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) put(byte, 8)
  const used = Math.ceil(Math.min(length + 4, data.length * 8) / 8)
  for (let at = used; at < data.length; at++) data[at] = (at - used) % 2 === 0 ? 0xec : 0x11

  const longFrom = blockCount - (total % blockCount)
  const shortLength = ((total / blockCount) | 0) - errors
  const divisor = errorDivisor(errors)
  let from = 0
  const blocks = Array.from({ length: blockCount }, (_, at) => {
    const part = data.subarray(from, (from += shortLength + (at < longFrom ? 0 : 1)))
    return { part, errors: errorsOf(part, divisor) }
  })
  const interleaved: number[] = []
  for (let at = 0; at <= shortLength; at++) {
    for (const { part } of blocks) if (at < part.length) interleaved.push(part[at] ?? 0)
  }
  for (let at = 0; at < errors; at++) {
    for (const block of blocks) interleaved.push(block.errors[at] ?? 0)
  }
  return Uint8Array.from(interleaved)
}

/** How many modules are left for data and error codewords. */
function rawBits(version: number, side: number): number {
  const centres = version === 1 ? 0 : ((version / 7) | 0) + 2
  const alignment = centres === 0 ? 0 : (centres * centres - 3) * 25 - (centres - 2) * 10
  const fixed = 3 * 64 + 2 * (side - 16) + 31 + (version < 7 ? 0 : 36)
  return side * side - fixed - alignment
}

/** Product in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function times(a: number, b: number): number {
  let product = 0
  for (let at = 7; at >= 0; at--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((b >>> at) & 1) * a
  }
  return product
}

/** The product of (x - 2^0) to (x - 2^(degree - 1)), highest power left out. */
function errorDivisor(degree: number): Uint8Array {
  const divisor = new Uint8Array(degree)
  divisor[degree - 1] = 1
  let root = 1
  for (let factor = 0; factor < degree; factor++) {
    for (let at = 0; at < degree; at++) {
      divisor[at] = times(divisor[at] ?? 0, root) ^ (divisor[at + 1] ?? 0)
    }
    root = times(root, 2)
  }
  return divisor
}

function errorsOf(data: Uint8Array, divisor: Uint8Array): Uint8Array {
  const rest = new Uint8Array(divisor.length)
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0)
    rest.copyWithin(0, 1)
    rest[rest.length - 1] = 0
    divisor.forEach((value, at) => {
      rest[at] = (rest[at] ?? 0) ^ times(value, factor)
    })
  }
  return rest
}

/** Up and down in pairs of columns from the right, past the timing column (7.7.3). */
function placeBits(bytes: Uint8Array, modules: Uint8Array, taken: Uint8Array, side: number): void {
  let bit = 0
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    const isUpward = ((right + 1) & 2) === 0
    for (let step = 0; step < side; step++) {
      const y = isUpward ? side - 1 - step : step
      for (const x of [right, right - 1]) {
        if (taken[y * side + x] === 1) continue
        modules[y * side + x] = ((bytes[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1
        bit += 1
      }
    }
  }
}

/** What looks like a finder, at one and at two modules a step, with a light side four steps wide. */
const finderLike = /(?=000010111010|010111010000|0{8}110011111100110{2}|0{2}110011111100110{8})/g
/** Around the code there is light. */
const beside = '0'.repeat(8)

/** How hard a reader would find it (7.8.3). */
function penalty(modules: Uint8Array, side: number): number {
  let points = 0
  let dark = 0
  for (let row = 0; row < side; row++) {
    let across = ''
    let down = ''
    for (let at = 0; at < side; at++) {
      const here = modules[row * side + at] ?? 0
      dark += here
      across += here
      down += modules[at * side + row]
      const below = (row + 1) * side + at
      const isBlock =
        at + 1 < side &&
        row + 1 < side &&
        here === modules[row * side + at + 1] &&
        here === modules[below] &&
        here === modules[below + 1]
      if (isBlock) points += 3
    }
    for (const line of [across, down]) {
      for (const run of line.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2
      points += 40 * ((beside + line + beside).match(finderLike)?.length ?? 0)
    }
  }
  return points + 10 * Math.floor(Math.abs(dark * 20 - side * side * 10) / (side * side))
}
