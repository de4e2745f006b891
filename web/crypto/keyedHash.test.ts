import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex, utf8Encode } from './bytes.ts'
import { hkdfSha256, hmacSha256 } from './hash.ts'
import { hkdfBlocks, hmacKey, hmacUnder, NO_SALT } from './keyedHash.ts'

const message = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at * 7)

describe('HMAC under a key that was taken in', () => {
  test('RFC 4231 test case 2', () => {
    const mac = hmacUnder(hmacKey(utf8Encode('Jefe')), utf8Encode('what do ya want for nothing?'))
    expect(toHex(mac)).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
  })

  test('every length around the borders of blocks', () => {
    const key = message(32)
    const taken = hmacKey(key)
    for (let length = 0; length <= 200; length++) {
      expect(hmacUnder(taken, message(length))).toEqual(hmacSha256(key, message(length)))
    }
  })

  test('keys up to one block, and no longer ones', () => {
    for (let length = 0; length <= 64; length++) {
      const key = message(length)
      expect(hmacUnder(hmacKey(key), message(9))).toEqual(hmacSha256(key, message(9)))
    }
    expect(() => hmacKey(message(65))).toThrow(expect.objectContaining({ code: 'bad-length' }))
  })

  test('any key and message, and the key can be used again', () => {
    const bytes = (maxLength: number) => fc.uint8Array({ maxLength })
    fc.assert(
      fc.property(bytes(64), bytes(300), bytes(300), (key, first, second) => {
        const taken = hmacKey(key)
        expect(hmacUnder(taken, first)).toEqual(hmacSha256(key, first))
        expect(hmacUnder(taken, second)).toEqual(hmacSha256(key, second))
      }),
    )
  })

  test('a message of a megabyte', () => {
    const long = message(1_000_001)
    expect(hmacUnder(hmacKey(message(32)), long)).toEqual(hmacSha256(message(32), long))
  })
})

test('HKDF gives what the plain one gives, for any salt, info and length', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 64 })
  fc.assert(
    fc.property(bytes, bytes, fc.nat(8), bytes, (inputKey, info, count, salt) => {
      const length = count * 32
      const under = hkdfBlocks(hmacKey(salt), inputKey, info, count)
      const wanted = count === 0 ? [] : hkdfSha256(inputKey, { salt, info, length })
      expect(under.flatMap((block) => [...block])).toEqual([...wanted])
    }),
  )
})

test('no salt is 32 zero bytes', () => {
  const [first] = hkdfBlocks(NO_SALT, message(10), message(3), 1)
  expect(first).toEqual(hkdfSha256(message(10), { info: message(3), length: 32 }))
})
