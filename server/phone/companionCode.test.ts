import { describe, expect, it } from 'vitest'
import { toHex } from '../../web/crypto/bytes.ts'
import { readCompanionCode } from './companionCode.ts'
import linking from './vectors/linking.json'

const { companionNoise, companionIdentity, advSecret } = linking.identities

function key(fill: number): string {
  return Buffer.alloc(32, fill).toString('base64')
}

const LINK = 'https://wa.me/settings/linked_devices#'
const TAIL = `${key(1)},${key(2)},${key(3)}`

describe('readCompanionCode', () => {
  it.each(linking.qr)(
    'reads the $browser code in both forms',
    ({ bare, deepLink, ref, platformId }) => {
      for (const text of [bare, deepLink]) {
        const read = readCompanionCode(text)
        if (!('code' in read)) throw new Error(`refused: ${read.fault}`)
        expect(read.code.ref).toBe(ref)
        expect(read.code.clientType).toBe(platformId)
        expect(toHex(read.code.noisePublic)).toBe(companionNoise.public)
        expect(toHex(read.code.identityPublic)).toBe(companionIdentity.public)
        expect(toHex(read.code.advSecret)).toBe(advSecret)
      }
    },
  )

  it('counts fields from the end, since a ref may hold commas', () => {
    const read = readCompanionCode(`${LINK}a,b,,c,${TAIL},1`)
    expect(read).toMatchObject({ code: { ref: 'a,b,,c', clientType: '1' } })
  })

  it('keeps a # inside the ref', () => {
    expect(readCompanionCode(`ref#1,${TAIL},9`)).toMatchObject({ code: { ref: 'ref#1' } })
  })

  it.each([
    ['four fields', `ref,${TAIL}`],
    ['four fields behind the link', `${LINK}ref,${TAIL}`],
    ['four fields, commas in the ref', `a,b,${TAIL}`],
  ])('calls the form without client type old: %s', (_name, text) => {
    expect(readCompanionCode(text)).toEqual({ fault: 'old-code' })
  })

  it.each([
    ['empty', ''],
    ['a web address', 'https://example.org/'],
    ['another link in front', `https://example.org/#ref,${TAIL},1`],
    ['no ref', `,${TAIL},1`],
    ['ref missing with its comma', `${TAIL},1`],
    ['client type of two characters', `ref,${TAIL},12`],
    ['client type missing', `ref,${TAIL},`],
    ['client type unknown', `ref,${TAIL},x`],
    ['a key of 31 bytes', `ref,${Buffer.alloc(31).toString('base64')},${key(2)},${key(3)},1`],
    ['a key of 33 bytes', `ref,${key(1)},${Buffer.alloc(33).toString('base64')},${key(3)},1`],
    ['a key without padding', `ref,${key(1)},${key(2)},${key(3).slice(0, 43)},1`],
    ['a key with padding bits set', `ref,${key(1)},${key(2)},${'A'.repeat(42)}B=,1`],
    ['a key in base64url', `ref,${key(255).replaceAll('/', '_')},${key(2)},${key(3)},1`],
    ['a space in the ref', `re f,${TAIL},1`],
    ['a line break at the end', `ref,${TAIL},1\n`],
    ['six fields whose last is a key', `ref,${TAIL},1,${key(9)}`],
  ])('refuses %s', (_name, text) => {
    expect(readCompanionCode(text)).toEqual({ fault: 'not-a-code' })
  })
})
