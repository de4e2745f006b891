import { array, assert, integer, property, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../crypto/bytes.ts'
import { encodeFrame, FrameReader, INTRO, MAX_BODY_LENGTH, routingPrefix } from './frames.ts'

const tooLarge = expect.objectContaining({ name: 'FrameError', code: 'too-large' })

function drain(reader: FrameReader): number[][] {
  const bodies: number[][] = []
  for (let body = reader.next(); body !== undefined; body = reader.next()) bodies.push([...body])
  return bodies
}

describe('writing', () => {
  test('the longest body fits, one byte more does not', () => {
    const longest = new Uint8Array(MAX_BODY_LENGTH)
    expect(encodeFrame(longest).subarray(0, 3)).toEqual(Uint8Array.of(0xff, 0xff, 0xff))
    expect(() => encodeFrame(new Uint8Array(MAX_BODY_LENGTH + 1))).toThrow(tooLarge)
  })

  test('routing info that is too long is left out', () => {
    expect(routingPrefix(Uint8Array.of(7))).toEqual(Uint8Array.of(0x45, 0x44, 0, 1, 0, 0, 1, 7))
    expect(routingPrefix(new Uint8Array(MAX_BODY_LENGTH + 1))).toHaveLength(0)
    expect(INTRO).toEqual(Uint8Array.of(0x57, 0x41, 6, 3))
  })
})

describe('reading', () => {
  test('any split of any frames gives the same bodies, in order', () => {
    const bodies = array(uint8Array({ maxLength: 40 }), { maxLength: 8 })
    const cuts = array(integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 20 })
    assert(
      property(bodies, cuts, (expected, sizes) => {
        const stream = concatBytes(...expected.map(encodeFrame))
        const reader = new FrameReader()
        const found: number[][] = []
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          // A size of 0 is an empty WebSocket message; the last part takes what is left.
          const size = turn > 200 ? stream.length : (sizes[turn % sizes.length] ?? 1)
          reader.push(stream.slice(at, at + size))
          at += size
          if (turn % 3 === 0) found.push(...drain(reader))
        }
        found.push(...drain(reader))
        expect(found).toEqual(expected.map((body) => [...body]))
      }),
      { numRuns: 500 },
    )
  })

  test('nothing comes out before the last byte is in', () => {
    const reader = new FrameReader()
    reader.push(Uint8Array.of(0, 0, 2, 9))
    expect(reader.next()).toBeUndefined()
    reader.push(Uint8Array.of(8))
    expect(reader.next()).toEqual(Uint8Array.of(9, 8))
    expect(reader.next()).toBeUndefined()
  })

  test('a long body byte by byte', () => {
    const body = new Uint8Array(200_000).map((_, at) => at * 31)
    const reader = new FrameReader()
    for (const byte of encodeFrame(body)) reader.push(Uint8Array.of(byte))
    expect(Buffer.compare(reader.next() ?? new Uint8Array(), body)).toBe(0)
  })

  test('an announced length takes no memory by itself', () => {
    const before = process.memoryUsage().arrayBuffers
    const readers = Array.from({ length: 100 }, () => {
      const reader = new FrameReader()
      reader.push(Uint8Array.of(0xff, 0xff, 0xff, 1))
      return reader
    })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000)
    expect(readers.map((reader) => reader.next())).toEqual(Array(100).fill(undefined))
  })

  test('a length above the limit is refused at once and for good', () => {
    const reader = new FrameReader(10)
    reader.push(encodeFrame(new Uint8Array(10)))
    expect(() => reader.push(Uint8Array.of(0, 0, 11))).toThrow(tooLarge)
    expect(() => reader.push(encodeFrame(new Uint8Array(1)))).toThrow(tooLarge)
    expect(drain(reader)).toHaveLength(1)
  })
})
