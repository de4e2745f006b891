import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { toHex } from './bytes.ts'
import { useNativeCrypto } from './native.ts'
import {
  agreeAgain,
  forgetRememberedKeys,
  freshKeyPair,
  signAgain,
  verifyAgain,
} from './rememberedKeys.ts'
import { agree, clampPrivateKey, generateKeyPair, publicKeyOf } from './x25519.ts'
import { xeddsaSign, xeddsaVerify } from './xeddsa.ts'

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
const message = random(50)

beforeEach(() => useNativeCrypto(true))
afterEach(async () => {
  vi.restoreAllMocks()
  await useNativeCrypto(true)
})

describe.each([true, false])('with native %s', (native) => {
  beforeEach(() => useNativeCrypto(native))

  test('agreements are the same, the first time and later', async () => {
    const [own, peer] = [await freshKeyPair(random), await generateKeyPair(random)]
    const plain = await agree(own.privateKey, peer.publicKey)
    for (let turn = 0; turn < 3; turn++) {
      expect(await agreeAgain(own.privateKey, peer.publicKey)).toEqual(plain)
      expect(await agreeAgain(peer.privateKey, own.publicKey)).toEqual(plain)
    }
    await expect(agreeAgain(own.privateKey, new Uint8Array(32))).rejects.toMatchObject({
      code: 'bad-key',
    })
    await expect(agreeAgain(own.privateKey, new Uint8Array(31))).rejects.toMatchObject({
      code: 'bad-length',
    })
  })

  test('signatures are the same, and verified the same', async () => {
    for (let turn = 0; turn < 8; turn++) {
      const { privateKey, publicKey } = await freshKeyPair(random)
      const chance = random(64)
      for (let again = 0; again < 2; again++) {
        const signature = signAgain(privateKey, message, chance)
        expect(signature).toEqual(xeddsaSign(privateKey, message, chance))
        for (const bit of [0, 250, 300, 509, 511, 512]) {
          const changed = signature.slice()
          if (bit < 512) changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          const plain = await xeddsaVerify(publicKey, message, changed)
          expect(plain).toBe(bit === 512)
          expect(await verifyAgain(publicKey, message, changed)).toBe(plain)
        }
      }
    }
    expect(await verifyAgain(new Uint8Array(32), message, new Uint8Array(64))).toBe(false)
  })

  test('a fresh pair is clamped and its halves belong together', async () => {
    const [one, other] = [await freshKeyPair(random), await freshKeyPair(random)]
    expect(one.privateKey).toEqual(clampPrivateKey(one.privateKey))
    expect(one.publicKey).toEqual(await publicKeyOf(one.privateKey))
    expect(toHex(one.privateKey)).not.toBe(toHex(other.privateKey))
  })

  test('an array that holds another key by now is another key', async () => {
    const [own, next, peer] = [
      await generateKeyPair(random),
      await generateKeyPair(random),
      await generateKeyPair(random),
    ]
    const [held, heldPublic] = [own.privateKey.slice(), own.publicKey.slice()]
    await agreeAgain(held, peer.publicKey)
    const signature = signAgain(held, message, new Uint8Array(64))
    expect(await verifyAgain(heldPublic, message, signature)).toBe(true)
    held.set(next.privateKey)
    heldPublic.set(next.publicKey)
    const expected = await agree(next.privateKey, peer.publicKey)
    expect(await agreeAgain(held, peer.publicKey)).toEqual(expected)
    expect(await agreeAgain(peer.privateKey, heldPublic)).toEqual(expected)
    expect(await verifyAgain(heldPublic, message, signature)).toBe(false)
    const chance = random(64)
    expect(signAgain(held, message, chance)).toEqual(xeddsaSign(next.privateKey, message, chance))
  })
})

test('keys are imported once', async () => {
  const [own, peer] = [await freshKeyPair(random), await freshKeyPair(random)]
  const signature = xeddsaSign(own.privateKey, message, random(64))
  const imports = vi.spyOn(crypto.subtle, 'importKey')
  await agreeAgain(own.privateKey, peer.publicKey)
  await agreeAgain(own.privateKey, peer.publicKey)
  // The private half came with the pair.
  expect(imports).toHaveBeenCalledTimes(1)
  await verifyAgain(own.publicKey, message, signature)
  await verifyAgain(own.publicKey, message, signature)
  expect(imports).toHaveBeenCalledTimes(2)
})

test('what was forgotten is imported again', async () => {
  const [own, peer] = [await generateKeyPair(random), await generateKeyPair(random)]
  const signature = xeddsaSign(own.privateKey, message, random(64))
  await agreeAgain(own.privateKey, peer.publicKey)
  await verifyAgain(own.publicKey, message, signature)
  const imports = vi.spyOn(crypto.subtle, 'importKey')
  forgetRememberedKeys()
  await agreeAgain(own.privateKey, peer.publicKey)
  await verifyAgain(own.publicKey, message, signature)
  expect(imports).toHaveBeenCalledTimes(3)
})

test('a call that the browser refuses is done by noble, and asked of the browser again', async () => {
  const own = await generateKeyPair(random)
  const peer = await generateKeyPair(random)
  const signature = xeddsaSign(own.privateKey, message, random(64))
  const plain = await agree(own.privateKey, peer.publicKey)
  const refusal = new Error('operation failed')
  const imports = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(refusal)
  vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValueOnce(refusal)
  expect(await agreeAgain(own.privateKey, peer.publicKey)).toEqual(plain)
  expect(await verifyAgain(own.publicKey, message, signature)).toBe(true)
  const pair = await freshKeyPair((length) => new Uint8Array(length).fill(1))
  expect(pair.privateKey).toEqual(clampPrivateKey(new Uint8Array(32).fill(1)))
  imports.mockRestore()
  const derives = vi.spyOn(crypto.subtle, 'deriveBits')
  const verifies = vi.spyOn(crypto.subtle, 'verify')
  expect(await agreeAgain(own.privateKey, peer.publicKey)).toEqual(plain)
  expect(await verifyAgain(own.publicKey, message, signature)).toBe(true)
  expect([derives.mock.calls.length, verifies.mock.calls.length]).toEqual([1, 1])
})
