import type { Schema } from "../schema.ts";
import { schema } from "../schema.ts";

// Generated from payload.proto by `npm run proto`. Do not edit.

export const ClientPayload_ConnectType = {
  CELLULAR_UNKNOWN: 0,
  WIFI_UNKNOWN: 1,
} as const
export type ClientPayload_ConnectType = (typeof ClientPayload_ConnectType)[keyof typeof ClientPayload_ConnectType]

export const ClientPayload_ConnectReason = {
  PUSH: 0,
  USER_ACTIVATED: 1,
  SCHEDULED: 2,
  ERROR_RECONNECT: 3,
  NETWORK_SWITCH: 4,
  PING_RECONNECT: 5,
  UNKNOWN: 6,
} as const
export type ClientPayload_ConnectReason = (typeof ClientPayload_ConnectReason)[keyof typeof ClientPayload_ConnectReason]

export const ClientPayload_UserAgent_Platform = {
  ANDROID: 0,
  IOS: 1,
  WEB: 14,
} as const
export type ClientPayload_UserAgent_Platform = (typeof ClientPayload_UserAgent_Platform)[keyof typeof ClientPayload_UserAgent_Platform]

export const ClientPayload_UserAgent_ReleaseChannel = {
  RELEASE: 0,
  BETA: 1,
  ALPHA: 2,
  DEBUG: 3,
} as const
export type ClientPayload_UserAgent_ReleaseChannel = (typeof ClientPayload_UserAgent_ReleaseChannel)[keyof typeof ClientPayload_UserAgent_ReleaseChannel]

export interface ClientPayload_UserAgent_AppVersion {
  primary: number
  secondary: number
  tertiary: number
}
export const ClientPayload_UserAgent_AppVersionSchema: Schema<ClientPayload_UserAgent_AppVersion> = /*#__PURE__*/ schema('ClientPayload_UserAgent_AppVersion', [
  { no: 1, name: 'primary', scalar: 'uint32' },
  { no: 2, name: 'secondary', scalar: 'uint32' },
  { no: 3, name: 'tertiary', scalar: 'uint32' },
])

export interface ClientPayload_UserAgent {
  platform: ClientPayload_UserAgent_Platform
  appVersion?: ClientPayload_UserAgent_AppVersion
  mcc: string
  mnc: string
  osVersion: string
  manufacturer: string
  device: string
  osBuildNumber: string
  phoneId: string
  releaseChannel: ClientPayload_UserAgent_ReleaseChannel
  localeLanguageIso6391: string
  localeCountryIso31661Alpha2: string
}
export const ClientPayload_UserAgentSchema: Schema<ClientPayload_UserAgent> = /*#__PURE__*/ schema('ClientPayload_UserAgent', [
  { no: 1, name: 'platform', enum: ClientPayload_UserAgent_Platform },
  { no: 2, name: 'appVersion', message: () => ClientPayload_UserAgent_AppVersionSchema },
  { no: 3, name: 'mcc', scalar: 'string' },
  { no: 4, name: 'mnc', scalar: 'string' },
  { no: 5, name: 'osVersion', scalar: 'string' },
  { no: 6, name: 'manufacturer', scalar: 'string' },
  { no: 7, name: 'device', scalar: 'string' },
  { no: 8, name: 'osBuildNumber', scalar: 'string' },
  { no: 9, name: 'phoneId', scalar: 'string' },
  { no: 10, name: 'releaseChannel', enum: ClientPayload_UserAgent_ReleaseChannel },
  { no: 11, name: 'localeLanguageIso6391', scalar: 'string' },
  { no: 12, name: 'localeCountryIso31661Alpha2', scalar: 'string' },
])

export const ClientPayload_WebInfo_WebSubPlatform = {
  WEB_BROWSER: 0,
  APP_STORE: 1,
  WIN_STORE: 2,
  DARWIN: 3,
  WIN32: 4,
  WIN_HYBRID: 5,
} as const
export type ClientPayload_WebInfo_WebSubPlatform = (typeof ClientPayload_WebInfo_WebSubPlatform)[keyof typeof ClientPayload_WebInfo_WebSubPlatform]

export interface ClientPayload_WebInfo {
  webSubPlatform: ClientPayload_WebInfo_WebSubPlatform
}
export const ClientPayload_WebInfoSchema: Schema<ClientPayload_WebInfo> = /*#__PURE__*/ schema('ClientPayload_WebInfo', [
  { no: 4, name: 'webSubPlatform', enum: ClientPayload_WebInfo_WebSubPlatform },
])

export interface ClientPayload_DevicePairingRegistrationData {
  /**
   * Registration id, 4 bytes.
   */
  eRegid: Uint8Array
  /**
   * The byte 05, Curve25519.
   */
  eKeytype: Uint8Array
  /**
   * Identity public key, 32 bytes.
   */
  eIdent: Uint8Array
  /**
   * Signed pre-key: id (3 bytes), public key (32), signature (64).
   */
  eSkeyId: Uint8Array
  eSkeyVal: Uint8Array
  eSkeySig: Uint8Array
  /**
   * MD5 of the version text.
   */
  buildHash: Uint8Array
  /**
   * An encoded DeviceProps.
   */
  deviceProps: Uint8Array
}
export const ClientPayload_DevicePairingRegistrationDataSchema: Schema<ClientPayload_DevicePairingRegistrationData> = /*#__PURE__*/ schema('ClientPayload_DevicePairingRegistrationData', [
  { no: 1, name: 'eRegid', scalar: 'bytes' },
  { no: 2, name: 'eKeytype', scalar: 'bytes' },
  { no: 3, name: 'eIdent', scalar: 'bytes' },
  { no: 4, name: 'eSkeyId', scalar: 'bytes' },
  { no: 5, name: 'eSkeyVal', scalar: 'bytes' },
  { no: 6, name: 'eSkeySig', scalar: 'bytes' },
  { no: 7, name: 'buildHash', scalar: 'bytes' },
  { no: 8, name: 'deviceProps', scalar: 'bytes' },
])

/**
 * What a client says about itself at the end of the handshake, to register or to log in.
 */
export interface ClientPayload {
  /**
   * Digits of the phone number as a number.
   */
  username: bigint
  passive: boolean
  userAgent?: ClientPayload_UserAgent
  webInfo?: ClientPayload_WebInfo
  pushName: string
  connectType: ClientPayload_ConnectType
  connectReason: ClientPayload_ConnectReason
  connectAttemptCount: number
  device: number
  /**
   * Present in a registration, absent in a login.
   */
  devicePairingData?: ClientPayload_DevicePairingRegistrationData
  /**
   * Login counter.
   */
  lc: number
  pull: boolean
  lidDbMigrated: boolean
}
export const ClientPayloadSchema: Schema<ClientPayload> = /*#__PURE__*/ schema('ClientPayload', [
  { no: 1, name: 'username', scalar: 'uint64' },
  { no: 3, name: 'passive', scalar: 'bool' },
  { no: 5, name: 'userAgent', message: () => ClientPayload_UserAgentSchema },
  { no: 6, name: 'webInfo', message: () => ClientPayload_WebInfoSchema },
  { no: 7, name: 'pushName', scalar: 'string' },
  { no: 12, name: 'connectType', enum: ClientPayload_ConnectType },
  { no: 13, name: 'connectReason', enum: ClientPayload_ConnectReason },
  { no: 16, name: 'connectAttemptCount', scalar: 'uint32' },
  { no: 18, name: 'device', scalar: 'uint32' },
  { no: 19, name: 'devicePairingData', message: () => ClientPayload_DevicePairingRegistrationDataSchema },
  { no: 24, name: 'lc', scalar: 'int32' },
  { no: 33, name: 'pull', scalar: 'bool' },
  { no: 41, name: 'lidDbMigrated', scalar: 'bool' },
])

export const DeviceProps_PlatformType = {
  UNKNOWN: 0,
  CHROME: 1,
  FIREFOX: 2,
  IE: 3,
  OPERA: 4,
  SAFARI: 5,
  EDGE: 6,
  DESKTOP: 7,
  UWP: 21,
} as const
export type DeviceProps_PlatformType = (typeof DeviceProps_PlatformType)[keyof typeof DeviceProps_PlatformType]

export interface DeviceProps_AppVersion {
  primary: number
  secondary: number
  tertiary: number
}
export const DeviceProps_AppVersionSchema: Schema<DeviceProps_AppVersion> = /*#__PURE__*/ schema('DeviceProps_AppVersion', [
  { no: 1, name: 'primary', scalar: 'uint32' },
  { no: 2, name: 'secondary', scalar: 'uint32' },
  { no: 3, name: 'tertiary', scalar: 'uint32' },
])

export interface DeviceProps_HistorySyncConfig {
  fullSyncDaysLimit: number
  fullSyncSizeMbLimit: number
  storageQuotaMb: number
  inlineInitialPayloadInE2EeMsg: boolean
  recentSyncDaysLimit: number
  supportCallLogHistory: boolean
  supportBotUserAgentChatHistory: boolean
  supportCagReactionsAndPolls: boolean
  supportBizHostedMsg: boolean
  supportRecentSyncChunkMessageCountTuning: boolean
  supportHostedGroupMsg: boolean
  supportFbidBotChatHistory: boolean
  supportMessageAssociation: boolean
  supportGroupHistory: boolean
}
export const DeviceProps_HistorySyncConfigSchema: Schema<DeviceProps_HistorySyncConfig> = /*#__PURE__*/ schema('DeviceProps_HistorySyncConfig', [
  { no: 1, name: 'fullSyncDaysLimit', scalar: 'uint32' },
  { no: 2, name: 'fullSyncSizeMbLimit', scalar: 'uint32' },
  { no: 3, name: 'storageQuotaMb', scalar: 'uint32' },
  { no: 4, name: 'inlineInitialPayloadInE2EeMsg', scalar: 'bool' },
  { no: 5, name: 'recentSyncDaysLimit', scalar: 'uint32' },
  { no: 6, name: 'supportCallLogHistory', scalar: 'bool' },
  { no: 7, name: 'supportBotUserAgentChatHistory', scalar: 'bool' },
  { no: 8, name: 'supportCagReactionsAndPolls', scalar: 'bool' },
  { no: 9, name: 'supportBizHostedMsg', scalar: 'bool' },
  { no: 10, name: 'supportRecentSyncChunkMessageCountTuning', scalar: 'bool' },
  { no: 11, name: 'supportHostedGroupMsg', scalar: 'bool' },
  { no: 12, name: 'supportFbidBotChatHistory', scalar: 'bool' },
  { no: 14, name: 'supportMessageAssociation', scalar: 'bool' },
  { no: 15, name: 'supportGroupHistory', scalar: 'bool' },
])

/**
 * How the phone lists a companion, and what it may send to it.
 */
export interface DeviceProps {
  os: string
  version?: DeviceProps_AppVersion
  platformType: DeviceProps_PlatformType
  requireFullSync: boolean
  historySyncConfig?: DeviceProps_HistorySyncConfig
}
export const DevicePropsSchema: Schema<DeviceProps> = /*#__PURE__*/ schema('DeviceProps', [
  { no: 1, name: 'os', scalar: 'string' },
  { no: 2, name: 'version', message: () => DeviceProps_AppVersionSchema },
  { no: 3, name: 'platformType', enum: DeviceProps_PlatformType },
  { no: 4, name: 'requireFullSync', scalar: 'bool' },
  { no: 5, name: 'historySyncConfig', message: () => DeviceProps_HistorySyncConfigSchema },
])

