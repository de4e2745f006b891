import { encodeJpeg } from './jpeg.ts'

const SIDE = 192

/** Colours as red, green, blue. */
type Colour = readonly [number, number, number]

interface Palette {
  readonly skyTop: Colour
  readonly skyLow: Colour
  readonly disc: Colour
  readonly hillFar: Colour
  readonly hillNear: Colour
}

const PALETTES: readonly Palette[] = [
  {
    skyTop: [38, 44, 104],
    skyLow: [233, 150, 122],
    disc: [255, 236, 200],
    hillFar: [92, 70, 120],
    hillNear: [40, 34, 78],
  },
  {
    skyTop: [22, 66, 91],
    skyLow: [141, 205, 190],
    disc: [250, 250, 226],
    hillFar: [47, 111, 112],
    hillNear: [18, 56, 70],
  },
  {
    skyTop: [84, 48, 110],
    skyLow: [246, 190, 152],
    disc: [255, 245, 230],
    hillFar: [150, 78, 118],
    hillNear: [72, 36, 82],
  },
  {
    skyTop: [28, 34, 62],
    skyLow: [120, 134, 190],
    disc: [236, 240, 255],
    hillFar: [66, 76, 128],
    hillNear: [26, 30, 60],
  },
]

/** Drawing takes 100 ms and more, and a process that makes many phones begins with the same seeds. */
const drawn = new Map<number, Uint8Array>()
const MOST_DRAWN = 64

/**
 * The profile picture of a simulated person: a moon over two ranges of hills, 192 x 192, JPEG.
 * The same seed (a whole number from 0) always draws the same picture.
 */
export function drawPortrait(seed: number): Uint8Array {
  const known = drawn.get(seed) ?? draw(seed)
  if (drawn.size < MOST_DRAWN) drawn.set(seed, known)
  return known.slice()
}

function draw(seed: number): Uint8Array {
  const palette = PALETTES[seed % PALETTES.length] ?? PALETTES[0]
  if (!palette) throw new RangeError('no palette')
  const turn = fraction(seed * 0.618034)
  const discX = 0.28 + 0.44 * turn
  const discY = 0.26 + 0.14 * fraction(seed * 0.414214)
  const discRadius = 0.11 + 0.05 * fraction(seed * 0.732051)
  const rgb = new Uint8Array(SIDE * SIDE * 3)
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const x = (column + 0.5) / SIDE
      const y = (row + 0.5) / SIDE
      const distance = Math.hypot(x - discX, y - discY)
      let colour = mix(palette.skyTop, palette.skyLow, Math.min(1, y / 0.72))
      colour = mix(colour, palette.disc, 0.28 * Math.max(0, 1 - distance / (3 * discRadius)))
      colour = mix(colour, palette.disc, inside(discRadius - distance))
      colour = mix(colour, palette.hillFar, inside(y - ridge(x, 0.62, 0.05, turn)))
      colour = mix(colour, palette.hillNear, inside(y - ridge(x, 0.77, 0.07, turn + 0.4)))
      rgb.set(colour.map(Math.round), (row * SIDE + column) * 3)
    }
  }
  return encodeJpeg({ width: SIDE, height: SIDE, rgb })
}

/** Height of a hill range at x, as a share of the picture from its top. */
function ridge(x: number, base: number, swing: number, turn: number): number {
  const angle = 2 * Math.PI * (x * 0.8 + turn)
  return base + swing * Math.sin(angle) + 0.4 * swing * Math.sin(2.7 * angle + 1)
}

/** 0 outside, 1 inside, a pixel wide ramp between: soft edges. */
function inside(depth: number): number {
  return Math.min(1, Math.max(0, depth * SIDE + 0.5))
}

function fraction(value: number): number {
  return value - Math.floor(value)
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const blend = (a: number, b: number): number => a + (b - a) * share
  return [blend(from[0], to[0]), blend(from[1], to[1]), blend(from[2], to[2])]
}
