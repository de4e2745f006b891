import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFindPatterns } from '../../profile/findPatterns.ts'

const asPattern = (bytes: Uint8Array, at: number) => ({
  marker: `m${at}`,
  encoding: 'raw',
  bytes: Buffer.from(bytes),
})

/** Few different bytes, so that patterns overlap and begin alike. */
const bytes = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength, max: 2 })

describe('finding many patterns at once', () => {
  it('finds what a plain search for each finds', () => {
    fc.assert(
      fc.property(fc.array(bytes(4, 8), { maxLength: 8 }), bytes(0, 300), (values, haystack) => {
        const expected: string[] = []
        values.forEach((value, at) => {
          const buffer = Buffer.from(haystack)
          for (
            let from = buffer.indexOf(value);
            from >= 0;
            from = buffer.indexOf(value, from + 1)
          ) {
            expected.push(`m${at} ${from}`)
          }
        })
        const found = createFindPatterns(values.map(asPattern))(haystack)
        expect(
          found.map(({ pattern, offset }) => `${pattern.marker} ${offset}`).toSorted(),
        ).toEqual(expected.toSorted())
      }),
      { numRuns: 500 },
    )
  })

  it('finds at the begin and at the end, also in a view into a larger buffer', () => {
    const pattern = asPattern(Buffer.from('needle'), 0)
    const larger = Buffer.from('needle..needle and needle..')
    const found = createFindPatterns([pattern])(larger.subarray(8, 25))
    expect(found.map(({ offset }) => offset)).toEqual([0, 11])
  })
})
