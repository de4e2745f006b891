import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../crypto/bytes.ts'
import { hmacSha256 } from '../crypto/hash.ts'
import { xeddsaVerify } from '../crypto/xeddsa.ts'
import { decodeProto } from '../wire/proto/codec.ts'
import {
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
} from '../wire/proto/gen/adv_pb.ts'
import {
  AdvError,
  accountSignatureInput,
  deviceSignatureInput,
  hmacInput,
  signDeviceIdentity,
  verifyDeviceIdentity,
} from './adv.ts'
import vectors from './vectors/linking.json' with { type: 'json' }

const advSecret = fromHex(vectors.identities.advSecret)
const identity = {
  privateKey: fromHex(vectors.identities.companionIdentity.private),
  publicKey: fromHex(vectors.identities.companionIdentity.public),
}
const check = { advSecret, identityPublic: identity.publicKey }
const random64 = new Uint8Array(64).fill(7)

const ERROR_CODES: Readonly<Record<string, string>> = {
  '401 hmac-mismatch': 'hmac',
  '401 signature-mismatch': 'signature',
  '500 internal-error': 'malformed',
}

const accepted = vectors.adv.cases.flatMap((vector) =>
  vector.parts === undefined ? [] : [{ ...vector, parts: vector.parts }],
)
const rejected = vectors.adv.cases.filter((vector) => vector.expected === 'reject')

test('the vectors hold both kinds', () => {
  expect(accepted).toHaveLength(3)
  expect(rejected).toHaveLength(11)
})

describe.each(accepted)('$name', ({ deviceIdentity, parts, reply, name }) => {
  test('is believed, and every part is where the vectors say', async () => {
    const verified = await verifyDeviceIdentity(fromHex(deviceIdentity), check)
    expect(toHex(verified.details)).toBe(parts.details)
    expect(toHex(verified.accountSignature)).toBe(parts.accountSignature)
    expect(toHex(verified.accountKey)).toBe(vectors.identities.accountIdentity.public)
    expect(verified.keyIndex).toBe(parts.keyIndex)
    expect(verified.hosted).toBe(name.includes('hosted device'))
  })

  test('is made of the byte strings of the vectors', async () => {
    const outer = decodeProto(ADVSignedDeviceIdentityHMACSchema, fromHex(deviceIdentity))
    const macInput = hmacInput(outer.details, name.includes('hosted account'))
    expect(toHex(macInput)).toBe(parts.hmacInput)
    expect(toHex(hmacSha256(advSecret, macInput))).toBe(parts.hmac)
    const verified = await verifyDeviceIdentity(fromHex(deviceIdentity), check)
    const { details, accountKey, hosted } = verified
    const accountInput = accountSignatureInput(details, identity.publicKey, hosted)
    expect(toHex(accountInput)).toBe(parts.accountSignatureMessage)
    const deviceInput = deviceSignatureInput(details, identity.publicKey, accountKey)
    expect(toHex(deviceInput)).toBe(parts.deviceSignatureMessage)
  })

  test('gets a reply like those of the peers', async () => {
    const verified = await verifyDeviceIdentity(fromHex(deviceIdentity), check)
    const signed = signDeviceIdentity(verified, { identity, random64 })
    for (const example of [reply?.exampleFromBaileys7, reply?.exampleFromZapo]) {
      // All but the 64 bytes of the device signature, which is random.
      expect(toHex(signed.reply).slice(0, -128)).toBe((example ?? '').slice(0, -128))
    }
    expect(String(verified.keyIndex)).toBe(reply?.keyIndexAttribute)
    const stored = decodeProto(ADVSignedDeviceIdentitySchema, signed.stored)
    expect(toHex(stored.accountSignatureKey)).toBe(vectors.identities.accountIdentity.public)
    expect(toHex(stored.deviceSignature)).toBe(toHex(signed.reply).slice(-128))
    const statement = fromHex(parts.deviceSignatureMessage)
    expect(await xeddsaVerify(identity.publicKey, statement, stored.deviceSignature)).toBe(true)
  })
})

test.each(rejected)('$name: $suggestedErrorReply', async (vector) => {
  const error = await verifyDeviceIdentity(fromHex(vector.deviceIdentity), check).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AdvError)
  expect(error).toMatchObject({ code: ERROR_CODES[vector.suggestedErrorReply ?? ''] })
})
