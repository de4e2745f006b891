import { expect, test, vi } from 'vitest'
import { fromHex } from '../../crypto/bytes.ts'
import linking from '../../formats/vectors/linking.json' with { type: 'json' }
import { fuzzDecoder } from '../../fuzz/fuzzDecoder.ts'
import noise from '../noise/vectors/noise.json' with { type: 'json' }
import { decodeProto, ProtoError } from './codec.ts'
import type { Schema } from './schema.ts'
import {
  ADVDeviceIdentitySchema,
  ADVKeyIndexListSchema,
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
  ADVSignedKeyIndexListSchema,
  ClientPairingPropsSchema,
} from './gen/adv_pb.ts'
import {
  CertChain_NoiseCertificate_DetailsSchema,
  CertChainSchema,
  HandshakeMessageSchema,
} from './gen/noise_pb.ts'
import { ClientPayloadSchema, DevicePropsSchema } from './gen/payload_pb.ts'

vi.setConfig({ testTimeout: 60_000 })

const INPUTS = 100_000

interface Entry {
  readonly name: string
  readonly schema: Schema<object>
  readonly valid: readonly Uint8Array[]
}

const chains = noise.certificates.map(({ chain }) => fromHex(chain))
const details = chains.flatMap((bytes) => {
  const { leaf, intermediate } = decodeProto(CertChainSchema, bytes)
  return [leaf, intermediate].flatMap((certificate) => certificate?.details ?? [])
})
const accepted = linking.adv.cases.filter(({ expected }) => expected === 'accept')
const containers = accepted.map(({ deviceIdentity }) => fromHex(deviceIdentity))
const signedIdentities = containers.map(
  (bytes) => decodeProto(ADVSignedDeviceIdentityHMACSchema, bytes).details,
)
const identities = signedIdentities.map(
  (bytes) => decodeProto(ADVSignedDeviceIdentitySchema, bytes).details,
)
const keyIndexList = fromHex(linking.adv.signedKeyIndexList.bytes)
const registrations = linking.clientPayload.registration.map(({ bytes }) => fromHex(bytes))
const logins = linking.clientPayload.login.map(({ bytes }) => fromHex(bytes))
const deviceProps = registrations.map(
  (bytes) =>
    decodeProto(ClientPayloadSchema, bytes).devicePairingData?.deviceProps ?? new Uint8Array(),
)

const entries: readonly Entry[] = [
  {
    name: 'HandshakeMessage',
    schema: HandshakeMessageSchema,
    valid: [...Object.values(noise.xx.messages), ...Object.values(noise.ik.messages)].map(fromHex),
  },
  { name: 'CertChain', schema: CertChainSchema, valid: chains },
  { name: 'certificate details', schema: CertChain_NoiseCertificate_DetailsSchema, valid: details },
  { name: 'ClientPayload', schema: ClientPayloadSchema, valid: [...registrations, ...logins] },
  { name: 'DeviceProps', schema: DevicePropsSchema, valid: deviceProps },
  { name: 'ADV container', schema: ADVSignedDeviceIdentityHMACSchema, valid: containers },
  { name: 'ADV signed', schema: ADVSignedDeviceIdentitySchema, valid: signedIdentities },
  { name: 'ADV identity', schema: ADVDeviceIdentitySchema, valid: identities },
  { name: 'ADV signed list', schema: ADVSignedKeyIndexListSchema, valid: [keyIndexList] },
  {
    name: 'ADV list',
    schema: ADVKeyIndexListSchema,
    valid: [decodeProto(ADVSignedKeyIndexListSchema, keyIndexList).details],
  },
  {
    name: 'ClientPairingProps',
    schema: ClientPairingPropsSchema,
    valid: [Uint8Array.of(0x08, 1, 0x10, 0, 0x18, 1, 0x20, 1, 0x2a, 3, 1, 2, 3)],
  },
]

test.each(entries)('$name ends in a message or a ProtoError', async ({ name, schema, valid }) => {
  const outcome = await fuzzDecoder({
    seed: name.length,
    inputs: INPUTS,
    valid,
    decode: (input) => decodeProto(schema, input),
    isTyped: (error) => error instanceof ProtoError,
  })
  expect(outcome.mutations / outcome.inputs).toBeGreaterThanOrEqual(0.8)
  expect(outcome.values).toBeGreaterThan(INPUTS / 10)
  expect(outcome.errors).toBeGreaterThan(INPUTS / 10)
})
