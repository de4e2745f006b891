import { describe, expect, test } from 'vitest'
import { fromHex, toHex, utf8Encode } from '../crypto/bytes.ts'
import { md5 } from '../crypto/hash.ts'
import vectors from '../formats/vectors/linking.json' with { type: 'json' }
import { type AppVersion, loginPayload, registrationPayload } from './payload.ts'
import { decodeProto, encodeProto } from './proto/codec.ts'
import type { Field, Schema } from './proto/schema.ts'
import {
  ClientPayloadSchema,
  DeviceProps_PlatformType,
  DevicePropsSchema,
} from './proto/gen/payload_pb.ts'

const { registration, login, buildHash } = vectors.clientPayload
const version: AppVersion = [2, 3000, 1043028647]

/** A message as the vectors write it: bytes in hex, long numbers as text, enumerations by name. */
function asVectorJson(schema: Schema<object>, message: object): Record<string, unknown> {
  const set = schema.fields.filter(({ name }) => Object.hasOwn(message, name))
  return Object.fromEntries(
    set.map((field) => [field.name, asJsonValue(field, Reflect.get(message, field.name))]),
  )
}

function asJsonValue(field: Field, value: unknown): unknown {
  if ('message' in field) return asVectorJson(field.message(), value as object)
  if ('enum' in field) {
    return Object.entries(field.enum).find(([, number]) => number === value)?.[0]
  }
  if (value instanceof Uint8Array) return toHex(value)
  return typeof value === 'bigint' ? String(value) : value
}

describe('payloads of other clients', () => {
  test.each([...registration, ...login])('$by: parsed and written again unchanged', (vector) => {
    const bytes = fromHex(vector.bytes)
    const { devicePairingDataDeviceProps: props, ...decoded } = {
      devicePairingDataDeviceProps: undefined,
      ...vector.decoded,
    }
    const message = decodeProto(ClientPayloadSchema, bytes)
    expect(asVectorJson(ClientPayloadSchema, message)).toEqual(decoded)
    expect(toHex(encodeProto(ClientPayloadSchema, message))).toBe(vector.bytes)
    if (props === undefined) return
    const propsBytes = message.devicePairingData?.deviceProps ?? new Uint8Array()
    const parsed = decodeProto(DevicePropsSchema, propsBytes)
    // The vectors list only the first fields of historySyncConfig.
    expect(asVectorJson(DevicePropsSchema, parsed)).toMatchObject(props)
    expect(toHex(encodeProto(DevicePropsSchema, parsed))).toBe(toHex(propsBytes))
  })
})

test('the build hash is the MD5 of the version text', () => {
  expect(toHex(md5(utf8Encode(vectors.clientPayload.version)))).toBe(buildHash)
})

describe('our payloads', () => {
  const theirs = registration.find((vector) => vector.by.startsWith('zapo'))?.decoded
  const pairing = theirs?.devicePairingData
  const ours = registrationPayload({
    version,
    registrationId: 0x3039,
    identityPublic: fromHex(pairing?.eIdent ?? ''),
    signedPreKey: {
      id: 1,
      publicKey: fromHex(pairing?.eSkeyVal ?? ''),
      signature: fromHex(pairing?.eSkeySig ?? ''),
    },
    device: { os: 'Linux', platformType: DeviceProps_PlatformType.FIREFOX },
    appVersion: [0, 1, 0],
  })

  test('a registration says what another client says, but for the device properties', () => {
    const { devicePairingDataDeviceProps: _, ...rest } = theirs ?? {
      devicePairingDataDeviceProps: undefined,
    }
    const props = decodeProto(ClientPayloadSchema, ours).devicePairingData?.deviceProps
    const deviceProps = toHex(props ?? new Uint8Array())
    expect(asVectorJson(ClientPayloadSchema, decodeProto(ClientPayloadSchema, ours))).toEqual({
      ...rest,
      devicePairingData: { ...pairing, deviceProps },
    })
  })

  test('the device properties hold the chosen values and nothing else', () => {
    const props = decodeProto(ClientPayloadSchema, ours).devicePairingData?.deviceProps
    const parsed = decodeProto(DevicePropsSchema, props ?? new Uint8Array())
    expect(asVectorJson(DevicePropsSchema, parsed)).toEqual({
      os: 'Linux',
      version: { primary: 0, secondary: 1, tertiary: 0 },
      platformType: 'FIREFOX',
      requireFullSync: false,
      historySyncConfig: {
        storageQuotaMb: 10240,
        inlineInitialPayloadInE2EeMsg: true,
        supportCallLogHistory: false,
        supportBotUserAgentChatHistory: true,
        supportCagReactionsAndPolls: true,
        supportBizHostedMsg: true,
        supportRecentSyncChunkMessageCountTuning: true,
        supportHostedGroupMsg: true,
        supportFbidBotChatHistory: true,
        supportMessageAssociation: true,
        supportGroupHistory: false,
      },
    })
  })

  test('a login says what another client says, with our choices', () => {
    const theirLogin = login.find((vector) => vector.by.startsWith('zapo'))?.decoded
    const { connectAttemptCount: _, ...rest } = { connectAttemptCount: undefined, ...theirLogin }
    const bytes = loginPayload({ version, username: '15551234567', device: 7, loginCounter: 3 })
    expect(asVectorJson(ClientPayloadSchema, decodeProto(ClientPayloadSchema, bytes))).toEqual({
      ...rest,
      passive: true,
      lidDbMigrated: false,
      lc: 3,
    })
  })

  test('values that do not fit are refused', () => {
    const bad = { name: 'ProtoError', code: 'unencodable' }
    const base = { version, username: '15551234567', device: 7, loginCounter: 0 }
    const refused = (change: object): unknown => {
      try {
        return loginPayload({ ...base, ...change })
      } catch (error) {
        return error
      }
    }
    expect(refused({})).toBeInstanceOf(Uint8Array)
    expect(refused({ username: '+1555' })).toMatchObject(bad)
    expect(refused({ username: '' })).toMatchObject(bad)
    expect(refused({ device: -1 })).toMatchObject(bad)
    expect(refused({ loginCounter: 2 ** 31 })).toMatchObject(bad)
  })
})
