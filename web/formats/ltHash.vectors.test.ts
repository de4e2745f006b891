import { expect, test } from 'vitest'
import { fromHex, toHex } from '../crypto/bytes.ts'
import { ltHash } from './ltHash.ts'
import vectors from './vectors/lt-hash.json' with { type: 'json' }

const ZERO = new Uint8Array(128)

test.each(vectors.ltHash.map((entry, at) => ({ ...entry, at })))(
  'the hash after $subtract.length went and $add.length came ($at)',
  ({ base, subtract, add, result }) => {
    const change = { subtract: subtract.map(fromHex), add: add.map(fromHex) }
    expect(toHex(ltHash(fromHex(base), change))).toBe(result)
    const turned = { subtract: change.subtract.toReversed(), add: change.add.toReversed() }
    expect(toHex(ltHash(fromHex(base), turned))).toBe(result)
  },
)

test.each(vectors.ltHashItems)('one value is $expanded128', ({ value, expanded128 }) => {
  expect(toHex(ltHash(ZERO, { subtract: [], add: [fromHex(value)] }))).toBe(expanded128)
})

test('what came and went leaves nothing, and the base as it was', () => {
  const values = vectors.ltHashItems.map(({ value }) => fromHex(value))
  const base = ltHash(ZERO, { subtract: [], add: values })
  const before = base.slice()
  expect(ltHash(base, { subtract: values, add: [] })).toEqual(ZERO)
  expect(base).toEqual(before)
})

test('a base of another length is refused', () => {
  expect(() => ltHash(new Uint8Array(127), { subtract: [], add: [] })).toThrow('LT-hash')
})
