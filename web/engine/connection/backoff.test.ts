import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { seededRandom } from '../../platform/fakes.ts'
import { backoffMs, randomFraction } from './backoff.ts'

const middle = () => Uint8Array.of(0x80, 0)

describe('pauses between dials', () => {
  it('follow Fibonacci in seconds, up to what a tenth more makes 900', () => {
    const pauses = Array.from({ length: 18 }, (_, at) => backoffMs(at + 1, middle) / 1000)
    expect(pauses).toEqual([
      1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 818.182, 818.182, 818.182,
    ])
  })

  it('last 900 seconds at most, and do not all last as long', () => {
    for (const failures of [16, 17, 1_000]) {
      expect(backoffMs(failures, () => Uint8Array.of(255, 255))).toBeLessThanOrEqual(900_000)
      expect(backoffMs(failures, () => Uint8Array.of(255, 255))).toBeGreaterThan(899_000)
      expect(backoffMs(failures, () => Uint8Array.of(0, 0))).toBeLessThan(740_000)
    }
  })

  it('differ by at most a tenth, whatever the random bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer(), (failures, seed) => {
        const pause = backoffMs(failures, seededRandom(seed))
        const base = backoffMs(failures, middle)
        expect(pause).toBeGreaterThanOrEqual(base * 0.9 - 1)
        expect(pause).toBeLessThanOrEqual(Math.min(900_000, base * 1.1 + 1))
      }),
    )
  })

  it('take the whole range of fractions', () => {
    expect(randomFraction(() => Uint8Array.of(0, 0))).toBe(0)
    expect(randomFraction(() => Uint8Array.of(255, 255))).toBeLessThan(1)
    expect(randomFraction(() => Uint8Array.of(255, 255))).toBeGreaterThan(0.9999)
  })
})
