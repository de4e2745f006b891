import jsQR from 'jsqr'
import { type Pixels, resize, smooth } from './pixels.ts'

type Prepare = (picture: Pixels) => Pixels

/** Frames up to this long side may be magnified: larger ones have pixels enough. */
const MAGNIFIED_UP_TO = 900

/**
 * The decoder now and then fails on a clean code at an unlucky size, and often on grain. Each look
 * changes size or sharpness, so what one misses the next one finds.
 */
const FRAME_LOOKS: readonly Prepare[] = [
  (frame) => frame,
  (frame) => smooth(frame, 1),
  (frame) => resize(frame, 0.8),
  (frame) => smooth(frame, 2),
  (frame) => smooth(resize(frame, isSmall(frame) ? 1.5 : 0.7), 1),
  (frame) => resize(frame, isSmall(frame) ? 1.1 : 0.9),
]

function isSmall(frame: Pixels): boolean {
  return Math.max(frame.width, frame.height) <= MAGNIFIED_UP_TO
}

/** After this many turns every look has been tried. */
export const FRAME_TURNS = FRAME_LOOKS.length

/**
 * Reads a QR code in one frame of a moving picture: one look, dark on light only. `turn`
 * counts the frames and chooses the look. Undefined when there is none that can be read.
 */
export function readFrame(frame: Pixels, turn: number): string | undefined {
  const prepare = FRAME_LOOKS[turn % FRAME_TURNS]
  return prepare && look(prepare(frame), 'dontInvert')
}

/** Long sides a still picture is tried at: a photo is mostly too fine, a cut-out too coarse. */
const STILL_SIDES = [1000, 600, 1800] as const

/**
 * Ways to read a QR code in a still picture, cheap and likely ones first: several sizes, with all
 * looks, light on dark too. They are handed out one by one, because each may take long.
 */
export function* readStill(picture: Pixels): Generator<string | undefined, void> {
  const longSide = Math.max(picture.width, picture.height)
  const sizes = STILL_SIDES.filter((side) => side < longSide)
  const sized = sizes.map((side) => resize(picture, side / longSide))
  for (const view of longSide > STILL_SIDES[0] ? sized : [picture, ...sized]) {
    for (const prepare of FRAME_LOOKS) yield look(prepare(view), 'attemptBoth')
  }
}

function look(pixels: Pixels, inversionAttempts: 'dontInvert' | 'attemptBoth'): string | undefined {
  const found = jsQR(pixels.data, pixels.width, pixels.height, { inversionAttempts })
  return found === null || found.data === '' ? undefined : found.data
}
