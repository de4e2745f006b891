import { QRCodeSVG } from 'qrcode.react'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { FRAME_TURNS, readFrame, readStill } from './decode.ts'
import type { Pixels } from './pixels.ts'
import linking from '../../vectors/linking.json'

const TEXT = linking.qr[0]?.deepLink ?? ''
const QUIET_ZONE = 4
/** Making and reading pictures is plain work for the processor, and test machines are busy. */
const PATIENCE_MS = 30_000
/** Pixels of other things around the code. */
const MARGIN = 21

/** The modules that the companion's own QR component draws, row by row, quiet zone included. */
function modulesOf(text: string): boolean[][] {
  const svg = renderToStaticMarkup(
    createElement(QRCodeSVG, { value: text, level: 'M', marginSize: QUIET_ZONE }),
  )
  const side = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
  const path = [...svg.matchAll(/ d="([^"]+)"/g)].at(-1)?.[1] ?? ''
  const rows = Array.from({ length: side }, () => Array.from({ length: side }, () => false))
  for (const [, x, y, width] of path.matchAll(/M(\d+)[ ,](\d+) ?h(\d+)/g)) {
    const row = rows[Number(y)]
    for (let at = 0; at < Number(width); at++) if (row) row[Number(x) + at] = true
  }
  return rows
}

const MODULES = modulesOf(TEXT)
const SIDE = MODULES.length

interface Shot {
  /** Pixels to a module. */
  readonly scale: number
  readonly degrees?: number
  /** Foreshortening: how much smaller the far edge looks, 0 to 1. */
  readonly tilt?: number
  /** Box blur, in pixels to each side. */
  readonly blur?: number
  /** Largest change of a pixel by noise. */
  readonly noise?: number
  readonly dark?: number
  readonly light?: number
  readonly surround?: number
}

/** Photographs the code: each pixel is the mean of 4 samples through the inverse camera. */
function photograph(shot: Shot): Pixels {
  const { scale, degrees = 0, tilt = 0, dark = 20, light = 255, surround = 28 } = shot
  const angle = (degrees * Math.PI) / 180
  const turnedSide = SIDE * scale * (Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle)))
  const side = Math.ceil(turnedSide * (1 + tilt / 2)) + MARGIN
  const sample = (x: number, y: number): number => {
    const fromX = x - side / 2
    const fromY = y - side / 2
    const near = 1 + (tilt * fromY) / side
    const u = (Math.cos(angle) * fromX + Math.sin(angle) * fromY) / (scale * near) + SIDE / 2
    const v = (-Math.sin(angle) * fromX + Math.cos(angle) * fromY) / (scale * near) + SIDE / 2
    const row = MODULES[Math.floor(v)]
    const module = row?.[Math.floor(u)]
    return module === undefined ? surround : module ? dark : light
  }
  const grey = new Float64Array(side * side)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let sum = 0
      for (const dy of [1 / 4, 3 / 4]) {
        for (const dx of [1 / 4, 3 / 4]) sum += sample(x + dx, y + dy)
      }
      grey[y * side + x] = sum / 4
    }
  }
  return develop(blurred(grey, side, shot.blur ?? 0), side, shot.noise ?? 0)
}

function blurred(grey: Float64Array, side: number, radius: number): Float64Array {
  if (radius === 0) return grey
  return grey.map((_, at) => {
    const column = at % side
    const row = (at - column) / side
    let sum = 0
    let count = 0
    for (let y = Math.max(0, row - radius); y <= Math.min(side - 1, row + radius); y++) {
      for (let x = Math.max(0, column - radius); x <= Math.min(side - 1, column + radius); x++) {
        sum += grey[y * side + x] ?? 0
        count++
      }
    }
    return sum / count
  })
}

function develop(grey: Float64Array, side: number, noise: number): Pixels {
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  let seed = 20_26
  grey.forEach((value, at) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    const shaken = value + ((seed >>> 16) / 32_768 - 1) * noise
    for (let channel = 0; channel < 3; channel++) data[at * 4 + channel] = shaken
  })
  return { data, width: side, height: side }
}

/** What a few frames of the same view give. */
function readLive(frame: Pixels): string | undefined {
  for (let turn = 0; turn < FRAME_TURNS; turn++) {
    const text = readFrame(frame, turn)
    if (text !== undefined) return text
  }
  return undefined
}

function readPicture(picture: Pixels): string | undefined {
  for (const text of readStill(picture)) if (text !== undefined) return text
  return undefined
}

describe('the code as the companion draws it', () => {
  it('has its quiet zone and three finders', () => {
    const quiet = MODULES.slice(0, QUIET_ZONE)
      .flat()
      .concat(MODULES.map((row) => row[QUIET_ZONE - 1] ?? true))
    expect(quiet.some(Boolean)).toBe(false)
    const finder = [true, true, true, true, true, true, true, false]
    expect(MODULES[QUIET_ZONE]?.slice(QUIET_ZONE, QUIET_ZONE + 8)).toEqual(finder)
    expect(MODULES[QUIET_ZONE]?.slice(-QUIET_ZONE - 8, -QUIET_ZONE)).toEqual(finder.toReversed())
    expect(MODULES.at(-QUIET_ZONE - 1)?.slice(QUIET_ZONE, QUIET_ZONE + 8)).toEqual(finder)
  })
})

describe('readFrame', { timeout: PATIENCE_MS }, () => {
  it.each<[string, Shot]>([
    ['straight', { scale: 3 }],
    ['at the smallest size the screen may show it', { scale: 264 / SIDE }],
    ['at a size that one look alone cannot read', { scale: 4 }],
    ['between whole pixels', { scale: 3.37 }],
    ['large', { scale: 8.6 }],
    ['turned a little, as the demo holds its camera', { scale: 5, degrees: 4 }],
    ['turned by 17 degrees', { scale: 4.4, degrees: 17 }],
    ['turned by 45 degrees', { scale: 4.4, degrees: 45 }],
    ['on its side', { scale: 4, degrees: 90 }],
    ['upside down', { scale: 4, degrees: 180 }],
    ['at an angle', { scale: 5, tilt: 0.2 }],
    ['at an angle and turned', { scale: 5.5, tilt: 0.15, degrees: -9 }],
    ['out of focus', { scale: 5, blur: 2 }],
    ['grainy', { scale: 5, noise: 40 }],
    ['very grainy', { scale: 5, noise: 90 }],
    ['pale', { scale: 4, dark: 110, light: 200 }],
    ['on a dark page', { scale: 4, surround: 0 }],
    ['on a white page', { scale: 4, surround: 255 }],
    [
      'everything at once',
      { scale: 6, degrees: 8, tilt: 0.1, blur: 2, noise: 40, dark: 60, light: 220 },
    ],
  ])('reads it %s', (_name, shot) => {
    expect(readLive(photograph(shot))).toBe(TEXT)
  })

  it('sees nothing where there is no code', () => {
    const side = 300
    expect(readLive(develop(new Float64Array(side * side).fill(128), side, 127))).toBeUndefined()
    expect(readLive(develop(new Float64Array(side * side).fill(255), side, 0))).toBeUndefined()
  })

  it('does not guess when a finder is covered', () => {
    const shot = photograph({ scale: 4 })
    const start = Math.floor(shot.width / 2 - (SIDE / 2) * 4)
    for (let y = start; y < start + 13 * 4; y++) {
      for (let x = start; x < start + 13 * 4; x++)
        shot.data.fill(255, (y * shot.width + x) * 4, (y * shot.width + x) * 4 + 4)
    }
    expect(readLive(shot)).toBeUndefined()
  })
})

describe('readStill', { timeout: PATIENCE_MS }, () => {
  it.each<[string, Shot]>([
    ['a screenshot', { scale: 4 }],
    ['a large photo, grainy', { scale: 9, degrees: 6, noise: 40, blur: 2 }],
    ['a small cut-out', { scale: 2.3, degrees: 3 }],
    ['light on dark', { scale: 4, dark: 240, light: 10, surround: 10 }],
  ])('reads %s', (_name, shot) => {
    expect(readPicture(photograph(shot))).toBe(TEXT)
  })

  it('gives up on a picture without a code', () => {
    expect(readPicture(develop(new Float64Array(120 * 120).fill(90), 120, 30))).toBeUndefined()
  })
})
