import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StorageError } from './errors.ts'
import { decodeRow, encodeRow } from './rowCodec.ts'

/** Everything a row may be made of, with names that try to look like the codec's own. */
const names = fc.oneof(
  fc.string(),
  fc.constantFrom('$bytes', '$bigint', '$', '$$bytes', '__proto__', '0', 'constructor'),
)
const { row } = fc.letrec((again) => ({
  row: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'row' },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.bigInt(),
    fc.uint8Array({ maxLength: 100 }),
    fc.array(again('row'), { maxLength: 5 }),
    fc.dictionary(names, again('row'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))

describe('the row codec', () => {
  it('gives back every row it takes', () => {
    fc.assert(
      fc.property(row, (value) => {
        // vitest's equality trips over a property named constructor.
        expect(isDeepStrictEqual(decodeRow(encodeRow(value)), value)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('lays out length, JSON and byte arrays', () => {
    const json = '{"a":{"$bytes":2},"b":{"$bigint":"-5"},"$$c":[{"$bytes":1}]}'
    const expected = new Uint8Array([0, 0, 0, json.length, ...Buffer.from(json), 1, 2, 3])
    const value = { a: new Uint8Array([1, 2]), b: -5n, $c: [new Uint8Array([3])] }
    expect(encodeRow(value)).toEqual(expected)
  })

  it('leaves out what is undefined, and copies bytes', () => {
    const bytes = new Uint8Array([9, 9])
    const encoded = encodeRow({ bytes, lid: undefined })
    bytes.fill(0)
    const decoded = decodeRow(encoded)
    expect(decoded).toStrictEqual({ bytes: new Uint8Array([9, 9]) })
    expect((decoded as { bytes: Uint8Array }).bytes.buffer.byteLength).toBe(2)
  })

  it.each([
    ['NaN', Number.NaN],
    ['infinity', { n: Number.POSITIVE_INFINITY }],
    ['minus zero', [-0]],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['another typed array', new Uint16Array(2)],
    ['a function', { f: () => 1 }],
    ['a symbol', Symbol('s')],
    ['undefined', undefined],
    ['undefined in an array', [undefined]],
    ['a hole', Array.from({ length: 2 }).concat([1])],
  ])('refuses %s, which JSON would change', (_, value) => {
    expect(() => encodeRow(value)).toThrow(expect.objectContaining({ code: 'bad-write' }))
  })

  it('answers changed bytes with a row or a typed error', () => {
    let refused = 0
    fc.assert(
      fc.property(
        row,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(3),
        (value, at, flip, cut) => {
          const bytes = encodeRow(value)
          const changed = bytes.slice(0, bytes.length - cut)
          changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ flip
          try {
            decodeRow(changed)
          } catch (error) {
            refused++
            expect(error).toBeInstanceOf(StorageError)
            expect(error).toMatchObject({ code: 'damaged' })
          }
        },
      ),
      { numRuns: 2000 },
    )
    expect(refused).toBeGreaterThan(500)
  })

  const framed = (json: string, ...rest: number[]) =>
    new Uint8Array([0, 0, 0, json.length, ...Buffer.from(json), ...rest])
  it.each([
    ['nothing', new Uint8Array()],
    ['a cut length', new Uint8Array([0, 0, 0])],
    ['a cut JSON', new Uint8Array([0, 0, 0, 9, 0x31])],
    ['no JSON', framed('{')],
    ['no UTF-8', new Uint8Array([0, 0, 0, 3, 0x22, 0xff, 0x22])],
    ['bytes left over', framed('1', 7)],
    ['bytes cut off', framed('{"$bytes":2}', 7)],
    ['a negative length', framed('{"$bytes":-1}')],
    ['a length that is no number', framed('{"$bytes":"1"}', 7)],
    ['a marker with company', framed('{"$bytes":1,"a":1}', 7)],
    ['a marker in company', framed('{"a":1,"$bytes":1}', 7)],
    ['an unknown marker', framed('{"$date":1}')],
    ['a bigint with a sign too many', framed('{"$bigint":"-0"}')],
    ['a bigint that is no number', framed('{"$bigint":""}')],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeRow(bytes)).toThrow(expect.objectContaining({ code: 'damaged' }))
  })
})
