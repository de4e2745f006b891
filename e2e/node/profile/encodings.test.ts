import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { patternsOf } from '../../profile/encodings.ts'

const foundAs = (value: string | Uint8Array, haystack: Uint8Array) =>
  patternsOf(value)
    .filter(({ bytes }) => Buffer.from(haystack).includes(bytes))
    .map(({ encoding }) => encoding)

const marker = fc.uint8Array({ minLength: 6, maxLength: 40 })
const around = fc.uint8Array({ maxLength: 10 })

describe('the encodings of a marker', () => {
  it('hold it as base64 and base64url with any neighbours', () => {
    fc.assert(
      fc.property(marker, around, around, (value, before, after) => {
        const bytes = Buffer.concat([before, value, after])
        const shift = before.length % 3
        const base64 = foundAs(value, Buffer.from(bytes.toString('base64')))
        const base64url = foundAs(value, Buffer.from(bytes.toString('base64url')))
        expect(base64).toContain(`base64+${shift}`)
        expect(
          base64url.includes(`base64url+${shift}`) || base64url.includes(`base64+${shift}`),
        ).toBe(true)
      }),
    )
  })

  it.each([
    ['utf8', Buffer.from('Zoë 1555')],
    ['latin1', Buffer.from('Zoë 1555', 'latin1')],
    ['text utf16le', Buffer.from('Zoë 1555', 'utf16le')],
    ['text utf16be', Buffer.from('Zoë 1555', 'utf16le').swap16()],
    ['hex', Buffer.from(Buffer.from('Zoë 1555').toString('hex'))],
    ['HEX', Buffer.from(Buffer.from('Zoë 1555').toString('hex').toUpperCase())],
    ['hex utf16le', Buffer.from(Buffer.from('Zoë 1555').toString('hex'), 'utf16le')],
    ['base64+0 utf16be', Buffer.from(btoa('Zo\xc3\xab 1555'), 'utf16le').swap16()],
    ['decimals', Buffer.from(JSON.stringify([...Buffer.from('Zoë 1555')]))],
  ])('hold a text as %s', (encoding, haystack) => {
    expect(foundAs('Zoë 1555', Buffer.concat([Buffer.from('..'), haystack]))).toContain(encoding)
  })

  it('hold bytes as they are', () => {
    expect(
      foundAs(new Uint8Array([1, 2, 3, 4, 5, 255]), Buffer.from('0102030405ff', 'hex')),
    ).toEqual(['raw'])
  })

  it('refuse what would be found by chance', () => {
    expect(() => patternsOf('12345')).toThrow(RangeError)
    expect(() => patternsOf(new Uint8Array(5))).toThrow(RangeError)
  })

  it('are 4 bytes or more, and none twice', () => {
    fc.assert(
      fc.property(marker, (value) => {
        const all = patternsOf(value).map(({ bytes }) => bytes.toString('hex'))
        expect(Math.min(...all.map(({ length }) => length))).toBeGreaterThanOrEqual(8)
        expect(new Set(all).size).toBe(all.length)
      }),
    )
  })
})
