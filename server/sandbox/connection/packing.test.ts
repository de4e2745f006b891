import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { concatBytes, equalBytes } from '../../../web/crypto/bytes.ts'
import { seededRandom } from '../../../web/platform/fakes.ts'
import { withCompressedFlag } from './packing.ts'

describe('withCompressedFlag', () => {
  it.each([0, 1, 65_535, 65_536, 200_000])('makes a zlib stream of %i bytes', (length) => {
    const data = seededRandom(length + 1)(length)
    const packed = withCompressedFlag(concatBytes(Uint8Array.of(0), data))
    expect(packed[0]).toBe(2)
    expect(equalBytes(inflateSync(packed.subarray(1)), data)).toBe(true)
  })
})
