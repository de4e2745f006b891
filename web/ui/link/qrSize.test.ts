import fc from 'fast-check'
import { QRCodeSVG } from 'qrcode.react'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { leastCssPx, modulesOf, quietModules, qrSize, qrVersion } from './qrSize.ts'

const version = fc.integer({ min: 1, max: 40 })
/** Screens, zoom steps, and ratios as browsers really report them. */
const ratio = fc.oneof(
  fc.constantFrom(1, 1.25, 1.5, 2, 2.625, 3, 0.9, 1.1, 1.100000023841858, 1.3333333730697632),
  fc.double({ min: 0.5, max: 5, noNaN: true }),
)
const roomy = 2000

describe('qrSize', () => {
  it('gives whole device pixels per module, and a canvas of exactly that many', () => {
    fc.assert(
      fc.property(version, ratio, fc.integer({ min: 200, max: roomy }), (v, dpr, room) => {
        const { modulePx, marginModules, canvasPx, cssPx } = qrSize(v, dpr, 368, room)
        expect(marginModules).toBeGreaterThanOrEqual(quietModules)
        expect(Number.isInteger(modulePx)).toBe(true)
        expect(canvasPx).toBe((modulesOf(v) + 2 * marginModules) * modulePx)
        // The canvas takes size times ratio, cut to a whole number.
        expect(Math.trunc(cssPx * dpr)).toBe(canvasPx)
        expect(cssPx).toBeGreaterThanOrEqual(leastCssPx - 1e-9)
      }),
    )
  })

  it('makes the symbol itself at least 264 CSS pixels wide where there is room', () => {
    fc.assert(
      fc.property(version, ratio, (v, dpr) => {
        const { modulePx } = qrSize(v, dpr, 368, roomy)
        expect((modulesOf(v) * modulePx) / dpr).toBeGreaterThanOrEqual(leastCssPx - 1e-9)
      }),
    )
  })

  it.each([1, 1.25, 1.5, 2, 3])('comes out at whole CSS pixels too at a ratio of %d', (dpr) => {
    for (let v = 8; v <= 16; v += 1) {
      expect(Number.isInteger(qrSize(v, dpr, 368, roomy).cssPx), `version ${v}`).toBe(true)
    }
  })

  it('stays within the card whenever that is large enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 16 }), fc.constantFrom(1, 1.5, 2, 3), (v, dpr) => {
        expect(qrSize(v, dpr, 368, roomy).cssPx).toBeLessThanOrEqual(368)
      }),
    )
  })

  it('fits a narrow page of a usual phone', () => {
    expect(qrSize(13, 2, 368, 284).cssPx).toBeLessThanOrEqual(284)
    expect(qrSize(11, 1, 368, 284).cssPx).toBeLessThanOrEqual(284)
  })
})

/** The side that the library chooses for a text, without a quiet zone. */
function sideByLibrary(text: string): number {
  const drawn = renderToStaticMarkup(
    createElement(QRCodeSVG, { value: text, level: 'M', boostLevel: false, marginSize: 0 }),
  )
  return Number(/viewBox="0 0 (\d+)/.exec(drawn)?.[1])
}

describe('qrVersion', () => {
  it('agrees with the library at every boundary between two versions', () => {
    let before = 0
    for (let length = 1; length <= 2331; length += 1) {
      const found = qrVersion('k'.repeat(length))
      if (found === before) continue
      expect(sideByLibrary('k'.repeat(length))).toBe(modulesOf(found))
      if (length > 1) expect(sideByLibrary('k'.repeat(length - 1))).toBe(modulesOf(before))
      before = found
    }
    expect(before).toBe(40)
  }, 60_000)

  it('refuses what fits no code', () => {
    expect(() => qrVersion('k'.repeat(2332))).toThrow(RangeError)
  })
})
