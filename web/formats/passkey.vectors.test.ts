import { expect, test } from 'vitest'
import { concatBytes, fromHex, toHex, utf8Encode } from '../crypto/bytes.ts'
import { hkdfSha256, hmacSha256, sha256 } from '../crypto/hash.ts'
import { agree } from '../crypto/x25519.ts'
import { encodePairCode } from './pairCode.ts'
import vectors from './vectors/linking.json' with { type: 'json' }

// Linking by passkey is impossible from another web origin, so the product has no code for it.
// These tests prove the primitives with its formulas.
const passkey = vectors.passkeyShortcake
const ref = utf8Encode(passkey.ref)
const ephemeralPublic = fromHex(passkey.companionEphemeral.public)

const field = (number: number, bytes: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of((number << 3) | 2, bytes.length), bytes)

const deviceType = Uint8Array.of(2 << 3, passkey.deviceType)
const identity = concatBytes(field(1, ephemeralPublic), deviceType, field(3, ref))
const commitment = sha256(concatBytes(identity, fromHex(passkey.companionNonce)))
const prologue = concatBytes(field(1, identity), field(2, field(1, commitment)))

test('identity, commitment and prologue', () => {
  expect(toHex(identity)).toBe(passkey.companionEphemeralIdentity)
  expect(toHex(commitment)).toBe(passkey.commitment)
  expect(toHex(prologue)).toBe(passkey.prologuePayload)
})

test('verification code, in the letters of the pair code', () => {
  const primaryPublic = fromHex(passkey.primaryEphemeral.public)
  const mask = sha256(concatBytes(fromHex(passkey.companionNonce), primaryPublic))
  const nonce = fromHex(passkey.primaryNonce).subarray(0, 5)
  const masked = nonce.map((byte, at) => byte ^ (mask[at] ?? 0))
  expect(encodePairCode(masked)).toBe(passkey.verificationCode)
})

test('encryption key', async () => {
  const ephemeral = fromHex(passkey.companionEphemeral.private)
  const shared = await agree(ephemeral, fromHex(passkey.primaryEphemeral.public))
  const salt = utf8Encode(`Companion Pairing ${passkey.deviceType} with ref ${passkey.ref}`)
  const info = utf8Encode('Pairing Information Encryption Key')
  expect(toHex(hkdfSha256(shared, { salt, info, length: 32 }))).toBe(passkey.encryptionKey)
})

test('handoff proof', () => {
  const info = utf8Encode('shortcake-passkey-handoff-v1')
  const oldSecret = fromHex(vectors.identities.advSecret)
  const key = hkdfSha256(oldSecret, { info, length: 32 })
  expect(toHex(key)).toBe(passkey.handoffKey)
  expect(toHex(hmacSha256(key, prologue))).toBe(passkey.handoffProof)
})
