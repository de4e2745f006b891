import { describe, expect, it } from 'vitest'
import { encodeJpeg } from './jpeg.ts'
import { drawPortrait } from './portrait.ts'

/** Marker segments up to the scan, as [marker, payload length]. */
function segments(jpeg: Uint8Array): Array<[number, number]> {
  const found: Array<[number, number]> = []
  let at = 2
  while (jpeg[at] === 0xff && at < jpeg.length) {
    const marker = jpeg[at + 1] ?? 0
    const length = ((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0)
    found.push([marker, length - 2])
    if (marker === 0xda) break
    at += 2 + length
  }
  return found
}

describe('drawPortrait', () => {
  it('draws a JPEG small enough for a profile picture', () => {
    const jpeg = drawPortrait(0)
    expect([...jpeg.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff])
    expect([...jpeg.subarray(-2)]).toEqual([0xff, 0xd9])
    expect(jpeg.length).toBeLessThan(16_000)
  })

  it('draws the same picture for the same seed and another for another', () => {
    expect(drawPortrait(3)).toEqual(drawPortrait(3))
    const pictures = Array.from({ length: 8 }, (_, seed) =>
      Buffer.from(drawPortrait(seed)).toString('hex'),
    )
    expect(new Set(pictures).size).toBe(pictures.length)
  })
})

describe('encodeJpeg', () => {
  it('writes frame, tables and scan with their sizes', () => {
    const jpeg = encodeJpeg({ width: 16, height: 8, rgb: new Uint8Array(16 * 8 * 3).fill(128) })
    expect(segments(jpeg)).toEqual([
      [0xe0, 14],
      [0xdb, 65],
      [0xc0, 15],
      [0xc4, 29],
      [0xc4, 179],
      [0xda, 10],
    ])
  })

  it('stuffs a zero after each byte of ones in the scan', () => {
    const jpeg = drawPortrait(4)
    const scanStart = jpeg.findLastIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xda) + 12
    const scan = jpeg.subarray(scanStart, -2)
    expect(scan).toContain(0xff)
    scan.forEach((byte, at) => {
      if (byte === 0xff) expect(scan[at + 1]).toBe(0)
    })
  })

  it('refuses sides that are no whole blocks, and missing pixels', () => {
    expect(() => encodeJpeg({ width: 12, height: 8, rgb: new Uint8Array(288) })).toThrow(RangeError)
    expect(() => encodeJpeg({ width: 8, height: 8, rgb: new Uint8Array(191) })).toThrow(RangeError)
  })
})
