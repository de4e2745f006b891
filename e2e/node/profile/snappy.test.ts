import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decompressSnappy } from '../../profile/snappy.ts'
import { compressSnappy } from './compressSnappy.ts'

const bytes = (...parts: Array<number | string>) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))),
  )

describe('Snappy', () => {
  it.each([
    ['nothing', bytes(0), ''],
    ['a literal', bytes(5, 4 << 2, 'hello'), 'hello'],
    ['a literal with one byte of length', bytes(70, 60 << 2, 69, 'x'.repeat(70)), 'x'.repeat(70)],
    [
      'a literal with two bytes of length, of 300 bytes',
      bytes(0xac, 2, 61 << 2, 0x2b, 1, 'y'.repeat(300)),
      'y'.repeat(300),
    ],
    ['a literal with three bytes of length', bytes(3, 62 << 2, 2, 0, 0, 'abc'), 'abc'],
    ['a literal with four bytes of length', bytes(3, 63 << 2, 2, 0, 0, 0, 'abc'), 'abc'],
    // Tag 01: size - 4 in three bits, the offset's high three bits above them.
    ['a short copy', bytes(8, 3 << 2, 'abcd', 0b000_000_01, 4), 'abcdabcd'],
    ['a short copy that overlaps itself', bytes(12, 0, 'a', 0b000_111_01, 1), 'aaaaaaaaaaaa'],
    [
      'a short copy from 260 bytes before',
      bytes(0x88, 2, 61 << 2, 3, 1, `${'wxyz'}${'-'.repeat(256)}`, 0b001_000_01, 4),
      `wxyz${'-'.repeat(256)}wxyz`,
    ],
    ['a copy with two bytes of offset', bytes(7, 3 << 2, 'abcd', (2 << 2) | 2, 3, 0), 'abcdbcd'],
    [
      'a copy with four bytes of offset',
      bytes(7, 3 << 2, 'abcd', (2 << 2) | 3, 4, 0, 0, 0),
      'abcdabc',
    ],
    ['what is followed by something else', bytes(1, 0, 'a', 'more'), 'a'],
  ])('decompresses %s', (_, input, text) => {
    const { bytes: output, complete } = decompressSnappy(input)
    expect(output.toString()).toBe(text)
    expect(complete).toBe(true)
  })

  it.each([
    ['no length', bytes(), ''],
    ['a length that does not end', bytes(0xff, 0xff, 0xff, 0xff, 0xff, 1), ''],
    ['a length beyond reason', bytes(0xff, 0xff, 0xff, 0xff, 0x0f, 0, 'a'), ''],
    ['an end too early', bytes(9, 1 << 2, 'ab'), 'ab'],
    ['a literal cut off', bytes(9, 8 << 2, 'abc'), 'abc'],
    ['a literal beyond the promised length', bytes(2, 8 << 2, 'abcdefghi'), 'ab'],
    ['a copy from before the begin', bytes(9, 1 << 2, 'ab', 0b000_000_01, 3), 'ab'],
    ['a copy from nowhere', bytes(9, 1 << 2, 'ab', 0b000_000_01, 0), 'ab'],
    ['a copy beyond the promised length', bytes(4, 1 << 2, 'ab', 0b000_000_01, 1), 'ab'],
  ])('gives what it can of a stream with %s', (_, input, text) => {
    const { bytes: output, complete } = decompressSnappy(input)
    expect(output.toString()).toBe(text)
    expect(complete).toBe(text.length === input[0])
  })

  it('gives back what was compressed', () => {
    const repetitive = fc.array(fc.constantFrom('abcd', 'control', 'x'.repeat(70), '\0\xff', '7'), {
      maxLength: 300,
    })
    fc.assert(
      fc.property(repetitive, (words) => {
        const input = Buffer.from(words.join(''), 'latin1')
        const { bytes: output, complete } = decompressSnappy(compressSnappy(input))
        expect(output.equals(input)).toBe(true)
        expect(complete).toBe(true)
      }),
    )
  })

  it('ends on any input', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (input) => {
        const { bytes: output, complete } = decompressSnappy(
          Buffer.concat([Buffer.from([0x80, 0x10]), input]),
        )
        expect(output.length).toBeLessThanOrEqual(2048)
        expect(complete).toBe(output.length === 2048)
      }),
      { numRuns: 2000 },
    )
  })
})
