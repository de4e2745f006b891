import fc from 'fast-check'
import jsQR from 'jsqr'
import { QRCodeSVG } from 'qrcode.react'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { type QrMatrix, qrMatrix } from './qrMatrix.ts'
import { modulesOf, qrVersion } from './qrSize.ts'

/** The dark modules of another implementation: its drawing has a path of runs, one row after another. */
function byLibrary(text: string): QrMatrix {
  const drawn = renderToStaticMarkup(
    createElement(QRCodeSVG, { value: text, level: 'M', boostLevel: false, marginSize: 0 }),
  )
  const side = Number(/viewBox="0 0 (\d+)/.exec(drawn)?.[1])
  const modules = new Uint8Array(side * side)
  const path = /fill="#000000" d="([^"]*)"/.exec(drawn)?.[1] ?? ''
  for (const [, x, y, h, end] of path.matchAll(
    /M(\d+)[ ,](\d+)\s?(?:h(\d+)v1H|l1,0 0,1 -1,0 Z(\d*))/g,
  )) {
    const from = Number(y) * side + Number(x)
    modules.fill(1, from, from + Number(h ?? end ?? 1))
  }
  return { side, modules }
}

function read({ side, modules }: QrMatrix): string | undefined {
  const scale = 3
  const margin = 4
  const width = (side + 2 * margin) * scale
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255)
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / scale) - margin
      const row = Math.floor(y / scale) - margin
      const isInside = column >= 0 && column < side && row >= 0 && row < side
      if (isInside && modules[row * side + column] === 1)
        pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
    }
  }
  return jsQR(pixels, width, width)?.data
}

/** The longest text of each version, so that no padding hides a fault. */
const longest = Array.from({ length: 40 }, (_, at) => {
  let length = 1
  while (length < 2331 && qrVersion('k'.repeat(length + 1)) <= at + 1) length += 1
  return length
})

describe('qrMatrix', () => {
  it('has the same modules as another implementation, in all sizes', () => {
    for (const [at, length] of longest.entries()) {
      // All that a link may need, and some of the rest.
      if (at > 17 && at % 6 !== 1) continue
      const text = Array.from({ length }, (_, index) =>
        String.fromCharCode(48 + ((index * 7 + at) % 75)),
      ).join('')
      const { side, modules } = qrMatrix(text)
      expect(side).toBe(modulesOf(at + 1))
      expect(modules, `version ${at + 1}`).toEqual(byLibrary(text).modules)
    }
  }, 60_000)

  it('has the same modules for texts of any length and content', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'grapheme' }), (end) => {
        // Text that is digits or capitals alone is written shorter by the library.
        const text = `k${end}`
        expect(qrMatrix(text).modules).toEqual(byLibrary(text).modules)
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('is read by a reader', () => {
    for (const length of [1, 40, 237, 300]) {
      const text = `https://wa.me/settings/linked_devices#${'Az09+/=,'.repeat(50).slice(0, length)}`
      expect(read(qrMatrix(text))).toBe(text)
    }
  })

  it('refuses what fits no code', () => {
    expect(() => qrMatrix('k'.repeat(2332))).toThrow(RangeError)
  })
})
