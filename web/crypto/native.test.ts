import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { equalBytes, fromHex, toHex } from './bytes.ts'
import { KNOWN_ANSWERS } from './knownAnswers.ts'
import { useNativeCrypto } from './native.ts'
import { nobleAgree, nobleEd25519Verify, noblePublicKey } from './noble25519.ts'
import { pbkdf2Sha256 } from './pbkdf2.ts'
import { agree, generateKeyPair, generateKeyPairs, publicKeyOf } from './x25519.ts'
import { xeddsaSign, xeddsaVerify } from './xeddsa.ts'

const { x25519, ed25519, pbkdf2 } = KNOWN_ANSWERS

beforeEach(() => useNativeCrypto(true))
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the known answers', () => {
  test('are those of noble', async () => {
    expect(noblePublicKey(x25519.privateKey)).toEqual(x25519.publicKey)
    expect(nobleAgree(x25519.privateKey, x25519.peerPublic)).toEqual(x25519.shared)
    const { publicKey, message, signature } = ed25519
    expect(nobleEd25519Verify(publicKey, message, signature)).toBe(true)
    await useNativeCrypto(false)
    const key = await pbkdf2Sha256(pbkdf2.password, pbkdf2.salt, pbkdf2.iterations)
    expect(equalBytes(key, pbkdf2.key)).toBe(true)
  })

  test('switch native work on', async () => {
    expect(await useNativeCrypto(true)).toBe(true)
    const derive = vi.spyOn(crypto.subtle, 'deriveBits')
    await agree(x25519.privateKey, x25519.peerPublic)
    expect(derive).toHaveBeenCalledTimes(1)
    expect(await useNativeCrypto(false)).toBe(false)
    await agree(x25519.privateKey, x25519.peerPublic)
    expect(derive).toHaveBeenCalledTimes(1)
  })

  test('keep it off when WebCrypto throws or answers wrong', async () => {
    const derive = vi.spyOn(crypto.subtle, 'deriveBits')
    derive.mockRejectedValueOnce(new Error('not supported'))
    expect(await useNativeCrypto(true)).toBe(false)
    derive.mockResolvedValueOnce(new ArrayBuffer(32))
    expect(await useNativeCrypto(true)).toBe(false)
    const verify = vi.spyOn(crypto.subtle, 'verify')
    verify.mockResolvedValue(true)
    expect(await useNativeCrypto(true)).toBe(false)
    verify.mockResolvedValue(false)
    expect(await useNativeCrypto(true)).toBe(false)
    verify.mockRestore()
    expect(await useNativeCrypto(true)).toBe(true)
  })
})

// As in WebKit, where about one call in a hundred throws on good input.
describe('a single failing call', () => {
  test('is done by noble', async () => {
    const pair = { privateKey: x25519.privateKey, publicKey: x25519.publicKey }
    const message = fromHex('010203')
    const signature = xeddsaSign(pair.privateKey, message, new Uint8Array(64))
    const importKey = vi.spyOn(crypto.subtle, 'importKey')
    importKey.mockRejectedValue(new Error('operation failed'))
    expect(toHex(await agree(pair.privateKey, x25519.peerPublic))).toBe(toHex(x25519.shared))
    expect(toHex(await publicKeyOf(pair.privateKey))).toBe(toHex(x25519.publicKey))
    expect(await xeddsaVerify(pair.publicKey, message, signature)).toBe(true)
    expect(await xeddsaVerify(pair.publicKey, message.subarray(1), signature)).toBe(false)
    const key = await pbkdf2Sha256(pbkdf2.password, pbkdf2.salt, pbkdf2.iterations)
    expect(toHex(key)).toBe(toHex(pbkdf2.key))
    expect(importKey.mock.calls.length).toBeGreaterThanOrEqual(4)
  })
})

test('an all-zero secret is refused even where the browser hands it out', async () => {
  vi.spyOn(crypto.subtle, 'deriveBits').mockResolvedValue(new ArrayBuffer(32))
  await expect(agree(x25519.privateKey, x25519.peerPublic)).rejects.toMatchObject({
    name: 'CryptoError',
    code: 'bad-key',
  })
})

describe('both ways agree', () => {
  const ordered = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

  test('on public keys, secrets and signatures', async () => {
    const [own, peer] = await generateKeyPairs(ordered, 2)
    if (own === undefined || peer === undefined) throw new Error('two pairs were asked for')
    const message = ordered(100)
    const signature = xeddsaSign(own.privateKey, message, ordered(64))
    const changed = signature.slice()
    changed[40] = (changed[40] ?? 0) ^ 4
    const results = async (): Promise<unknown[]> => [
      toHex(await publicKeyOf(own.privateKey)),
      toHex(await agree(own.privateKey, peer.publicKey)),
      toHex(await agree(peer.privateKey, own.publicKey)),
      await xeddsaVerify(own.publicKey, message, signature),
      await xeddsaVerify(own.publicKey, message, changed),
      await xeddsaVerify(peer.publicKey, message, signature),
    ]
    const native = await results()
    await useNativeCrypto(false)
    expect(await results()).toEqual(native)
    expect(native.slice(0, 2)).toEqual([toHex(own.publicKey), native[2]])
    expect(native.slice(3)).toEqual([true, false, false])
  })
})

describe.each([true, false])('with native %s', (native) => {
  beforeEach(() => useNativeCrypto(native))

  test('keys come from the given source, clamped', async () => {
    const { privateKey } = await generateKeyPair((length) => new Uint8Array(length).fill(0xff))
    expect(toHex(privateKey)).toBe(`f8${'ff'.repeat(30)}7f`)
    let next = 0
    const counting = (length: number): Uint8Array => new Uint8Array(length).fill(next++)
    const pairs = await generateKeyPairs(counting, 3)
    expect(pairs.map((pair) => pair.privateKey[1])).toEqual([0, 1, 2])
    expect(new Set(pairs.map((pair) => toHex(pair.publicKey))).size).toBe(3)
  })

  test('wrong lengths are refused', async () => {
    const good = new Uint8Array(32).fill(9)
    const badLength = { name: 'CryptoError', code: 'bad-length' }
    for (const bad of [new Uint8Array(), good.subarray(1), new Uint8Array(33)]) {
      await expect(publicKeyOf(bad)).rejects.toMatchObject(badLength)
      await expect(agree(bad, good)).rejects.toMatchObject(badLength)
      await expect(agree(good, bad)).rejects.toMatchObject(badLength)
      expect(() => xeddsaSign(bad, good, new Uint8Array(64))).toThrow(
        expect.objectContaining(badLength),
      )
      expect(await xeddsaVerify(bad, good, new Uint8Array(64))).toBe(false)
    }
    expect(() => xeddsaSign(good, good, good)).toThrow(expect.objectContaining(badLength))
  })
})
