import { assert, property, string, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  concatBytes,
  equalBytes,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
  utf8Decode,
  utf8Encode,
} from './bytes.ts'
import { CryptoError } from './errors.ts'

const bytes = uint8Array({ maxLength: 100 })
const refused = { name: 'CryptoError', code: 'bad-encoding' }

function outcome(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error instanceof CryptoError ? error : 'foreign exception'
  }
}

describe('bytes', () => {
  test('join in order', () => {
    assert(
      property(bytes, bytes, bytes, (a, b, c) => {
        expect([...concatBytes(a, b, c)]).toEqual([...a, ...b, ...c])
      }),
    )
    expect(concatBytes()).toHaveLength(0)
  })

  test('compare by content and length', () => {
    const original = Uint8Array.of(1, 2, 3)
    expect(equalBytes(original, original.slice())).toBe(true)
    expect(equalBytes(new Uint8Array(), new Uint8Array())).toBe(true)
    for (const other of [
      [1, 2],
      [1, 2, 3, 0],
      [0, 2, 3],
      [1, 2, 2],
      [1, 130, 3],
    ]) {
      expect(equalBytes(original, Uint8Array.from(other))).toBe(false)
    }
  })
})

describe('text', () => {
  test('hex and base64 lead back', () => {
    assert(
      property(bytes, (original) => {
        expect(fromHex(toHex(original))).toEqual(original)
        expect(fromBase64(toBase64(original))).toEqual(original)
        expect(toBase64(original)).toBe(Buffer.from(original).toString('base64'))
      }),
    )
    const long = new Uint8Array(100_000).fill(0xfb)
    expect(equalBytes(fromBase64(toBase64(long)), long)).toBe(true)
    expect(fromHex('00FFaB')).toEqual(Uint8Array.of(0, 255, 0xab))
  })

  test.each(['0', 'xy', '0x00', ' 00', '00 ', 'é0'])('hex %j is refused', (text) => {
    expect(outcome(() => fromHex(text))).toMatchObject(refused)
  })

  const notBase64 = ['A', 'AA', 'AAA', 'AA=A', 'A===', '====', 'AAAA=', 'AA==AAAA', 'AA-_', ' AAAA']
  test.each([...notBase64, 'AB==', 'AAB='])('base64 %j is refused', (text) => {
    expect(outcome(() => fromBase64(text))).toMatchObject(refused)
  })

  test('UTF-8 leads back, its byte order mark too', () => {
    assert(
      property(string({ unit: 'grapheme' }), (text) => {
        expect(utf8Decode(utf8Encode(text))).toBe(text)
      }),
    )
    expect(utf8Decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('\ufeffA')
  })

  test.each([[[0xff]], [[0xc3]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]]])(
    'bytes %j are no UTF-8',
    (broken) => {
      expect(outcome(() => utf8Decode(Uint8Array.from(broken)))).toMatchObject(refused)
    },
  )

  test('whatever text comes, it ends in bytes or in our error', () => {
    assert(
      property(string(), (text) => {
        expect(outcome(() => fromHex(text))).not.toBe('foreign exception')
        expect(outcome(() => fromBase64(text))).not.toBe('foreign exception')
      }),
    )
  })
})
