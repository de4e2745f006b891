import { expect, test } from 'vitest'
import { concatBytes } from '../crypto/bytes.ts'
import { generateKeyPair } from '../crypto/x25519.ts'
import { xeddsaSign } from '../crypto/xeddsa.ts'
import { seededRandom } from '../fuzz/seeded.ts'
import { encodeProto } from '../wire/proto/codec.ts'
import {
  ADVDeviceIdentitySchema,
  ADVEncryptionType,
  ADVSignedDeviceIdentitySchema,
} from '../wire/proto/gen/adv_pb.ts'
import { checkPeerIdentity } from './peerIdentity.ts'

const rng = seededRandom(41)
const random = (length: number): Uint8Array => rng.bytes(length)
const account = await generateKeyPair(random)
const companion = await generateKeyPair(random)
const stranger = await generateKeyPair(random)

/** What a phone and its companion make together, written after chapter 04 section 3. */
function identity({ hosted = false, signer = account, owner = companion } = {}) {
  const deviceType = hosted ? ADVEncryptionType.HOSTED : ADVEncryptionType.E2EE
  const details = encodeProto(ADVDeviceIdentitySchema, {
    rawId: 7,
    timestamp: 1_754_000_000n,
    keyIndex: 3,
    deviceType,
  })
  const first = Uint8Array.of(6, hosted ? 5 : 0)
  const byAccount = concatBytes(first, details, companion.publicKey)
  const second = Uint8Array.of(6, hosted ? 6 : 1)
  const byDevice = concatBytes(second, details, companion.publicKey, account.publicKey)
  return {
    details,
    accountSignature: xeddsaSign(signer.privateKey, byAccount, random(64)),
    deviceSignature: xeddsaSign(owner.privateKey, byDevice, random(64)),
  }
}

type Signed = Partial<ReturnType<typeof identity>> & { accountSignatureKey?: Uint8Array }

function check(
  signed: Signed | undefined,
  over: { device?: number; accountKey?: Uint8Array; isOwn?: boolean } = {},
) {
  return checkPeerIdentity({
    device: 4,
    identityKey: companion.publicKey,
    ...(signed === undefined
      ? {}
      : { deviceIdentity: encodeProto(ADVSignedDeviceIdentitySchema, signed) }),
    ...over,
  })
}

const accountKey = account.publicKey

test('valid by the stored key, and by the key that came along', async () => {
  expect(await check(identity(), { accountKey })).toBe('valid')
  expect(await check({ ...identity(), accountSignatureKey: accountKey })).toBe('valid')
  expect(await check(identity({ hosted: true }), { accountKey })).toBe('valid')
})

test('nothing to check with', async () => {
  expect(await check(identity())).toBe('no-account-key')
  expect(await check(undefined, { accountKey })).toBe('absent')
  expect(await check({}, { accountKey })).toBe('absent')
})

test('a key that came along does not replace the stored one', async () => {
  const byStranger = { ...identity({ signer: stranger }), accountSignatureKey: stranger.publicKey }
  expect(await check(byStranger, { accountKey })).toBe('forged')
  const other = { ...identity(), accountSignatureKey: accountKey }
  expect(await check(other, { accountKey: stranger.publicKey })).toBe('forged')
})

test('of the own account the phone has the stored key, and companions show something', async () => {
  const isOwn = true
  expect(await check(undefined, { isOwn, device: 0, accountKey })).toBe('forged')
  const known = companion.publicKey
  expect(await check(undefined, { isOwn, device: 0, accountKey: known })).toBe('phone')
  expect(await check(undefined, { isOwn, accountKey })).toBe('forged')
  expect(await check(identity(), { isOwn, accountKey })).toBe('valid')
})

test('the phone of others is never checked', async () => {
  expect(await check(identity({ signer: stranger }), { device: 0, accountKey })).toBe('phone')
})

const { accountSignature, deviceSignature, details } = identity()

test.each<[string, Signed]>([
  ['signed by another account', identity({ signer: stranger })],
  ['signed by another device', identity({ owner: stranger })],
  ['without the account signature', { details, deviceSignature }],
  ['without the device signature', { details, accountSignature }],
  ['without details', { accountSignature, deviceSignature }],
  ['with an account key of a wrong length', { ...identity(), accountSignatureKey: random(5) }],
  ['with the details of another', { ...identity(), details: identity({ hosted: true }).details }],
])('forged: %s', async (_, signed) => {
  expect(await check(signed, { accountKey })).toBe('forged')
})

test('a missing signature is a forgery even where nothing could be verified', async () => {
  expect(await check({ details, accountSignature })).toBe('forged')
  expect(
    await checkPeerIdentity({
      device: 4,
      identityKey: companion.publicKey,
      deviceIdentity: Uint8Array.of(0x0a, 0x50),
    }),
  ).toBe('forged')
})

test('another device cannot show this identity', async () => {
  const shown = encodeProto(ADVSignedDeviceIdentitySchema, identity())
  const { publicKey } = stranger
  expect(
    await checkPeerIdentity({
      device: 4,
      identityKey: publicKey,
      deviceIdentity: shown,
      accountKey,
    }),
  ).toBe('forged')
})
