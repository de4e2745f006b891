import type { Schema } from "../schema.ts";
import { schema } from "../schema.ts";
import type { MessageKey } from "./messageKey_pb.ts";
import { MessageKeySchema } from "./messageKey_pb.ts";

// Generated from peerData.proto by `npm run proto`. Do not edit.

export const HistorySyncType = {
  INITIAL_BOOTSTRAP: 0,
  INITIAL_STATUS_V3: 1,
  FULL: 2,
  RECENT: 3,
  PUSH_NAME: 4,
  NON_BLOCKING_DATA: 5,
  ON_DEMAND: 6,
  NO_HISTORY: 7,
  MESSAGE_ACCESS_STATUS: 8,
} as const
export type HistorySyncType = (typeof HistorySyncType)[keyof typeof HistorySyncType]

export const PeerDataOperationRequestType = {
  UPLOAD_STICKER: 0,
  SEND_RECENT_STICKER_BOOTSTRAP: 1,
  GENERATE_LINK_PREVIEW: 2,
  HISTORY_SYNC_ON_DEMAND: 3,
  PLACEHOLDER_MESSAGE_RESEND: 4,
  WAFFLE_LINKING_NONCE_FETCH: 5,
  FULL_HISTORY_SYNC_ON_DEMAND: 6,
  COMPANION_META_NONCE_FETCH: 7,
  COMPANION_SYNCD_SNAPSHOT_FATAL_RECOVERY: 8,
  COMPANION_CANONICAL_USER_NONCE_FETCH: 9,
  HISTORY_SYNC_CHUNK_RETRY: 10,
} as const
export type PeerDataOperationRequestType = (typeof PeerDataOperationRequestType)[keyof typeof PeerDataOperationRequestType]

/**
 * Where a piece of the phone's history lies, or the piece itself.
 */
export interface HistorySyncNotification {
  /**
   * SHA-256 of the decrypted, still compressed blob.
   */
  fileSha256: Uint8Array
  /**
   * Bytes of that blob.
   */
  fileLength: bigint
  mediaKey: Uint8Array
  /**
   * SHA-256 of the ciphertext and its MAC.
   */
  fileEncSha256: Uint8Array
  directPath: string
  /**
   * A HistorySyncType.
   */
  syncType: number
  chunkOrder: number
  originalMessageId: string
  /**
   * 0 to 100.
   */
  progress: number
  /**
   * Seconds since 1970.
   */
  oldestMsgInChunkTimestampSec: bigint
  /**
   * A zlib stream; its presence decides that nothing is downloaded.
   */
  initialHistBootstrapInlinePayload: Uint8Array
  /**
   * The stanza id of our request that this answers.
   */
  peerDataRequestSessionId: string
  encHandle: string
}
export const HistorySyncNotificationSchema: Schema<HistorySyncNotification> = /*#__PURE__*/ schema('HistorySyncNotification', [
  { no: 1, name: 'fileSha256', scalar: 'bytes' },
  { no: 2, name: 'fileLength', scalar: 'uint64' },
  { no: 3, name: 'mediaKey', scalar: 'bytes' },
  { no: 4, name: 'fileEncSha256', scalar: 'bytes' },
  { no: 5, name: 'directPath', scalar: 'string' },
  { no: 6, name: 'syncType', scalar: 'int32' },
  { no: 7, name: 'chunkOrder', scalar: 'uint32' },
  { no: 8, name: 'originalMessageId', scalar: 'string' },
  { no: 9, name: 'progress', scalar: 'uint32' },
  { no: 10, name: 'oldestMsgInChunkTimestampSec', scalar: 'int64' },
  { no: 11, name: 'initialHistBootstrapInlinePayload', scalar: 'bytes' },
  { no: 12, name: 'peerDataRequestSessionId', scalar: 'string' },
  { no: 14, name: 'encHandle', scalar: 'string' },
])

export interface AppStateSyncKeyId {
  /**
   * 6 bytes: device and epoch.
   */
  keyId: Uint8Array
}
export const AppStateSyncKeyIdSchema: Schema<AppStateSyncKeyId> = /*#__PURE__*/ schema('AppStateSyncKeyId', [
  { no: 1, name: 'keyId', scalar: 'bytes' },
])

export interface AppStateSyncKeyFingerprint {
  rawId: number
  currentIndex: number
  deviceIndexes: number[]
}
export const AppStateSyncKeyFingerprintSchema: Schema<AppStateSyncKeyFingerprint> = /*#__PURE__*/ schema('AppStateSyncKeyFingerprint', [
  { no: 1, name: 'rawId', scalar: 'uint32' },
  { no: 2, name: 'currentIndex', scalar: 'uint32' },
  { no: 3, name: 'deviceIndexes', scalar: 'uint32', repeated: 'packed' },
])

export interface AppStateSyncKeyData {
  /**
   * 32 bytes.
   */
  keyData: Uint8Array
  fingerprint?: AppStateSyncKeyFingerprint
  /**
   * Milliseconds since 1970.
   */
  timestamp: bigint
}
export const AppStateSyncKeyDataSchema: Schema<AppStateSyncKeyData> = /*#__PURE__*/ schema('AppStateSyncKeyData', [
  { no: 1, name: 'keyData', scalar: 'bytes' },
  { no: 2, name: 'fingerprint', message: () => AppStateSyncKeyFingerprintSchema },
  { no: 3, name: 'timestamp', scalar: 'int64' },
])

export interface AppStateSyncKey {
  keyId?: AppStateSyncKeyId
  keyData?: AppStateSyncKeyData
}
export const AppStateSyncKeySchema: Schema<AppStateSyncKey> = /*#__PURE__*/ schema('AppStateSyncKey', [
  { no: 1, name: 'keyId', message: () => AppStateSyncKeyIdSchema },
  { no: 2, name: 'keyData', message: () => AppStateSyncKeyDataSchema },
])

export interface AppStateSyncKeyShare {
  keys: AppStateSyncKey[]
}
export const AppStateSyncKeyShareSchema: Schema<AppStateSyncKeyShare> = /*#__PURE__*/ schema('AppStateSyncKeyShare', [
  { no: 1, name: 'keys', message: () => AppStateSyncKeySchema, repeated: 'plain' },
])

export interface AppStateSyncKeyRequest {
  keyIds: AppStateSyncKeyId[]
}
export const AppStateSyncKeyRequestSchema: Schema<AppStateSyncKeyRequest> = /*#__PURE__*/ schema('AppStateSyncKeyRequest', [
  { no: 1, name: 'keyIds', message: () => AppStateSyncKeyIdSchema, repeated: 'plain' },
])

export interface InitialSecurityNotificationSettingSync {
  securityNotificationEnabled: boolean
}
export const InitialSecurityNotificationSettingSyncSchema: Schema<InitialSecurityNotificationSettingSync> = /*#__PURE__*/ schema('InitialSecurityNotificationSettingSync', [
  { no: 1, name: 'securityNotificationEnabled', scalar: 'bool' },
])

export interface AppStateFatalExceptionNotification {
  collectionNames: string[]
  timestamp: bigint
}
export const AppStateFatalExceptionNotificationSchema: Schema<AppStateFatalExceptionNotification> = /*#__PURE__*/ schema('AppStateFatalExceptionNotification', [
  { no: 1, name: 'collectionNames', scalar: 'string', repeated: 'plain' },
  { no: 2, name: 'timestamp', scalar: 'int64' },
])

export interface PeerDataOperationRequestMessage_RequestUrlPreview {
  url: string
  includeHqThumbnail: boolean
}
export const PeerDataOperationRequestMessage_RequestUrlPreviewSchema: Schema<PeerDataOperationRequestMessage_RequestUrlPreview> = /*#__PURE__*/ schema('PeerDataOperationRequestMessage_RequestUrlPreview', [
  { no: 1, name: 'url', scalar: 'string' },
  { no: 2, name: 'includeHqThumbnail', scalar: 'bool' },
])

export interface PeerDataOperationRequestMessage_HistorySyncOnDemandRequest {
  chatJid: string
  oldestMsgId: string
  oldestMsgFromMe: boolean
  onDemandMsgCount: number
  /**
   * Seconds since 1970, whatever the name says.
   */
  oldestMsgTimestampMs: bigint
  accountLid: string
  supportInlineResponse: boolean
}
export const PeerDataOperationRequestMessage_HistorySyncOnDemandRequestSchema: Schema<PeerDataOperationRequestMessage_HistorySyncOnDemandRequest> = /*#__PURE__*/ schema('PeerDataOperationRequestMessage_HistorySyncOnDemandRequest', [
  { no: 1, name: 'chatJid', scalar: 'string' },
  { no: 2, name: 'oldestMsgId', scalar: 'string' },
  { no: 3, name: 'oldestMsgFromMe', scalar: 'bool' },
  { no: 4, name: 'onDemandMsgCount', scalar: 'int32' },
  { no: 5, name: 'oldestMsgTimestampMs', scalar: 'int64' },
  { no: 6, name: 'accountLid', scalar: 'string' },
  { no: 7, name: 'supportInlineResponse', scalar: 'bool' },
])

export interface PeerDataOperationRequestMessage_PlaceholderMessageResendRequest {
  messageKey?: MessageKey
}
export const PeerDataOperationRequestMessage_PlaceholderMessageResendRequestSchema: Schema<PeerDataOperationRequestMessage_PlaceholderMessageResendRequest> = /*#__PURE__*/ schema('PeerDataOperationRequestMessage_PlaceholderMessageResendRequest', [
  { no: 1, name: 'messageKey', message: () => MessageKeySchema },
])

export interface PeerDataOperationRequestMessage_SyncDCollectionFatalRecoveryRequest {
  collectionName: string
  timestamp: bigint
}
export const PeerDataOperationRequestMessage_SyncDCollectionFatalRecoveryRequestSchema: Schema<PeerDataOperationRequestMessage_SyncDCollectionFatalRecoveryRequest> = /*#__PURE__*/ schema('PeerDataOperationRequestMessage_SyncDCollectionFatalRecoveryRequest', [
  { no: 1, name: 'collectionName', scalar: 'string' },
  { no: 2, name: 'timestamp', scalar: 'int64' },
])

export interface PeerDataOperationRequestMessage_HistorySyncChunkRetryRequest {
  syncType: number
  chunkOrder: number
  chunkNotificationId: string
  regenerateChunk: boolean
}
export const PeerDataOperationRequestMessage_HistorySyncChunkRetryRequestSchema: Schema<PeerDataOperationRequestMessage_HistorySyncChunkRetryRequest> = /*#__PURE__*/ schema('PeerDataOperationRequestMessage_HistorySyncChunkRetryRequest', [
  { no: 1, name: 'syncType', scalar: 'int32' },
  { no: 2, name: 'chunkOrder', scalar: 'uint32' },
  { no: 3, name: 'chunkNotificationId', scalar: 'string' },
  { no: 4, name: 'regenerateChunk', scalar: 'bool' },
])

export interface PeerDataOperationRequestMessage {
  /**
   * A PeerDataOperationRequestType.
   */
  peerDataOperationRequestType: number
  requestUrlPreview: PeerDataOperationRequestMessage_RequestUrlPreview[]
  historySyncOnDemandRequest?: PeerDataOperationRequestMessage_HistorySyncOnDemandRequest
  placeholderMessageResendRequest: PeerDataOperationRequestMessage_PlaceholderMessageResendRequest[]
  syncdCollectionFatalRecoveryRequest?: PeerDataOperationRequestMessage_SyncDCollectionFatalRecoveryRequest
  historySyncChunkRetryRequest?: PeerDataOperationRequestMessage_HistorySyncChunkRetryRequest
}
export const PeerDataOperationRequestMessageSchema: Schema<PeerDataOperationRequestMessage> = /*#__PURE__*/ schema('PeerDataOperationRequestMessage', [
  { no: 1, name: 'peerDataOperationRequestType', scalar: 'int32' },
  { no: 3, name: 'requestUrlPreview', message: () => PeerDataOperationRequestMessage_RequestUrlPreviewSchema, repeated: 'plain' },
  { no: 4, name: 'historySyncOnDemandRequest', message: () => PeerDataOperationRequestMessage_HistorySyncOnDemandRequestSchema },
  { no: 5, name: 'placeholderMessageResendRequest', message: () => PeerDataOperationRequestMessage_PlaceholderMessageResendRequestSchema, repeated: 'plain' },
  { no: 7, name: 'syncdCollectionFatalRecoveryRequest', message: () => PeerDataOperationRequestMessage_SyncDCollectionFatalRecoveryRequestSchema },
  { no: 8, name: 'historySyncChunkRetryRequest', message: () => PeerDataOperationRequestMessage_HistorySyncChunkRetryRequestSchema },
])

export interface PeerDataOperationRequestResponseMessage_PeerDataOperationResult_PlaceholderMessageResendResponse {
  /**
   * An encoded WebMessageInfo.
   */
  webMessageInfoBytes: Uint8Array
}
export const PeerDataOperationRequestResponseMessage_PeerDataOperationResult_PlaceholderMessageResendResponseSchema: Schema<PeerDataOperationRequestResponseMessage_PeerDataOperationResult_PlaceholderMessageResendResponse> = /*#__PURE__*/ schema('PeerDataOperationRequestResponseMessage_PeerDataOperationResult_PlaceholderMessageResendResponse', [
  { no: 1, name: 'webMessageInfoBytes', scalar: 'bytes' },
])

export interface PeerDataOperationRequestResponseMessage_PeerDataOperationResult_SyncDSnapshotFatalRecoveryResponse {
  collectionSnapshot: Uint8Array
  isCompressed: boolean
}
export const PeerDataOperationRequestResponseMessage_PeerDataOperationResult_SyncDSnapshotFatalRecoveryResponseSchema: Schema<PeerDataOperationRequestResponseMessage_PeerDataOperationResult_SyncDSnapshotFatalRecoveryResponse> = /*#__PURE__*/ schema('PeerDataOperationRequestResponseMessage_PeerDataOperationResult_SyncDSnapshotFatalRecoveryResponse', [
  { no: 1, name: 'collectionSnapshot', scalar: 'bytes' },
  { no: 2, name: 'isCompressed', scalar: 'bool' },
])

export interface PeerDataOperationRequestResponseMessage_PeerDataOperationResult_HistorySyncChunkRetryResponse {
  syncType: number
  chunkOrder: number
  requestId: string
  responseCode: number
  canRecover: boolean
}
export const PeerDataOperationRequestResponseMessage_PeerDataOperationResult_HistorySyncChunkRetryResponseSchema: Schema<PeerDataOperationRequestResponseMessage_PeerDataOperationResult_HistorySyncChunkRetryResponse> = /*#__PURE__*/ schema('PeerDataOperationRequestResponseMessage_PeerDataOperationResult_HistorySyncChunkRetryResponse', [
  { no: 1, name: 'syncType', scalar: 'int32' },
  { no: 2, name: 'chunkOrder', scalar: 'uint32' },
  { no: 3, name: 'requestId', scalar: 'string' },
  { no: 4, name: 'responseCode', scalar: 'int32' },
  { no: 5, name: 'canRecover', scalar: 'bool' },
])

export interface PeerDataOperationRequestResponseMessage_PeerDataOperationResult {
  /**
   * A MediaRetryNotification.ResultType.
   */
  mediaUploadResult: number
  placeholderMessageResendResponse?: PeerDataOperationRequestResponseMessage_PeerDataOperationResult_PlaceholderMessageResendResponse
  syncdSnapshotFatalRecoveryResponse?: PeerDataOperationRequestResponseMessage_PeerDataOperationResult_SyncDSnapshotFatalRecoveryResponse
  historySyncChunkRetryResponse?: PeerDataOperationRequestResponseMessage_PeerDataOperationResult_HistorySyncChunkRetryResponse
}
export const PeerDataOperationRequestResponseMessage_PeerDataOperationResultSchema: Schema<PeerDataOperationRequestResponseMessage_PeerDataOperationResult> = /*#__PURE__*/ schema('PeerDataOperationRequestResponseMessage_PeerDataOperationResult', [
  { no: 1, name: 'mediaUploadResult', scalar: 'int32' },
  { no: 4, name: 'placeholderMessageResendResponse', message: () => PeerDataOperationRequestResponseMessage_PeerDataOperationResult_PlaceholderMessageResendResponseSchema },
  { no: 8, name: 'syncdSnapshotFatalRecoveryResponse', message: () => PeerDataOperationRequestResponseMessage_PeerDataOperationResult_SyncDSnapshotFatalRecoveryResponseSchema },
  { no: 10, name: 'historySyncChunkRetryResponse', message: () => PeerDataOperationRequestResponseMessage_PeerDataOperationResult_HistorySyncChunkRetryResponseSchema },
])

export interface PeerDataOperationRequestResponseMessage {
  /**
   * A PeerDataOperationRequestType.
   */
  peerDataOperationRequestType: number
  /**
   * The stanza id of the request.
   */
  stanzaId: string
  peerDataOperationResult: PeerDataOperationRequestResponseMessage_PeerDataOperationResult[]
}
export const PeerDataOperationRequestResponseMessageSchema: Schema<PeerDataOperationRequestResponseMessage> = /*#__PURE__*/ schema('PeerDataOperationRequestResponseMessage', [
  { no: 1, name: 'peerDataOperationRequestType', scalar: 'int32' },
  { no: 2, name: 'stanzaId', scalar: 'string' },
  { no: 3, name: 'peerDataOperationResult', message: () => PeerDataOperationRequestResponseMessage_PeerDataOperationResultSchema, repeated: 'plain' },
])

export interface LIDMigrationMappingSyncMessage {
  /**
   * An encoded LIDMigrationMappingSyncPayload.
   */
  encodedMappingPayload: Uint8Array
}
export const LIDMigrationMappingSyncMessageSchema: Schema<LIDMigrationMappingSyncMessage> = /*#__PURE__*/ schema('LIDMigrationMappingSyncMessage', [
  { no: 1, name: 'encodedMappingPayload', scalar: 'bytes' },
])

export interface LIDMigrationMappingSyncPayload {
  pnToLidMappings: LIDMigrationMapping[]
  /**
   * Seconds since 1970.
   */
  chatDbMigrationTimestamp: bigint
}
export const LIDMigrationMappingSyncPayloadSchema: Schema<LIDMigrationMappingSyncPayload> = /*#__PURE__*/ schema('LIDMigrationMappingSyncPayload', [
  { no: 1, name: 'pnToLidMappings', message: () => LIDMigrationMappingSchema, repeated: 'plain' },
  { no: 2, name: 'chatDbMigrationTimestamp', scalar: 'uint64' },
])

/**
 * Users only: the digits before the @ as numbers.
 */
export interface LIDMigrationMapping {
  pn: bigint
  assignedLid: bigint
  latestLid: bigint
}
export const LIDMigrationMappingSchema: Schema<LIDMigrationMapping> = /*#__PURE__*/ schema('LIDMigrationMapping', [
  { no: 1, name: 'pn', scalar: 'uint64' },
  { no: 2, name: 'assignedLid', scalar: 'uint64' },
  { no: 3, name: 'latestLid', scalar: 'uint64' },
])

