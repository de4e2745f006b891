import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from './bytes.ts'
import vectors from './vectors/xeddsa.json' with { type: 'json' }
import { agree, clampPrivateKey, publicKeyOf } from './x25519.ts'
import { xeddsaSign, xeddsaVerify } from './xeddsa.ts'

/** The vectors carry Signal's prefix byte 05 before each public key. */
const bare = (prefixed: string): Uint8Array => fromHex(prefixed).subarray(1)

describe('X25519', () => {
  test.each(vectors.agreements)('agrees with $peerPublic', async (vector) => {
    const privateKey = fromHex(vector.private)
    expect(toHex(await publicKeyOf(privateKey))).toBe(vector.public.slice(2))
    expect(toHex(await agree(privateKey, bare(vector.peerPublic)))).toBe(vector.shared)
    expect(toHex(clampPrivateKey(privateKey))).toBe(vector.private)
  })

  test.each(vectors.refusedPublicKeys)('refuses the small-order key $public', async (vector) => {
    const privateKey = fromHex(vectors.agreements[0]?.private ?? '')
    await expect(agree(privateKey, bare(vector.public))).rejects.toMatchObject({
      name: 'CryptoError',
      code: 'bad-key',
    })
  })
})

describe('XEdDSA', () => {
  test.each(vectors.signatures)('signs and verifies $message with $public', async (vector) => {
    const message = fromHex(vector.message)
    const signature = xeddsaSign(fromHex(vector.private), message, fromHex(vector.random))
    expect(toHex(signature)).toBe(vector.signature)
    expect((signature[63] ?? 0) >> 7).toBe(vector.signBit)
    for (const valid of [vector, ...vector.alsoValid]) {
      expect(await xeddsaVerify(bare(vector.public), message, fromHex(valid.signature))).toBe(true)
    }
  })

  test.each(vectors.rejects)('refuses: $why ($public)', async (vector) => {
    const { signature, message } = vector
    expect(await xeddsaVerify(bare(vector.public), fromHex(message), fromHex(signature))).toBe(
      false,
    )
  })

  test.each(vectors.eitherOutcomeAllowed)('refuses here: $why ($public)', async (vector) => {
    const { signature, message } = vector
    expect(await xeddsaVerify(bare(vector.public), fromHex(message), fromHex(signature))).toBe(
      false,
    )
  })

  test.each(vectors.refusedPublicKeys)('never verifies under $public', async (vector) => {
    // R = encoding of the neutral point, s = 0: valid under the neutral key for any message.
    const forged = new Uint8Array(64)
    forged[0] = 1
    expect(await xeddsaVerify(bare(vector.public), new Uint8Array(3), forged)).toBe(false)
  })
})
