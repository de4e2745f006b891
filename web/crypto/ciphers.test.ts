import { createCipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto'
import { assert, asyncProperty, integer, option, property, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aesCbcDecrypt, aesCbcEncrypt } from './aesCbc.ts'
import { aesCtr } from './aesCtr.ts'
import { aesGcmDecrypt, aesGcmEncrypt } from './aesGcm.ts'
import { concatBytes, equalBytes, toHex } from './bytes.ts'
import { hkdfSha256, hmacSha256, md5, sha256 } from './hash.ts'
import { sha1 } from './sha1.ts'
import { pbkdf2Sha256 } from './pbkdf2.ts'

const fixed = (length: number) => uint8Array({ minLength: length, maxLength: length })
const data = uint8Array({ maxLength: 200 })
const plain = (buffer: Uint8Array | ArrayBuffer): string => toHex(new Uint8Array(buffer))

// Node's OpenSSL is the other opinion here.
describe('hashes', () => {
  test('equal those of OpenSSL', () => {
    assert(
      property(data, data, (a, b) => {
        expect(toHex(sha256(a))).toBe(createHash('sha256').update(a).digest('hex'))
        expect(toHex(sha1(a))).toBe(createHash('sha1').update(a).digest('hex'))
        expect(toHex(md5(a))).toBe(createHash('md5').update(a).digest('hex'))
        expect(toHex(hmacSha256(a, b))).toBe(createHmac('sha256', a).update(b).digest('hex'))
      }),
    )
  })

  test('keys are stretched as by OpenSSL, with and without salt and info', () => {
    const some = option(data, { nil: undefined })
    assert(
      property(data, some, some, integer({ min: 1, max: 130 }), (key, salt, info, length) => {
        const options = {
          ...(salt === undefined ? {} : { salt }),
          ...(info === undefined ? {} : { info }),
          length,
        }
        const none = new Uint8Array()
        const expected = hkdfSync('sha256', key, salt ?? none, info ?? none, length)
        expect(toHex(hkdfSha256(key, options))).toBe(plain(expected))
      }),
    )
  })

  test('PBKDF2 too', async () => {
    await assert(
      asyncProperty(data, data, integer({ min: 1, max: 20 }), async (password, salt, rounds) => {
        const expected = pbkdf2Sync(password, salt, rounds, 32, 'sha256')
        expect(toHex(await pbkdf2Sha256(password, salt, rounds))).toBe(plain(expected))
      }),
      { numRuns: 30 },
    )
  })
})

describe('AES-256-GCM', () => {
  test('equals OpenSSL and opens again', () => {
    assert(
      property(fixed(32), fixed(12), data, data, (key, iv, plaintext, aad) => {
        const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad)
        const body = concatBytes(cipher.update(plaintext), cipher.final())
        const sealed = aesGcmEncrypt(key, iv, plaintext, aad)
        expect(toHex(sealed)).toBe(toHex(concatBytes(body, cipher.getAuthTag())))
        expect(toHex(aesGcmDecrypt(key, iv, sealed, aad))).toBe(toHex(plaintext))
      }),
    )
  })

  const key = new Uint8Array(32).fill(1)
  const iv = new Uint8Array(12).fill(2)
  const aad = Uint8Array.of(3)
  const sealed = aesGcmEncrypt(key, iv, Uint8Array.of(4, 5), aad)

  test('refuses every changed bit, wrong data, wrong key and short input', () => {
    const badTag = expect.objectContaining({ name: 'CryptoError', code: 'bad-tag' })
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = sealed.slice()
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => aesGcmDecrypt(key, iv, changed, aad)).toThrow(badTag)
    }
    expect(() => aesGcmDecrypt(key, iv, sealed)).toThrow(badTag)
    expect(() => aesGcmDecrypt(new Uint8Array(32), iv, sealed, aad)).toThrow(badTag)
    for (let length = 0; length < sealed.length; length++) {
      expect(() => aesGcmDecrypt(key, iv, sealed.subarray(0, length), aad)).toThrow(badTag)
    }
  })

  test('refuses keys and IVs of other lengths', () => {
    const badLength = expect.objectContaining({ name: 'CryptoError', code: 'bad-length' })
    expect(() => aesGcmEncrypt(key.subarray(16), iv, aad)).toThrow(badLength)
    expect(() => aesGcmEncrypt(key, new Uint8Array(16), aad)).toThrow(badLength)
    expect(() => aesGcmDecrypt(key.subarray(16), iv, sealed)).toThrow(badLength)
    expect(() => aesGcmDecrypt(key, iv.subarray(1), sealed)).toThrow(badLength)
  })
})

describe('AES-256-CTR', () => {
  test('equals OpenSSL, also where the counter runs over', () => {
    assert(
      property(fixed(32), fixed(16), data, (key, block, plaintext) => {
        block.fill(0xff, 8)
        const cipher = createCipheriv('aes-256-ctr', key, block)
        const expected = concatBytes(cipher.update(plaintext), cipher.final())
        expect(toHex(aesCtr(key, block, plaintext))).toBe(toHex(expected))
      }),
    )
  })

  test('refuses keys and blocks of other lengths', () => {
    const badLength = expect.objectContaining({ name: 'CryptoError', code: 'bad-length' })
    expect(() => aesCtr(new Uint8Array(16), new Uint8Array(16), new Uint8Array())).toThrow(
      badLength,
    )
    expect(() => aesCtr(new Uint8Array(32), new Uint8Array(12), new Uint8Array())).toThrow(
      badLength,
    )
  })
})

describe('AES-256-CBC', () => {
  test('equals OpenSSL and opens again', () => {
    assert(
      property(fixed(32), fixed(16), data, (key, iv, plaintext) => {
        const cipher = createCipheriv('aes-256-cbc', key, iv)
        const expected = concatBytes(cipher.update(plaintext), cipher.final())
        const ciphertext = aesCbcEncrypt(key, iv, plaintext)
        expect(toHex(ciphertext)).toBe(toHex(expected))
        expect(toHex(aesCbcDecrypt(key, iv, ciphertext))).toBe(toHex(plaintext))
      }),
    )
  })

  const key = new Uint8Array(32)
  const iv = new Uint8Array(16)

  test('of a megabyte equals that of OpenSSL', () => {
    const long = Uint8Array.from({ length: 1_000_003 }, (_, at) => at * 31)
    const longKey = key.map((_, at) => at)
    const cipher = createCipheriv('aes-256-cbc', longKey, iv)
    const ciphertext = aesCbcEncrypt(longKey, iv, long)
    const expected = concatBytes(cipher.update(long), cipher.final())
    expect(equalBytes(ciphertext, expected)).toBe(true)
    expect(equalBytes(aesCbcDecrypt(longKey, iv, ciphertext), long)).toBe(true)
  })

  // FIPS 197 appendix C.3: with a zero IV the first block is the bare cipher.
  test('begins with the block of the standard', () => {
    const standardKey = key.map((_, at) => at)
    const block = Uint8Array.from({ length: 16 }, (_, at) => at * 0x11)
    const ciphertext = aesCbcEncrypt(standardKey, iv, block)
    expect(toHex(ciphertext.subarray(0, 16))).toBe('8ea2b7ca516745bfeafc49904b496089')
  })

  test('refuses what is no whole number of blocks, and padding that is none', () => {
    const badPadding = expect.objectContaining({ name: 'CryptoError', code: 'bad-padding' })
    const ciphertext = aesCbcEncrypt(key, iv, Uint8Array.of(1, 2, 3))
    for (const length of [0, 1, 15]) {
      expect(() => aesCbcDecrypt(key, iv, ciphertext.subarray(0, length))).toThrow(badPadding)
    }
    // The last byte of the IV changes the last byte of the only block: 13 becomes 0, 17, 12.
    for (const change of [13, 28, 1]) {
      const changed = iv.slice()
      changed[15] = change
      expect(() => aesCbcDecrypt(key, changed, ciphertext)).toThrow(badPadding)
    }
  })

  test('refuses keys and IVs of other lengths', () => {
    const badLength = expect.objectContaining({ name: 'CryptoError', code: 'bad-length' })
    expect(() => aesCbcEncrypt(key.subarray(16), iv, key)).toThrow(badLength)
    expect(() => aesCbcEncrypt(key, iv.subarray(4), key)).toThrow(badLength)
    expect(() => aesCbcDecrypt(key.subarray(16), iv, key)).toThrow(badLength)
    expect(() => aesCbcDecrypt(key, iv.subarray(4), key)).toThrow(badLength)
  })
})
