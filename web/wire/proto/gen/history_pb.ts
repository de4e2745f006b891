import type { Schema } from "../schema.ts";
import { schema } from "../schema.ts";
import type { DisappearingMode, EventResponseMessage, LiveLocationMessage, Message, PollVoteMessage } from "./message_pb.ts";
import { DisappearingModeSchema, EventResponseMessageSchema, LiveLocationMessageSchema, MessageSchema, PollVoteMessageSchema } from "./message_pb.ts";
import type { MessageKey } from "./messageKey_pb.ts";
import { MessageKeySchema } from "./messageKey_pb.ts";

// Generated from history.proto by `npm run proto`. Do not edit.

export interface HistorySync {
  /**
   * A HistorySyncType.
   */
  syncType: number
  conversations: Conversation[]
  statusV3Messages: WebMessageInfo[]
  chunkOrder: number
  progress: number
  pushnames: Pushname[]
  globalSettings?: GlobalSettings
  threadIdUserSecret: Uint8Array
  threadDsTimeframeOffset: number
  recentStickers: StickerMetadata[]
  pastParticipants: PastParticipants[]
  phoneNumberToLidMappings: PhoneNumberToLIDMapping[]
  companionMetaNonce: string
  shareableChatIdentifierEncryptionKey: Uint8Array
  nctSalt: Uint8Array
  inlineContacts: InlineContact[]
  inlineContactsProvided: boolean
}
export const HistorySyncSchema: Schema<HistorySync> = /*#__PURE__*/ schema('HistorySync', [
  { no: 1, name: 'syncType', scalar: 'int32' },
  { no: 2, name: 'conversations', message: () => ConversationSchema, repeated: 'plain' },
  { no: 3, name: 'statusV3Messages', message: () => WebMessageInfoSchema, repeated: 'plain' },
  { no: 5, name: 'chunkOrder', scalar: 'uint32' },
  { no: 6, name: 'progress', scalar: 'uint32' },
  { no: 7, name: 'pushnames', message: () => PushnameSchema, repeated: 'plain' },
  { no: 8, name: 'globalSettings', message: () => GlobalSettingsSchema },
  { no: 9, name: 'threadIdUserSecret', scalar: 'bytes' },
  { no: 10, name: 'threadDsTimeframeOffset', scalar: 'uint32' },
  { no: 11, name: 'recentStickers', message: () => StickerMetadataSchema, repeated: 'plain' },
  { no: 12, name: 'pastParticipants', message: () => PastParticipantsSchema, repeated: 'plain' },
  { no: 15, name: 'phoneNumberToLidMappings', message: () => PhoneNumberToLIDMappingSchema, repeated: 'plain' },
  { no: 16, name: 'companionMetaNonce', scalar: 'string' },
  { no: 17, name: 'shareableChatIdentifierEncryptionKey', scalar: 'bytes' },
  { no: 19, name: 'nctSalt', scalar: 'bytes' },
  { no: 20, name: 'inlineContacts', message: () => InlineContactSchema, repeated: 'plain' },
  { no: 21, name: 'inlineContactsProvided', scalar: 'bool' },
])

export const Conversation_EndOfHistoryTransferType = {
  COMPLETE_BUT_MORE_MESSAGES_REMAIN_ON_PRIMARY: 0,
  COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY: 1,
  COMPLETE_ON_DEMAND_SYNC_BUT_MORE_MSG_REMAIN_ON_PRIMARY: 2,
  COMPLETE_ON_DEMAND_SYNC_WITH_MORE_MSG_ON_PRIMARY_BUT_NO_ACCESS: 3,
} as const
export type Conversation_EndOfHistoryTransferType = (typeof Conversation_EndOfHistoryTransferType)[keyof typeof Conversation_EndOfHistoryTransferType]

export interface Conversation {
  /**
   * The chat: a phone number, a LID, a group, a newsletter.
   */
  id: string
  /**
   * Newest first.
   */
  messages: HistorySyncMsg[]
  newJid: string
  /**
   * The address that a moved chat had before. Not its name.
   */
  oldJid: string
  /**
   * Seconds since 1970.
   */
  lastMsgTimestamp: bigint
  unreadCount: number
  readOnly: boolean
  endOfHistoryTransfer: boolean
  /**
   * Seconds.
   */
  ephemeralExpiration: number
  ephemeralSettingTimestamp: bigint
  /**
   * An EndOfHistoryTransferType.
   */
  endOfHistoryTransferType: number
  /**
   * Seconds since 1970.
   */
  conversationTimestamp: bigint
  /**
   * Subject of a group.
   */
  name: string
  pHash: string
  notSpam: boolean
  archived: boolean
  disappearingMode?: DisappearingMode
  unreadMentionCount: number
  markedAsUnread: boolean
  participant: GroupParticipant[]
  tcToken: Uint8Array
  /**
   * Seconds since 1970.
   */
  tcTokenTimestamp: bigint
  contactPrimaryIdentityKey: Uint8Array
  /**
   * 0 or absent: not pinned; otherwise when.
   */
  pinned: number
  /**
   * Milliseconds since 1970; 0: not muted.
   */
  muteEndTime: bigint
  tcTokenSenderTimestamp: bigint
  suspended: boolean
  terminated: boolean
  createdAt: bigint
  createdBy: string
  description: string
  support: boolean
  isParentGroup: boolean
  isDefaultSubgroup: boolean
  parentGroupId: string
  /**
   * A saved name or that of a business.
   */
  displayName: string
  /**
   * The phone number of a chat whose id is a LID.
   */
  pnJid: string
  shareOwnPn: boolean
  /**
   * The LID of a chat whose id is a phone number.
   */
  lidJid: string
  username: string
  locked: boolean
  accountLid: string
}
export const ConversationSchema: Schema<Conversation> = /*#__PURE__*/ schema('Conversation', [
  { no: 1, name: 'id', scalar: 'string' },
  { no: 2, name: 'messages', message: () => HistorySyncMsgSchema, repeated: 'plain' },
  { no: 3, name: 'newJid', scalar: 'string' },
  { no: 4, name: 'oldJid', scalar: 'string' },
  { no: 5, name: 'lastMsgTimestamp', scalar: 'uint64' },
  { no: 6, name: 'unreadCount', scalar: 'uint32' },
  { no: 7, name: 'readOnly', scalar: 'bool' },
  { no: 8, name: 'endOfHistoryTransfer', scalar: 'bool' },
  { no: 9, name: 'ephemeralExpiration', scalar: 'uint32' },
  { no: 10, name: 'ephemeralSettingTimestamp', scalar: 'int64' },
  { no: 11, name: 'endOfHistoryTransferType', scalar: 'int32' },
  { no: 12, name: 'conversationTimestamp', scalar: 'uint64' },
  { no: 13, name: 'name', scalar: 'string' },
  { no: 14, name: 'pHash', scalar: 'string' },
  { no: 15, name: 'notSpam', scalar: 'bool' },
  { no: 16, name: 'archived', scalar: 'bool' },
  { no: 17, name: 'disappearingMode', message: () => DisappearingModeSchema },
  { no: 18, name: 'unreadMentionCount', scalar: 'uint32' },
  { no: 19, name: 'markedAsUnread', scalar: 'bool' },
  { no: 20, name: 'participant', message: () => GroupParticipantSchema, repeated: 'plain' },
  { no: 21, name: 'tcToken', scalar: 'bytes' },
  { no: 22, name: 'tcTokenTimestamp', scalar: 'uint64' },
  { no: 23, name: 'contactPrimaryIdentityKey', scalar: 'bytes' },
  { no: 24, name: 'pinned', scalar: 'uint32' },
  { no: 25, name: 'muteEndTime', scalar: 'uint64' },
  { no: 28, name: 'tcTokenSenderTimestamp', scalar: 'uint64' },
  { no: 29, name: 'suspended', scalar: 'bool' },
  { no: 30, name: 'terminated', scalar: 'bool' },
  { no: 31, name: 'createdAt', scalar: 'uint64' },
  { no: 32, name: 'createdBy', scalar: 'string' },
  { no: 33, name: 'description', scalar: 'string' },
  { no: 34, name: 'support', scalar: 'bool' },
  { no: 35, name: 'isParentGroup', scalar: 'bool' },
  { no: 36, name: 'isDefaultSubgroup', scalar: 'bool' },
  { no: 37, name: 'parentGroupId', scalar: 'string' },
  { no: 38, name: 'displayName', scalar: 'string' },
  { no: 39, name: 'pnJid', scalar: 'string' },
  { no: 40, name: 'shareOwnPn', scalar: 'bool' },
  { no: 42, name: 'lidJid', scalar: 'string' },
  { no: 43, name: 'username', scalar: 'string' },
  { no: 46, name: 'locked', scalar: 'bool' },
  { no: 49, name: 'accountLid', scalar: 'string' },
])

export interface HistorySyncMsg {
  message?: WebMessageInfo
  msgOrderId: bigint
}
export const HistorySyncMsgSchema: Schema<HistorySyncMsg> = /*#__PURE__*/ schema('HistorySyncMsg', [
  { no: 1, name: 'message', message: () => WebMessageInfoSchema },
  { no: 2, name: 'msgOrderId', scalar: 'uint64' },
])

export const WebMessageInfo_Status = {
  ERROR: 0,
  PENDING: 1,
  SERVER_ACK: 2,
  DELIVERY_ACK: 3,
  READ: 4,
  PLAYED: 5,
} as const
export type WebMessageInfo_Status = (typeof WebMessageInfo_Status)[keyof typeof WebMessageInfo_Status]

export const WebMessageInfo_StubType = {
  UNKNOWN: 0,
  REVOKE: 1,
  CIPHERTEXT: 2,
  FUTUREPROOF: 3,
  GROUP_CREATE: 20,
  GROUP_CHANGE_SUBJECT: 21,
  GROUP_CHANGE_ICON: 22,
  GROUP_CHANGE_INVITE_LINK: 23,
  GROUP_CHANGE_DESCRIPTION: 24,
  GROUP_CHANGE_RESTRICT: 25,
  GROUP_CHANGE_ANNOUNCE: 26,
  GROUP_PARTICIPANT_ADD: 27,
  GROUP_PARTICIPANT_REMOVE: 28,
  GROUP_PARTICIPANT_PROMOTE: 29,
  GROUP_PARTICIPANT_DEMOTE: 30,
  GROUP_PARTICIPANT_INVITE: 31,
  GROUP_PARTICIPANT_LEAVE: 32,
  GROUP_PARTICIPANT_CHANGE_NUMBER: 33,
  GENERIC_NOTIFICATION: 37,
  E2E_IDENTITY_CHANGED: 38,
  E2E_ENCRYPTED: 39,
  CALL_MISSED_VOICE: 40,
  CALL_MISSED_VIDEO: 41,
  INDIVIDUAL_CHANGE_NUMBER: 42,
  GROUP_DELETE: 43,
  CALL_MISSED_GROUP_VOICE: 45,
  CALL_MISSED_GROUP_VIDEO: 46,
  OVERSIZED: 68,
  GROUP_V4_ADD_INVITE_SENT: 70,
  GROUP_PARTICIPANT_ADD_REQUEST_JOIN: 71,
  CHANGE_EPHEMERAL_SETTING: 72,
  E2E_DEVICE_CHANGED: 73,
  VIEWED_ONCE: 74,
  E2E_ENCRYPTED_NOW: 75,
  E2E_IDENTITY_UNAVAILABLE: 118,
  GROUP_CREATING: 119,
  GROUP_CREATE_FAILED: 120,
  GROUP_BOUNCED: 121,
  BLOCK_CONTACT: 122,
  EPHEMERAL_SETTING_NOT_APPLIED: 123,
  BIZ_PRIVACY_MODE_TO_BSP: 129,
  DISAPPEARING_MODE: 130,
  E2E_DEVICE_FETCH_FAILED: 131,
  ADMIN_REVOKE: 132,
  COMMUNITY_LINK_PARENT_GROUP: 134,
  COMMUNITY_LINK_SUB_GROUP: 136,
  GROUP_MEMBERSHIP_JOIN_APPROVAL_REQUEST: 144,
  GROUP_MEMBERSHIP_JOIN_APPROVAL_MODE: 145,
  INTEGRITY_UNLINK_PARENT_GROUP: 146,
  COMMUNITY_PARTICIPANT_PROMOTE: 147,
  COMMUNITY_PARTICIPANT_DEMOTE: 148,
  COMMUNITY_PARENT_GROUP_DELETED: 149,
  COMMUNITY_LINK_PARENT_GROUP_MEMBERSHIP_APPROVAL: 150,
  GROUP_PARTICIPANT_JOINED_GROUP_AND_PARENT_GROUP: 151,
  MASKED_THREAD_CREATED: 152,
  MASKED_THREAD_UNMASKED: 153,
  BIZ_CHAT_ASSIGNMENT: 154,
  CHAT_PSA: 155,
  CHAT_POLL_CREATION_MESSAGE: 156,
  GROUP_MEMBERSHIP_JOIN_APPROVAL_REQUEST_NON_ADMIN_ADD: 172,
} as const
export type WebMessageInfo_StubType = (typeof WebMessageInfo_StubType)[keyof typeof WebMessageInfo_StubType]

/**
 * A message as the phone has kept it.
 */
export interface WebMessageInfo {
  key?: MessageKey
  message?: Message
  /**
   * Seconds since 1970.
   */
  messageTimestamp: bigint
  /**
   * A Status; absent means PENDING.
   */
  status: number
  /**
   * The author in a group.
   */
  participant: string
  messageC2STimestamp: bigint
  ignore: boolean
  starred: boolean
  broadcast: boolean
  pushName: string
  multicast: boolean
  /**
   * A StubType: a line of the system instead of a message.
   */
  messageStubType: number
  clearMedia: boolean
  /**
   * Addresses or texts, as the stub needs them.
   */
  messageStubParameters: string[]
  duration: number
  finalLiveLocation?: LiveLocationMessage
  ephemeralStartTimestamp: bigint
  ephemeralDuration: number
  ephemeralOffToOn: boolean
  ephemeralOutOfSync: boolean
  verifiedBizName: string
  photoChange?: PhotoChange
  userReceipt: UserReceipt[]
  reactions: Reaction[]
  /**
   * An encoded Message that the phone could not read.
   */
  futureproofData: Uint8Array
  pollUpdates: PollUpdate[]
  pollAdditionalMetadata?: PollAdditionalMetadata
  statusAlreadyViewed: boolean
  /**
   * 32 bytes.
   */
  messageSecret: Uint8Array
  keepInChat?: KeepInChat
  originalSelfAuthorUserJidString: string
  revokeMessageTimestamp: bigint
  pinInChat?: PinInChat
  isGroupHistoryMessage: boolean
  eventResponses: EventResponse[]
  newsletterServerId: bigint
  isMentionedInStatus: boolean
  nonJidMentions: number
  ephemeralExpirationTimestamp: bigint
}
export const WebMessageInfoSchema: Schema<WebMessageInfo> = /*#__PURE__*/ schema('WebMessageInfo', [
  { no: 1, name: 'key', message: () => MessageKeySchema },
  { no: 2, name: 'message', message: () => MessageSchema },
  { no: 3, name: 'messageTimestamp', scalar: 'uint64' },
  { no: 4, name: 'status', scalar: 'int32' },
  { no: 5, name: 'participant', scalar: 'string' },
  { no: 6, name: 'messageC2STimestamp', scalar: 'uint64' },
  { no: 16, name: 'ignore', scalar: 'bool' },
  { no: 17, name: 'starred', scalar: 'bool' },
  { no: 18, name: 'broadcast', scalar: 'bool' },
  { no: 19, name: 'pushName', scalar: 'string' },
  { no: 21, name: 'multicast', scalar: 'bool' },
  { no: 24, name: 'messageStubType', scalar: 'int32' },
  { no: 25, name: 'clearMedia', scalar: 'bool' },
  { no: 26, name: 'messageStubParameters', scalar: 'string', repeated: 'plain' },
  { no: 27, name: 'duration', scalar: 'uint32' },
  { no: 30, name: 'finalLiveLocation', message: () => LiveLocationMessageSchema },
  { no: 32, name: 'ephemeralStartTimestamp', scalar: 'uint64' },
  { no: 33, name: 'ephemeralDuration', scalar: 'uint32' },
  { no: 34, name: 'ephemeralOffToOn', scalar: 'bool' },
  { no: 35, name: 'ephemeralOutOfSync', scalar: 'bool' },
  { no: 37, name: 'verifiedBizName', scalar: 'string' },
  { no: 39, name: 'photoChange', message: () => PhotoChangeSchema },
  { no: 40, name: 'userReceipt', message: () => UserReceiptSchema, repeated: 'plain' },
  { no: 41, name: 'reactions', message: () => ReactionSchema, repeated: 'plain' },
  { no: 43, name: 'futureproofData', scalar: 'bytes' },
  { no: 45, name: 'pollUpdates', message: () => PollUpdateSchema, repeated: 'plain' },
  { no: 46, name: 'pollAdditionalMetadata', message: () => PollAdditionalMetadataSchema },
  { no: 48, name: 'statusAlreadyViewed', scalar: 'bool' },
  { no: 49, name: 'messageSecret', scalar: 'bytes' },
  { no: 50, name: 'keepInChat', message: () => KeepInChatSchema },
  { no: 51, name: 'originalSelfAuthorUserJidString', scalar: 'string' },
  { no: 52, name: 'revokeMessageTimestamp', scalar: 'uint64' },
  { no: 54, name: 'pinInChat', message: () => PinInChatSchema },
  { no: 57, name: 'isGroupHistoryMessage', scalar: 'bool' },
  { no: 61, name: 'eventResponses', message: () => EventResponseSchema, repeated: 'plain' },
  { no: 63, name: 'newsletterServerId', scalar: 'uint64' },
  { no: 65, name: 'isMentionedInStatus', scalar: 'bool' },
  { no: 78, name: 'nonJidMentions', scalar: 'uint32' },
  { no: 80, name: 'ephemeralExpirationTimestamp', scalar: 'uint64' },
])

/**
 * Who has received a message of ours, and when. Seconds since 1970.
 */
export interface UserReceipt {
  userJid: string
  receiptTimestamp: bigint
  readTimestamp: bigint
  playedTimestamp: bigint
  pendingDeviceJid: string[]
  deliveredDeviceJid: string[]
}
export const UserReceiptSchema: Schema<UserReceipt> = /*#__PURE__*/ schema('UserReceipt', [
  { no: 1, name: 'userJid', scalar: 'string' },
  { no: 2, name: 'receiptTimestamp', scalar: 'int64' },
  { no: 3, name: 'readTimestamp', scalar: 'int64' },
  { no: 4, name: 'playedTimestamp', scalar: 'int64' },
  { no: 5, name: 'pendingDeviceJid', scalar: 'string', repeated: 'plain' },
  { no: 6, name: 'deliveredDeviceJid', scalar: 'string', repeated: 'plain' },
])

export interface Reaction {
  key?: MessageKey
  text: string
  groupingKey: string
  senderTimestampMs: bigint
  unread: boolean
}
export const ReactionSchema: Schema<Reaction> = /*#__PURE__*/ schema('Reaction', [
  { no: 1, name: 'key', message: () => MessageKeySchema },
  { no: 2, name: 'text', scalar: 'string' },
  { no: 3, name: 'groupingKey', scalar: 'string' },
  { no: 4, name: 'senderTimestampMs', scalar: 'int64' },
  { no: 5, name: 'unread', scalar: 'bool' },
])

export interface PollUpdate {
  pollUpdateMessageKey?: MessageKey
  vote?: PollVoteMessage
  senderTimestampMs: bigint
  serverTimestampMs: bigint
  unread: boolean
}
export const PollUpdateSchema: Schema<PollUpdate> = /*#__PURE__*/ schema('PollUpdate', [
  { no: 1, name: 'pollUpdateMessageKey', message: () => MessageKeySchema },
  { no: 2, name: 'vote', message: () => PollVoteMessageSchema },
  { no: 3, name: 'senderTimestampMs', scalar: 'int64' },
  { no: 4, name: 'serverTimestampMs', scalar: 'int64' },
  { no: 5, name: 'unread', scalar: 'bool' },
])

export interface PollAdditionalMetadata {
  pollInvalidated: boolean
}
export const PollAdditionalMetadataSchema: Schema<PollAdditionalMetadata> = /*#__PURE__*/ schema('PollAdditionalMetadata', [
  { no: 1, name: 'pollInvalidated', scalar: 'bool' },
])

export interface KeepInChat {
  /**
   * A KeepType.
   */
  keepType: number
  serverTimestamp: bigint
  key?: MessageKey
  deviceJid: string
  clientTimestampMs: bigint
  serverTimestampMs: bigint
}
export const KeepInChatSchema: Schema<KeepInChat> = /*#__PURE__*/ schema('KeepInChat', [
  { no: 1, name: 'keepType', scalar: 'int32' },
  { no: 2, name: 'serverTimestamp', scalar: 'int64' },
  { no: 3, name: 'key', message: () => MessageKeySchema },
  { no: 4, name: 'deviceJid', scalar: 'string' },
  { no: 5, name: 'clientTimestampMs', scalar: 'int64' },
  { no: 6, name: 'serverTimestampMs', scalar: 'int64' },
])

export interface PinInChat {
  /**
   * A PinInChatMessage.Type.
   */
  type: number
  key?: MessageKey
  senderTimestampMs: bigint
  serverTimestampMs: bigint
}
export const PinInChatSchema: Schema<PinInChat> = /*#__PURE__*/ schema('PinInChat', [
  { no: 1, name: 'type', scalar: 'int32' },
  { no: 2, name: 'key', message: () => MessageKeySchema },
  { no: 3, name: 'senderTimestampMs', scalar: 'int64' },
  { no: 4, name: 'serverTimestampMs', scalar: 'int64' },
])

export interface EventResponse {
  eventResponseMessageKey?: MessageKey
  timestampMs: bigint
  eventResponseMessage?: EventResponseMessage
  unread: boolean
}
export const EventResponseSchema: Schema<EventResponse> = /*#__PURE__*/ schema('EventResponse', [
  { no: 1, name: 'eventResponseMessageKey', message: () => MessageKeySchema },
  { no: 2, name: 'timestampMs', scalar: 'int64' },
  { no: 3, name: 'eventResponseMessage', message: () => EventResponseMessageSchema },
  { no: 4, name: 'unread', scalar: 'bool' },
])

export interface PhotoChange {
  oldPhoto: Uint8Array
  newPhoto: Uint8Array
  newPhotoId: number
}
export const PhotoChangeSchema: Schema<PhotoChange> = /*#__PURE__*/ schema('PhotoChange', [
  { no: 1, name: 'oldPhoto', scalar: 'bytes' },
  { no: 2, name: 'newPhoto', scalar: 'bytes' },
  { no: 3, name: 'newPhotoId', scalar: 'uint32' },
])

export const GroupParticipant_Rank = {
  REGULAR: 0,
  ADMIN: 1,
  SUPERADMIN: 2,
} as const
export type GroupParticipant_Rank = (typeof GroupParticipant_Rank)[keyof typeof GroupParticipant_Rank]

export interface GroupParticipant {
  userJid: string
  rank: GroupParticipant_Rank
}
export const GroupParticipantSchema: Schema<GroupParticipant> = /*#__PURE__*/ schema('GroupParticipant', [
  { no: 1, name: 'userJid', scalar: 'string' },
  { no: 2, name: 'rank', enum: GroupParticipant_Rank },
])

export interface Pushname {
  id: string
  /**
   * A single hyphen means none.
   */
  pushname: string
}
export const PushnameSchema: Schema<Pushname> = /*#__PURE__*/ schema('Pushname', [
  { no: 1, name: 'id', scalar: 'string' },
  { no: 2, name: 'pushname', scalar: 'string' },
])

export interface PhoneNumberToLIDMapping {
  pnJid: string
  lidJid: string
}
export const PhoneNumberToLIDMappingSchema: Schema<PhoneNumberToLIDMapping> = /*#__PURE__*/ schema('PhoneNumberToLIDMapping', [
  { no: 1, name: 'pnJid', scalar: 'string' },
  { no: 2, name: 'lidJid', scalar: 'string' },
])

export interface InlineContact {
  pnJid: string
  lidJid: string
  fullName: string
  firstName: string
  username: string
}
export const InlineContactSchema: Schema<InlineContact> = /*#__PURE__*/ schema('InlineContact', [
  { no: 1, name: 'pnJid', scalar: 'string' },
  { no: 2, name: 'lidJid', scalar: 'string' },
  { no: 3, name: 'fullName', scalar: 'string' },
  { no: 4, name: 'firstName', scalar: 'string' },
  { no: 5, name: 'username', scalar: 'string' },
])

export interface GlobalSettings {
  showIndividualNotificationsPreview: boolean
  showGroupNotificationsPreview: boolean
  disappearingModeDuration: number
  disappearingModeTimestamp: bigint
  securityNotifications: boolean
  autoUnarchiveChats: boolean
  chatDbLidMigrationTimestamp: bigint
}
export const GlobalSettingsSchema: Schema<GlobalSettings> = /*#__PURE__*/ schema('GlobalSettings', [
  { no: 7, name: 'showIndividualNotificationsPreview', scalar: 'bool' },
  { no: 8, name: 'showGroupNotificationsPreview', scalar: 'bool' },
  { no: 9, name: 'disappearingModeDuration', scalar: 'int32' },
  { no: 10, name: 'disappearingModeTimestamp', scalar: 'int64' },
  { no: 13, name: 'securityNotifications', scalar: 'bool' },
  { no: 14, name: 'autoUnarchiveChats', scalar: 'bool' },
  { no: 20, name: 'chatDbLidMigrationTimestamp', scalar: 'int64' },
])

export interface PastParticipants {
  groupJid: string
  pastParticipants: PastParticipant[]
}
export const PastParticipantsSchema: Schema<PastParticipants> = /*#__PURE__*/ schema('PastParticipants', [
  { no: 1, name: 'groupJid', scalar: 'string' },
  { no: 2, name: 'pastParticipants', message: () => PastParticipantSchema, repeated: 'plain' },
])

export interface PastParticipant {
  userJid: string
  leaveReason: number
  leaveTs: bigint
}
export const PastParticipantSchema: Schema<PastParticipant> = /*#__PURE__*/ schema('PastParticipant', [
  { no: 1, name: 'userJid', scalar: 'string' },
  { no: 2, name: 'leaveReason', scalar: 'int32' },
  { no: 3, name: 'leaveTs', scalar: 'uint64' },
])

export interface StickerMetadata {
  url: string
  fileSha256: Uint8Array
  fileEncSha256: Uint8Array
  mediaKey: Uint8Array
  mimetype: string
  height: number
  width: number
  directPath: string
  fileLength: bigint
  weight: number
  lastStickerSentTs: bigint
  isLottie: boolean
  imageHash: string
  isAvatarSticker: boolean
}
export const StickerMetadataSchema: Schema<StickerMetadata> = /*#__PURE__*/ schema('StickerMetadata', [
  { no: 1, name: 'url', scalar: 'string' },
  { no: 2, name: 'fileSha256', scalar: 'bytes' },
  { no: 3, name: 'fileEncSha256', scalar: 'bytes' },
  { no: 4, name: 'mediaKey', scalar: 'bytes' },
  { no: 5, name: 'mimetype', scalar: 'string' },
  { no: 6, name: 'height', scalar: 'uint32' },
  { no: 7, name: 'width', scalar: 'uint32' },
  { no: 8, name: 'directPath', scalar: 'string' },
  { no: 9, name: 'fileLength', scalar: 'uint64' },
  { no: 10, name: 'weight', scalar: 'float' },
  { no: 11, name: 'lastStickerSentTs', scalar: 'int64' },
  { no: 12, name: 'isLottie', scalar: 'bool' },
  { no: 13, name: 'imageHash', scalar: 'string' },
  { no: 14, name: 'isAvatarSticker', scalar: 'bool' },
])

