/** Pixels in rows from the top, three bytes (red, green, blue) each. */
export interface RgbImage {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

const BLOCK = 8
const COMPONENTS = 3

/**
 * A baseline JPEG without chroma subsampling (ITU-T T.81). To stay small, this writer uses one
 * quantisation table and Huffman tables whose codes all have the same length (4 bits for DC sizes,
 * 8 for AC symbols): larger files than usual, the same picture.
 * Throws RangeError when a side is no multiple of 8 or the pixels are not width x height x 3 bytes.
 */
export function encodeJpeg(image: RgbImage): Uint8Array {
  const { width, height, rgb } = image
  if (width % BLOCK !== 0 || height % BLOCK !== 0 || rgb.length !== width * height * COMPONENTS) {
    throw new RangeError('a picture has sides of whole blocks and three bytes a pixel')
  }
  const scan = new BitWriter()
  const lastDc = [0, 0, 0]
  for (let top = 0; top < height; top += BLOCK) {
    for (let left = 0; left < width; left += BLOCK) {
      for (let component = 0; component < COMPONENTS; component++) {
        const coefficients = transform(readBlock(image, left, top, component))
        writeBlock(scan, coefficients, lastDc[component] ?? 0)
        lastDc[component] = coefficients[0] ?? 0
      }
    }
  }
  return Uint8Array.from([...headers(width, height), ...scan.finish(), 0xff, 0xd9])
}

/** Order in which the 64 coefficients of a block are stored: along its diagonals. */
const ZIGZAG = zigzag()

/** Coarser for finer detail. In storage order. */
const QUANTISATION = ZIGZAG.map((at) => 3 + 2 * ((at % BLOCK) + Math.floor(at / BLOCK)))

const DC_SYMBOLS = Array.from({ length: 12 }, (_, size) => size)
const END_OF_BLOCK = 0x00
const SIXTEEN_ZEROS = 0xf0
const AC_SYMBOLS = [
  END_OF_BLOCK,
  SIXTEEN_ZEROS,
  ...Array.from({ length: 16 }, (_, run) =>
    Array.from({ length: 10 }, (__, size) => (run << 4) | (size + 1)),
  ).flat(),
]
const AC_CODE = new Map(AC_SYMBOLS.map((symbol, code) => [symbol, code]))

const COSINE = Array.from({ length: BLOCK }, (_, frequency) =>
  Array.from(
    { length: BLOCK },
    (__, at) =>
      Math.cos(((2 * at + 1) * frequency * Math.PI) / 16) * (frequency === 0 ? Math.SQRT1_2 : 1),
  ),
)

function zigzag(): number[] {
  const order: number[] = []
  for (let sum = 0; sum <= 2 * (BLOCK - 1); sum++) {
    const diagonal = []
    for (let row = 0; row < BLOCK; row++) {
      const column = sum - row
      if (column >= 0 && column < BLOCK) diagonal.push(row * BLOCK + column)
    }
    order.push(...(sum % 2 === 0 ? diagonal.reverse() : diagonal))
  }
  return order
}

/** One component (Y, Cb or Cr of JFIF) of a block, centred on zero. */
function readBlock(image: RgbImage, left: number, top: number, component: number): number[] {
  const samples: number[] = []
  for (let y = top; y < top + BLOCK; y++) {
    for (let x = left; x < left + BLOCK; x++) {
      const at = (y * image.width + x) * COMPONENTS
      const [red = 0, green = 0, blue = 0] = image.rgb.subarray(at, at + COMPONENTS)
      if (component === 0) samples.push(0.299 * red + 0.587 * green + 0.114 * blue - 128)
      else if (component === 1) samples.push(-0.168736 * red - 0.331264 * green + 0.5 * blue)
      else samples.push(0.5 * red - 0.418688 * green - 0.081312 * blue)
    }
  }
  return samples
}

/** Discrete cosine transform and quantisation; coefficients in storage order. */
function transform(samples: readonly number[]): number[] {
  const rows = dctRows(samples)
  const both = dctRows(transpose(rows))
  const coefficients = transpose(both)
  return ZIGZAG.map((at, index) =>
    Math.round((coefficients[at] ?? 0) / 4 / (QUANTISATION[index] ?? 1)),
  )
}

function dctRows(samples: readonly number[]): number[] {
  return samples.map((_, at) => {
    const row = at - (at % BLOCK)
    const waves = COSINE[at % BLOCK] ?? []
    return waves.reduce((sum, wave, x) => sum + wave * (samples[row + x] ?? 0), 0)
  })
}

function transpose(block: readonly number[]): number[] {
  return block.map((_, at) => block[(at % BLOCK) * BLOCK + Math.floor(at / BLOCK)] ?? 0)
}

function writeBlock(scan: BitWriter, coefficients: readonly number[], lastDc: number): void {
  const difference = (coefficients[0] ?? 0) - lastDc
  scan.write(bitSize(difference), 4)
  writeAmplitude(scan, difference)
  let zeros = 0
  for (const value of coefficients.slice(1)) {
    if (value === 0) {
      zeros++
      continue
    }
    for (; zeros >= 16; zeros -= 16) writeAcSymbol(scan, SIXTEEN_ZEROS)
    writeAcSymbol(scan, (zeros << 4) | bitSize(value))
    writeAmplitude(scan, value)
    zeros = 0
  }
  if (zeros > 0) writeAcSymbol(scan, END_OF_BLOCK)
}

function writeAcSymbol(scan: BitWriter, symbol: number): void {
  scan.write(AC_CODE.get(symbol) ?? 0, 8)
}

/** How many bits the magnitude needs. */
function bitSize(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(Math.abs(value))
}

/** Negative values are written as their one's complement (T.81 section F.1.2.1). */
function writeAmplitude(scan: BitWriter, value: number): void {
  const size = bitSize(value)
  scan.write(value < 0 ? value + (1 << size) - 1 : value, size)
}

function headers(width: number, height: number): number[] {
  return [
    0xff,
    0xd8,
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...QUANTISATION]),
    ...segment(0xc0, [
      8,
      ...be16(height),
      ...be16(width),
      COMPONENTS,
      ...[1, 2, 3].flatMap((id) => [id, 0x11, 0]),
    ]),
    ...segment(0xc4, [0x00, ...codesOfLength(4, DC_SYMBOLS)]),
    ...segment(0xc4, [0x10, ...codesOfLength(8, AC_SYMBOLS)]),
    ...segment(0xda, [COMPONENTS, ...[1, 2, 3].flatMap((id) => [id, 0x00]), 0, 63, 0]),
  ]
}

/** A Huffman table whose codes all have `length` bits: 16 counts, then the symbols. */
function codesOfLength(length: number, symbols: readonly number[]): number[] {
  const counts = Array.from({ length: 16 }, (_, at) => (at + 1 === length ? symbols.length : 0))
  return [...counts, ...symbols]
}

function segment(marker: number, payload: readonly number[]): number[] {
  return [0xff, marker, ...be16(payload.length + 2), ...payload]
}

function be16(value: number): [number, number] {
  return [value >> 8, value & 0xff]
}

/** Entropy-coded bits, high bit first; a byte of ones is followed by a stuffed zero byte. */
class BitWriter {
  #bytes: number[] = []
  #pending = 0
  #count = 0

  write(value: number, bits: number): void {
    for (let at = bits - 1; at >= 0; at--) {
      this.#pending = (this.#pending << 1) | ((value >> at) & 1)
      if (++this.#count === 8) this.#flush()
    }
  }

  finish(): number[] {
    while (this.#count > 0) this.write(1, 1)
    return this.#bytes
  }

  #flush(): void {
    this.#bytes.push(this.#pending)
    if (this.#pending === 0xff) this.#bytes.push(0)
    this.#pending = 0
    this.#count = 0
  }
}
