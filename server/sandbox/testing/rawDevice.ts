import { concatBytes, utf8Encode } from '../../../web/crypto/bytes.ts'
import { hmacSha256, md5 } from '../../../web/crypto/hash.ts'
import { generateKeyPair, type KeyPair } from '../../../web/crypto/x25519.ts'
import { xeddsaSign } from '../../../web/crypto/xeddsa.ts'
import { bytesOf, child, node, type WireNode } from '../../../web/wire/node/node.ts'
import { create, decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'
import {
  type ClientPayload,
  ClientPayloadSchema,
  type DeviceProps,
  DevicePropsSchema,
} from '../../../web/wire/proto/gen/payload_pb.ts'
import type { RandomBytes } from '../world.ts'

/** The keys of a made-up companion. */
export interface RawDevice {
  readonly noise: KeyPair
  readonly identity: KeyPair
  readonly signedPreKey: KeyPair
  readonly advSecret: Uint8Array
}

export async function makeDevice(randomBytes: RandomBytes): Promise<RawDevice> {
  return {
    noise: await generateKeyPair(randomBytes),
    identity: await generateKeyPair(randomBytes),
    signedPreKey: await generateKeyPair(randomBytes),
    advSecret: randomBytes(32),
  }
}

function common() {
  return {
    userAgent: {
      platform: 14,
      appVersion: { primary: 2, secondary: 3000, tertiary: 1_043_028_647 },
      mcc: '000',
      mnc: '000',
      osVersion: '0.1',
      manufacturer: '',
      device: 'Desktop',
      osBuildNumber: '0.1',
      releaseChannel: 0,
      localeLanguageIso6391: 'en',
      localeCountryIso31661Alpha2: 'US',
    },
    webInfo: { webSubPlatform: 0 },
    connectType: 1,
    connectReason: 1,
  } as const
}

export function rightProps(): DeviceProps {
  return create(DevicePropsSchema, {
    os: 'Chrome (Linux)',
    version: { primary: 0, secondary: 1, tertiary: 0 },
    platformType: 1,
    requireFullSync: false,
    historySyncConfig: {
      storageQuotaMb: 10_240,
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
}

/** A registration payload without fault; a test spoils what it wants before encoding. */
export function rightRegistration(device: RawDevice, randomBytes: RandomBytes): ClientPayload {
  const covered = concatBytes(Uint8Array.of(5), device.signedPreKey.publicKey)
  return create(ClientPayloadSchema, {
    ...common(),
    passive: false,
    pull: false,
    devicePairingData: {
      eRegid: Uint8Array.of(0, 0, 0x12, 0x34),
      eKeytype: Uint8Array.of(5),
      eIdent: device.identity.publicKey,
      eSkeyId: Uint8Array.of(0, 0, 1),
      eSkeyVal: device.signedPreKey.publicKey,
      eSkeySig: xeddsaSign(device.identity.privateKey, covered, randomBytes(64)),
      buildHash: md5(utf8Encode('2.3000.1043028647')),
      deviceProps: encodeProto(DevicePropsSchema, rightProps()),
    },
  })
}

/** A login payload without fault. */
export function rightLogin(number: string, device: number, lc = 0): ClientPayload {
  return create(ClientPayloadSchema, {
    ...common(),
    username: BigInt(number),
    device,
    passive: true,
    pull: true,
    lidDbMigrated: false,
    lc,
  })
}

export const encodePayload = (payload: ClientPayload): Uint8Array =>
  encodeProto(ClientPayloadSchema, payload)

/** The pair-device-sign result to a pair-success, as 03 section 3 wants it. */
export function signPairSuccess(
  device: RawDevice,
  pairSuccess: WireNode,
  randomBytes: RandomBytes,
  change: {
    readonly keyIndex?: string
    readonly keepKey?: boolean
    readonly details?: Uint8Array
  } = {},
): WireNode {
  const container = child(child(pairSuccess, 'pair-success') ?? pairSuccess, 'device-identity')
  const outer = decodeProto(
    ADVSignedDeviceIdentityHMACSchema,
    bytesOf(container ?? node('missing')),
  )
  const inner = decodeProto(ADVSignedDeviceIdentitySchema, outer.details)
  const details = change.details ?? inner.details
  const covered = concatBytes(
    Uint8Array.of(6, 1),
    inner.details,
    device.identity.publicKey,
    inner.accountSignatureKey,
  )
  const signed = encodeProto(ADVSignedDeviceIdentitySchema, {
    details,
    accountSignature: inner.accountSignature,
    ...(change.keepKey === true ? { accountSignatureKey: inner.accountSignatureKey } : {}),
    deviceSignature: xeddsaSign(device.identity.privateKey, covered, randomBytes(64)),
  })
  const identity = node('device-identity', { 'key-index': change.keyIndex ?? '1' }, signed)
  const attrs = { to: 's.whatsapp.net', type: 'result', id: pairSuccess.attrs['id'] ?? '' }
  return node('iq', attrs, [node('pair-device-sign', {}, [identity])])
}

/** Whether a container carries the right MAC for this device's secret. */
export function hasRightMac(device: RawDevice, container: Uint8Array): boolean {
  const outer = decodeProto(ADVSignedDeviceIdentityHMACSchema, container)
  const mac = hmacSha256(device.advSecret, outer.details)
  return mac.every((byte, at) => byte === outer.hmac[at])
}
