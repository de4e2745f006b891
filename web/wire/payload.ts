import { utf8Encode } from '../crypto/bytes.ts'
import { md5 } from '../crypto/hash.ts'
import { encodeProto, ProtoError } from './proto/codec.ts'
import {
  ClientPayload_ConnectReason,
  ClientPayload_ConnectType,
  ClientPayload_UserAgent_Platform,
  ClientPayload_UserAgent_ReleaseChannel,
  ClientPayload_WebInfo_WebSubPlatform,
  ClientPayloadSchema,
  type DeviceProps_PlatformType,
  DevicePropsSchema,
} from './proto/gen/payload_pb.ts'

/** Primary, secondary, tertiary. */
export type AppVersion = readonly [number, number, number]

/**
 * The version of the official web client that we speak like, until the gateway knows a newer one.
 */
export const SERVICE_VERSION: readonly [2, 3000, number] = [2, 3000, 1045649367]

/** Curve25519, as the service names it. */
const KEY_TYPE = Uint8Array.of(0x05)

/** What a device without an address says about itself. */
export interface Registration {
  readonly version: AppVersion
  /** 1 to 2^32 - 1. */
  readonly registrationId: number
  /** 32 bytes. */
  readonly identityPublic: Uint8Array
  /** `id` below 2^24; public key of 32 bytes; signature of 64 over 05 and the public key. */
  readonly signedPreKey: {
    readonly id: number
    readonly publicKey: Uint8Array
    readonly signature: Uint8Array
  }
  /** How the phone will list this companion: its name there, and what decides the icon. */
  readonly device: { readonly os: string; readonly platformType: DeviceProps_PlatformType }
  /** The product's own version, shown to nobody. */
  readonly appVersion: AppVersion
}

/**
 * The encoded ClientPayload of a device that wants to be linked. Throws ProtoError 'unencodable'
 * for a number outside its field.
 */
export function registrationPayload(registration: Registration): Uint8Array {
  const { version, signedPreKey } = registration
  return encodeProto(ClientPayloadSchema, {
    ...commonPayload(version),
    passive: false,
    pull: false,
    devicePairingData: {
      eRegid: bigEndian(registration.registrationId, 4),
      eKeytype: KEY_TYPE,
      eIdent: registration.identityPublic,
      eSkeyId: bigEndian(signedPreKey.id, 3),
      eSkeyVal: signedPreKey.publicKey,
      eSkeySig: signedPreKey.signature,
      buildHash: md5(utf8Encode(version.join('.'))),
      deviceProps: deviceProps(registration),
    },
  })
}

/** What a linked device logs in with. */
export interface Login {
  readonly version: AppVersion
  /** Digits of the account's phone number. */
  readonly username: string
  /** The device number of the companion's own address. */
  readonly device: number
  /** 0 after linking, one more after each successful login. */
  readonly loginCounter: number
}

/** The encoded ClientPayload of a linked device. Throws ProtoError 'unencodable'. */
export function loginPayload(login: Login): Uint8Array {
  if (!/^[0-9]+$/.test(login.username)) throw new ProtoError('unencodable', 'ClientPayload')
  return encodeProto(ClientPayloadSchema, {
    ...commonPayload(login.version),
    username: BigInt(login.username),
    passive: true,
    device: login.device,
    lc: login.loginCounter,
    pull: true,
    lidDbMigrated: false,
  })
}

/**
 * The service takes us for its web client on a desktop. No phoneId: a changing one ends sessions.
 */
function commonPayload([primary, secondary, tertiary]: AppVersion) {
  return {
    userAgent: {
      platform: ClientPayload_UserAgent_Platform.WEB,
      appVersion: { primary, secondary, tertiary },
      mcc: '000',
      mnc: '000',
      osVersion: '0.1',
      manufacturer: '',
      device: 'Desktop',
      osBuildNumber: '0.1',
      releaseChannel: ClientPayload_UserAgent_ReleaseChannel.RELEASE,
      localeLanguageIso6391: 'en',
      localeCountryIso31661Alpha2: 'US',
    },
    webInfo: { webSubPlatform: ClientPayload_WebInfo_WebSubPlatform.WEB_BROWSER },
    connectType: ClientPayload_ConnectType.WIFI_UNKNOWN,
    connectReason: ClientPayload_ConnectReason.USER_ACTIVATED,
  } as const
}

/** Only abilities that this client has are announced: no calls, no history of left groups. */
function deviceProps({ device, appVersion }: Registration): Uint8Array {
  const [primary, secondary, tertiary] = appVersion
  return encodeProto(DevicePropsSchema, {
    os: device.os,
    version: { primary, secondary, tertiary },
    platformType: device.platformType,
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
}

function bigEndian(value: number, length: 3 | 4): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * length)) {
    throw new ProtoError('unencodable', 'ClientPayload')
  }
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes.subarray(4 - length)
}
