import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../crypto/bytes.ts'
import { agree, publicKeyOf } from '../crypto/x25519.ts'
import { seededRandom } from '../fuzz/seeded.ts'
import {
  type BundleKeys,
  customPairCode,
  displayPairCode,
  encodePairCode,
  openKeyBundle,
  PairCodeError,
  pairCodeSecret,
  sealKeyBundle,
  unwrapPublicKey,
  wrapPublicKey,
} from './pairCode.ts'
import vectors from './vectors/linking.json' with { type: 'json' }

const { pairCode, identities } = vectors
const { companionHello, primaryHello, companionFinish, code } = pairCode
const random = fromHex(companionFinish.random)

/** Hands out the given byte strings in turn, each exactly as long as it is asked for. */
function scripted(...parts: string[]): (length: number) => Uint8Array {
  const queue = parts.map(fromHex)
  return (length) => {
    const part = queue.shift()
    if (part?.length !== length) throw new Error(`nobody scripted ${length} bytes`)
    return part
  }
}

const keys: BundleKeys = {
  sharedEphemeral: fromHex(companionFinish.sharedEphemeral),
  companionIdentity: fromHex(identities.companionIdentity.public),
  accountIdentity: fromHex(identities.accountIdentity.public),
}

describe('the code', () => {
  test.each(pairCode.encode)('$bytes is $display', (vector) => {
    const encoded = encodePairCode(fromHex(vector.bytes))
    expect(encoded).toBe(vector.code)
    expect(displayPairCode(encoded)).toBe(vector.display)
  })

  test('a thousand random codes keep to the alphabet', () => {
    const source = seededRandom(1)
    const codes = Array.from({ length: 1_000 }, () => encodePairCode(source.bytes(5)))
    for (const made of codes) expect(made).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/)
    for (const made of codes) expect(customPairCode(made)).toBe(made)
    expect(new Set(codes).size).toBe(1_000)
    expect(new Set(codes.join('')).size).toBe(32)
  })

  test('takes five bytes', () => {
    expect(() => encodePairCode(new Uint8Array(4))).toThrow(PairCodeError)
    expect(() => encodePairCode(new Uint8Array(6))).toThrow(PairCodeError)
  })
})

describe('a code of one’s own', () => {
  test.each([
    ['ABCD1234', 'ABCD1234'],
    ['abcd1234', 'ABCD1234'],
    ['11111111', '11111111'],
    ['ABCD123', undefined],
    ['ABCD12345', undefined],
    ['ABCD-123', undefined],
    ['ABCD 123', undefined],
    // Not in the alphabet: 0, I, O and U.
    ['ABCD1230', undefined],
    ['MYCODE12', undefined],
    ['ABCDI234', undefined],
    ['ABCDU234', undefined],
    // Their capitals would be letters of the alphabet.
    ['ABCDEFß', undefined],
    ['ABCDEFGſ', undefined],
    ['', undefined],
  ])('%s: %s', (text, code) => {
    expect(customPairCode(text)).toBe(code)
  })
})

describe('wrapped keys', () => {
  const sides = [
    { side: 'companion', hello: companionHello, ephemeral: pairCode.companionEphemeral },
    { side: 'primary', hello: primaryHello, ephemeral: pairCode.primaryEphemeral },
  ]

  test.each(sides)('$side: wrapped and unwrapped', async ({ hello, ephemeral }) => {
    const publicKey = fromHex(ephemeral.public)
    const wrapped = await wrapPublicKey(publicKey, code, scripted(hello.salt, hello.iv))
    expect(toHex(wrapped)).toBe(hello.wrapped)
    expect(toHex(await unwrapPublicKey(wrapped, code))).toBe(ephemeral.public)
    expect(toHex(await publicKeyOf(fromHex(ephemeral.private)))).toBe(ephemeral.public)
  })

  test('a wrong code gives another key', async () => {
    const { wrongCode } = pairCode
    const other = await unwrapPublicKey(fromHex(companionHello.wrapped), wrongCode.code)
    expect(toHex(other)).toBe(wrongCode.decryptedCompanionEphemeral)
  })

  test('any other length is malformed', async () => {
    for (const length of [0, 79, 81]) {
      await expect(unwrapPublicKey(new Uint8Array(length), code)).rejects.toMatchObject({
        code: 'malformed',
      })
    }
  })
})

describe('the bundle', () => {
  test('is sealed and opened', async () => {
    const ephemeral = fromHex(pairCode.companionEphemeral.private)
    const shared = await agree(ephemeral, fromHex(pairCode.primaryEphemeral.public))
    expect(toHex(shared)).toBe(companionFinish.sharedEphemeral)
    const randomBytes = scripted(companionFinish.bundleSalt, companionFinish.bundleIv)
    const bundle = sealKeyBundle(keys, random, randomBytes)
    expect(toHex(bundle)).toBe(companionFinish.wrappedKeyBundle)
    expect(toHex(openKeyBundle(keys, bundle))).toBe(companionFinish.random)
    const content = concatBytes(keys.companionIdentity, keys.accountIdentity, random)
    expect(toHex(content)).toBe(companionFinish.bundlePlaintext)
  })

  test.each(pairCode.rejectedBundles)('$name', ({ name, wrappedKeyBundle }) => {
    const expected = name.includes('identity inside') ? 'wrong-peer' : 'wrong-code'
    expect(refusal(fromHex(wrappedKeyBundle))).toMatchObject({ code: expected })
  })

  test('of another length', () => {
    expect(refusal(fromHex(companionFinish.wrappedKeyBundle).subarray(1))).toMatchObject({
      code: 'malformed',
    })
  })

  function refusal(bundle: Uint8Array): unknown {
    try {
      return openKeyBundle(keys, bundle)
    } catch (error) {
      return error instanceof PairCodeError ? error : undefined
    }
  }
})

test('both sides reach the same ADV secret', async () => {
  const { companionIdentity, accountIdentity } = identities
  const own = fromHex(companionIdentity.private)
  const account = fromHex(accountIdentity.private)
  const { sharedEphemeral } = keys
  const companion = await pairCodeSecret(sharedEphemeral, own, keys.accountIdentity, random)
  const phone = await pairCodeSecret(sharedEphemeral, account, keys.companionIdentity, random)
  expect(toHex(companion)).toBe(companionFinish.advSecret)
  expect(toHex(phone)).toBe(companionFinish.advSecret)
  expect(toHex(await agree(own, keys.accountIdentity))).toBe(companionFinish.sharedIdentity)
})
