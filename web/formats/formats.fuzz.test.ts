import { expect, test, vi } from 'vitest'
import { fromHex } from '../crypto/bytes.ts'
import { hmacSha256 } from '../crypto/hash.ts'
import { fuzzDecoder } from '../fuzz/fuzzDecoder.ts'
import { decodeProto, encodeProto } from '../wire/proto/codec.ts'
import { ADVSignedDeviceIdentityHMACSchema } from '../wire/proto/gen/adv_pb.ts'
import { AdvError, verifyDeviceIdentity } from './adv.ts'
import { openKeyBundle, PairCodeError } from './pairCode.ts'
import vectors from './vectors/linking.json' with { type: 'json' }

vi.setConfig({ testTimeout: 60_000 })

const { identities, pairCode } = vectors
const advSecret = fromHex(identities.advSecret)
const check = { advSecret, identityPublic: fromHex(identities.companionIdentity.public) }
const containers = vectors.adv.cases
  .filter(({ expected }) => expected === 'accept')
  .map(({ deviceIdentity }) => fromHex(deviceIdentity))
const isTyped = (error: unknown): boolean => error instanceof AdvError

test('a spoilt device identity is refused', async () => {
  const outcome = await fuzzDecoder({
    seed: 31,
    inputs: 100_000,
    valid: containers,
    decode: (input) => verifyDeviceIdentity(input, check),
    isTyped,
  })
  expect(outcome.mutations / outcome.inputs).toBeGreaterThanOrEqual(0.8)
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})

// One check deeper: the MAC is right, as it is when the phone itself sends nonsense. Each input may
// cost a signature check, so there are fewer.
test('a spoilt identity under a right MAC is refused', async () => {
  const outcome = await fuzzDecoder({
    seed: 32,
    inputs: 10_000,
    valid: containers.map((bytes) => decodeProto(ADVSignedDeviceIdentityHMACSchema, bytes).details),
    decode: (details) => {
      const hmac = hmacSha256(advSecret, details)
      const container = encodeProto(ADVSignedDeviceIdentityHMACSchema, { details, hmac })
      return verifyDeviceIdentity(container, check)
    },
    isTyped,
  })
  expect(outcome.mutations / outcome.inputs).toBeGreaterThanOrEqual(0.8)
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})

test('a spoilt key bundle is refused', async () => {
  const keys = {
    sharedEphemeral: fromHex(pairCode.companionFinish.sharedEphemeral),
    companionIdentity: fromHex(identities.companionIdentity.public),
    accountIdentity: fromHex(identities.accountIdentity.public),
  }
  const outcome = await fuzzDecoder({
    seed: 33,
    inputs: 100_000,
    valid: [fromHex(pairCode.companionFinish.wrappedKeyBundle)],
    decode: (input) => openKeyBundle(keys, input),
    isTyped: (error) => error instanceof PairCodeError,
  })
  expect(outcome.mutations / outcome.inputs).toBeGreaterThanOrEqual(0.8)
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})
