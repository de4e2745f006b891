import type { Schema } from "../schema.ts";
import { schema } from "../schema.ts";

// Generated from adv.proto by `npm run proto`. Do not edit.

export const ADVEncryptionType = {
  E2EE: 0,
  HOSTED: 1,
  NON_E2EE: 2,
} as const
export type ADVEncryptionType = (typeof ADVEncryptionType)[keyof typeof ADVEncryptionType]

export interface ADVDeviceIdentity {
  rawId: number
  /**
   * Seconds since 1970.
   */
  timestamp: bigint
  keyIndex: number
  accountType: ADVEncryptionType
  deviceType: ADVEncryptionType
}
export const ADVDeviceIdentitySchema: Schema<ADVDeviceIdentity> = /*#__PURE__*/ schema('ADVDeviceIdentity', [
  { no: 1, name: 'rawId', scalar: 'uint32' },
  { no: 2, name: 'timestamp', scalar: 'uint64' },
  { no: 3, name: 'keyIndex', scalar: 'uint32' },
  { no: 4, name: 'accountType', enum: ADVEncryptionType },
  { no: 5, name: 'deviceType', enum: ADVEncryptionType },
])

export interface ADVSignedDeviceIdentity {
  /**
   * An encoded ADVDeviceIdentity.
   */
  details: Uint8Array
  /**
   * The account's identity public key, 32 bytes; left out towards the server.
   */
  accountSignatureKey: Uint8Array
  accountSignature: Uint8Array
  deviceSignature: Uint8Array
}
export const ADVSignedDeviceIdentitySchema: Schema<ADVSignedDeviceIdentity> = /*#__PURE__*/ schema('ADVSignedDeviceIdentity', [
  { no: 1, name: 'details', scalar: 'bytes' },
  { no: 2, name: 'accountSignatureKey', scalar: 'bytes' },
  { no: 3, name: 'accountSignature', scalar: 'bytes' },
  { no: 4, name: 'deviceSignature', scalar: 'bytes' },
])

export interface ADVSignedDeviceIdentityHMAC {
  /**
   * An encoded ADVSignedDeviceIdentity.
   */
  details: Uint8Array
  hmac: Uint8Array
  accountType: ADVEncryptionType
}
export const ADVSignedDeviceIdentityHMACSchema: Schema<ADVSignedDeviceIdentityHMAC> = /*#__PURE__*/ schema('ADVSignedDeviceIdentityHMAC', [
  { no: 1, name: 'details', scalar: 'bytes' },
  { no: 2, name: 'hmac', scalar: 'bytes' },
  { no: 3, name: 'accountType', enum: ADVEncryptionType },
])

export interface ADVKeyIndexList {
  rawId: number
  /**
   * Seconds since 1970.
   */
  timestamp: bigint
  currentIndex: number
  validIndexes: number[]
  accountType: ADVEncryptionType
}
export const ADVKeyIndexListSchema: Schema<ADVKeyIndexList> = /*#__PURE__*/ schema('ADVKeyIndexList', [
  { no: 1, name: 'rawId', scalar: 'uint32' },
  { no: 2, name: 'timestamp', scalar: 'uint64' },
  { no: 3, name: 'currentIndex', scalar: 'uint32' },
  { no: 4, name: 'validIndexes', scalar: 'uint32', repeated: 'packed' },
  { no: 5, name: 'accountType', enum: ADVEncryptionType },
])

export interface ADVSignedKeyIndexList {
  /**
   * An encoded ADVKeyIndexList.
   */
  details: Uint8Array
  accountSignature: Uint8Array
  accountSignatureKey: Uint8Array
}
export const ADVSignedKeyIndexListSchema: Schema<ADVSignedKeyIndexList> = /*#__PURE__*/ schema('ADVSignedKeyIndexList', [
  { no: 1, name: 'details', scalar: 'bytes' },
  { no: 2, name: 'accountSignature', scalar: 'bytes' },
  { no: 3, name: 'accountSignatureKey', scalar: 'bytes' },
])

/**
 * Abilities that the phone tells a companion at the end of linking.
 */
export interface ClientPairingProps {
  isChatDbLidMigrated: boolean
  isSyncdPureLidSession: boolean
  isSyncdSnapshotRecoveryEnabled: boolean
  isHsThumbnailSyncEnabled: boolean
  subscriptionSyncPayload: Uint8Array
}
export const ClientPairingPropsSchema: Schema<ClientPairingProps> = /*#__PURE__*/ schema('ClientPairingProps', [
  { no: 1, name: 'isChatDbLidMigrated', scalar: 'bool' },
  { no: 2, name: 'isSyncdPureLidSession', scalar: 'bool' },
  { no: 3, name: 'isSyncdSnapshotRecoveryEnabled', scalar: 'bool' },
  { no: 4, name: 'isHsThumbnailSyncEnabled', scalar: 'bool' },
  { no: 5, name: 'subscriptionSyncPayload', scalar: 'bytes' },
])

