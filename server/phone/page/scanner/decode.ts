import jsQR from 'jsqr'
import { type Pixels, resize, smooth } from './pixels.ts'

type Prepare = (picture: Pixels) => Pixels

/** Sharp and clean, a little grain, much grain: what one look misses, the next one finds. */
const FRAME_LOOKS: readonly Prepare[] = [
  (frame) => frame,
  (frame) => smooth(frame, 1),
  (frame) => smooth(frame, 2),
]

/** After this many turns every look has been tried. */
export const FRAME_TURNS = FRAME_LOOKS.length

/**
 * Reads a QR code in one frame of a moving picture: one quick look, dark on light only. `turn`
 * counts the frames and chooses the look. Undefined when there is none that can be read.
 */
export function readFrame(frame: Pixels, turn: number): string | undefined {
  const prepare = FRAME_LOOKS[turn % FRAME_TURNS]
  return prepare && look(prepare(frame), 'dontInvert')
}

/** Long sides a still picture is tried at: a photo is too fine, a small cut-out too coarse. */
const STILL_SIDES = [1000, 600] as const
const MAGNIFIED_BELOW = 700

/**
 * Ways to read a QR code in a still picture, cheap and likely ones first: several sizes, with and
 * without smoothing, light on dark too. They are handed out one by one, because each may take long.
 */
export function* readStill(picture: Pixels): Generator<string | undefined, void> {
  const longSide = Math.max(picture.width, picture.height)
  const within = (side: number): Pixels =>
    side < longSide ? resize(picture, side / longSide) : picture
  for (const side of STILL_SIDES) {
    const sized = within(side)
    yield look(sized, 'attemptBoth')
    yield look(smooth(sized, 1), 'dontInvert')
  }
  if (longSide < MAGNIFIED_BELOW) {
    for (const factor of [2, 3]) yield look(resize(picture, factor), 'attemptBoth')
  } else {
    yield look(smooth(within(2 * STILL_SIDES[0]), 2), 'dontInvert')
  }
}

function look(pixels: Pixels, inversionAttempts: 'dontInvert' | 'attemptBoth'): string | undefined {
  const found = jsQR(pixels.data, pixels.width, pixels.height, { inversionAttempts })
  return found === null || found.data === '' ? undefined : found.data
}
