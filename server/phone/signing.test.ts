import { createHmac, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../web/crypto/bytes.ts'
import { decodeProto } from '../../web/wire/proto/codec.ts'
import {
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
  ADVSignedKeyIndexListSchema,
} from '../../web/wire/proto/gen/adv_pb.ts'
import {
  makeDeviceIdentity,
  makeKeyIndexList,
  sealIdentity,
  type Signer,
  signIn,
} from './signing.ts'
import linking from './vectors/linking.json'

const { accountIdentity, companionIdentity, advSecret } = linking.identities
const { rawId, keyIndex, timestamp, valid, signedKeyIndexList } = linking.adv

let drawn = 0
const signer: Signer = {
  identity: {
    privateKey: fromHex(accountIdentity.private),
    publicKey: fromHex(accountIdentity.public),
  },
  random64: () => new Uint8Array(64).fill(++drawn),
}

const container = (): Uint8Array =>
  makeDeviceIdentity(
    signer,
    { rawId, timestampSec: timestamp, keyIndex },
    { identityPublic: fromHex(companionIdentity.public), advSecret: fromHex(advSecret) },
  )

const PRIME = 2n ** 255n - 19n

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let bit = base % PRIME, left = exponent; left > 0n; left >>= 1n, bit = (bit * bit) % PRIME) {
    if (left & 1n) result = (result * bit) % PRIME
  }
  return result
}

/** XEdDSA checked by Node's Ed25519: a witness that shares no line with our own verifier. */
function nodeVerifies(publicKeyHex: string, message: Uint8Array, signature: Uint8Array): boolean {
  const u = BigInt(`0x${Buffer.from(publicKeyHex, 'hex').reverse().toString('hex')}`)
  const y = ((u - 1n + PRIME) * power(u + 1n, PRIME - 2n)) % PRIME
  const key = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse()
  const plain = Buffer.from(signature)
  key[31] = (key[31] ?? 0) | ((plain[63] ?? 0) & 0x80)
  plain[63] = (plain[63] ?? 0) & 0x7f
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key])
  return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), plain)
}

describe('makeDeviceIdentity', () => {
  it('builds the container of the linking vector, signature and its HMAC aside', () => {
    const outer = decodeProto(ADVSignedDeviceIdentityHMACSchema, container())
    const inner = decodeProto(ADVSignedDeviceIdentitySchema, outer.details)
    expect(toHex(inner.details)).toBe(valid.parts.details)
    expect(toHex(inner.accountSignatureKey)).toBe(accountIdentity.public)
    expect(container().length).toBe(valid.deviceIdentity.length / 2)
    const signatureHex = toHex(inner.accountSignature)
    expect(toHex(outer.details).replace(signatureHex, valid.parts.accountSignature)).toBe(
      valid.parts.hmacInput,
    )
  })

  it('signs what the vector signs', () => {
    const outer = decodeProto(ADVSignedDeviceIdentityHMACSchema, container())
    const { accountSignature } = decodeProto(ADVSignedDeviceIdentitySchema, outer.details)
    const message = fromHex(valid.parts.accountSignatureMessage)
    expect(nodeVerifies(accountIdentity.public, message, accountSignature)).toBe(true)
    expect(
      nodeVerifies(accountIdentity.public, message, fromHex(valid.parts.accountSignature)),
    ).toBe(true)
    expect(nodeVerifies(companionIdentity.public, message, accountSignature)).toBe(false)
  })

  it('keys the HMAC with the secret of the code', () => {
    const { details, hmac } = decodeProto(ADVSignedDeviceIdentityHMACSchema, container())
    const witness = createHmac('sha256', Buffer.from(advSecret, 'hex'))
      .update(details)
      .digest('hex')
    expect(toHex(hmac)).toBe(witness)
  })

  it('ends with the HMAC: no enum that is zero follows', () => {
    const bytes = container()
    const outer = decodeProto(ADVSignedDeviceIdentityHMACSchema, bytes)
    expect(toHex(bytes.subarray(-34))).toBe(`1220${toHex(outer.hmac)}`)
  })

  it('draws new randomness for each signature', () => {
    expect(container()).not.toEqual(container())
  })
})

describe('sealIdentity', () => {
  it('puts the right HMAC around whatever it is given', () => {
    const forged = Uint8Array.of(0x0a, 0x01, 0x00)
    const sealed = decodeProto(
      ADVSignedDeviceIdentityHMACSchema,
      sealIdentity(forged, fromHex(advSecret)),
    )
    const witness = createHmac('sha256', Buffer.from(advSecret, 'hex')).update(forged).digest('hex')
    expect([...sealed.details]).toEqual([...forged])
    expect(toHex(sealed.hmac)).toBe(witness)
  })
})

describe('makeKeyIndexList', () => {
  const list = (): Uint8Array =>
    makeKeyIndexList(signer, {
      rawId,
      timestampSec: timestamp,
      currentIndex: keyIndex,
      companionIndexes: [3, 1],
    })

  it('builds the details of the vector: packed, ascending, with 0 for the phone', () => {
    const { details } = decodeProto(ADVSignedKeyIndexListSchema, list())
    expect(`0602${toHex(details)}`).toBe(signedKeyIndexList.message)
    expect(list().length).toBe(signedKeyIndexList.bytes.length / 2)
  })

  it('signs with the prefix 06 02', () => {
    const { accountSignature } = decodeProto(ADVSignedKeyIndexListSchema, list())
    const message = fromHex(signedKeyIndexList.message)
    expect(nodeVerifies(accountIdentity.public, message, accountSignature)).toBe(true)
  })

  it('orders indexes as numbers', () => {
    const { details } = decodeProto(
      ADVSignedKeyIndexListSchema,
      makeKeyIndexList(signer, {
        rawId,
        timestampSec: 1,
        currentIndex: 10,
        companionIndexes: [10, 9],
      }),
    )
    expect(toHex(details).endsWith('220300090a')).toBe(true)
  })
})

describe('signIn', () => {
  it('signs the challenge under a prefix of its own', () => {
    const challenge = new Uint8Array(32).fill(7)
    const message = Buffer.concat([Buffer.from('sandbox phone sign-in'), challenge])
    expect(nodeVerifies(accountIdentity.public, message, signIn(signer, challenge))).toBe(true)
  })
})
