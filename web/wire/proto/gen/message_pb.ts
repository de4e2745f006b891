import type { Schema } from "../schema.ts";
import { schema } from "../schema.ts";
import { ADVEncryptionType } from "./adv_pb.ts";
import type { MessageKey } from "./messageKey_pb.ts";
import { MessageKeySchema } from "./messageKey_pb.ts";
import type { AppStateFatalExceptionNotification, AppStateSyncKeyRequest, AppStateSyncKeyShare, HistorySyncNotification, InitialSecurityNotificationSettingSync, LIDMigrationMappingSyncMessage, PeerDataOperationRequestMessage, PeerDataOperationRequestResponseMessage } from "./peerData_pb.ts";
import { AppStateFatalExceptionNotificationSchema, AppStateSyncKeyRequestSchema, AppStateSyncKeyShareSchema, HistorySyncNotificationSchema, InitialSecurityNotificationSettingSyncSchema, LIDMigrationMappingSyncMessageSchema, PeerDataOperationRequestMessageSchema, PeerDataOperationRequestResponseMessageSchema } from "./peerData_pb.ts";

// Generated from message.proto by `npm run proto`. Do not edit.

export interface Message {
  /**
   * Plain text.
   */
  conversation: string
  /**
   * May accompany any content.
   */
  senderKeyDistributionMessage?: SenderKeyDistributionMessage
  imageMessage?: ImageMessage
  contactMessage?: ContactMessage
  locationMessage?: LocationMessage
  extendedTextMessage?: ExtendedTextMessage
  documentMessage?: DocumentMessage
  audioMessage?: AudioMessage
  videoMessage?: VideoMessage
  call?: Call
  protocolMessage?: ProtocolMessage
  contactsArrayMessage?: ContactsArrayMessage
  highlyStructuredMessage?: HighlyStructuredMessage
  fastRatchetKeySenderKeyDistributionMessage?: SenderKeyDistributionMessage
  liveLocationMessage?: LiveLocationMessage
  requestPaymentMessage?: RequestPaymentMessage
  declinePaymentRequestMessage?: DeclinePaymentRequestMessage
  cancelPaymentRequestMessage?: CancelPaymentRequestMessage
  templateMessage?: TemplateMessage
  stickerMessage?: StickerMessage
  groupInviteMessage?: GroupInviteMessage
  templateButtonReplyMessage?: TemplateButtonReplyMessage
  productMessage?: ProductMessage
  /**
   * Only from devices of one's own account.
   */
  deviceSentMessage?: DeviceSentMessage
  /**
   * May accompany any content.
   */
  messageContextInfo?: MessageContextInfo
  listMessage?: ListMessage
  viewOnceMessage?: FutureProofMessage
  orderMessage?: OrderMessage
  listResponseMessage?: ListResponseMessage
  ephemeralMessage?: FutureProofMessage
  invoiceMessage?: InvoiceMessage
  buttonsMessage?: ButtonsMessage
  buttonsResponseMessage?: ButtonsResponseMessage
  paymentInviteMessage?: PaymentInviteMessage
  interactiveMessage?: InteractiveMessage
  reactionMessage?: ReactionMessage
  interactiveResponseMessage?: InteractiveResponseMessage
  pollCreationMessage?: PollCreationMessage
  pollUpdateMessage?: PollUpdateMessage
  keepInChatMessage?: KeepInChatMessage
  documentWithCaptionMessage?: FutureProofMessage
  requestPhoneNumberMessage?: RequestPhoneNumberMessage
  viewOnceMessageV2?: FutureProofMessage
  encReactionMessage?: EncReactionMessage
  editedMessage?: FutureProofMessage
  viewOnceMessageV2Extension?: FutureProofMessage
  pollCreationMessageV2?: PollCreationMessage
  scheduledCallCreationMessage?: ScheduledCallCreationMessage
  groupMentionedMessage?: FutureProofMessage
  pinInChatMessage?: PinInChatMessage
  pollCreationMessageV3?: PollCreationMessage
  ptvMessage?: VideoMessage
  botInvokeMessage?: FutureProofMessage
  /**
   * Three s, as the service spells it.
   */
  callLogMesssage?: CallLogMessage
  messageHistoryBundle?: MessageHistoryBundle
  encCommentMessage?: EncCommentMessage
  bcallMessage?: BCallMessage
  lottieStickerMessage?: FutureProofMessage
  eventMessage?: EventMessage
  encEventResponseMessage?: EncEventResponseMessage
  commentMessage?: CommentMessage
  newsletterAdminInviteMessage?: NewsletterAdminInviteMessage
  placeholderMessage?: PlaceholderMessage
  secretEncryptedMessage?: SecretEncryptedMessage
  albumMessage?: AlbumMessage
  eventCoverImage?: FutureProofMessage
  stickerPackMessage?: StickerPackMessage
  statusMentionMessage?: FutureProofMessage
  pollResultSnapshotMessage?: PollResultSnapshotMessage
  pollCreationOptionImageMessage?: FutureProofMessage
  associatedChildMessage?: FutureProofMessage
  groupStatusMentionMessage?: FutureProofMessage
  pollCreationMessageV4?: FutureProofMessage
  groupStatusMessage?: FutureProofMessage
  limitSharingMessage?: FutureProofMessage
  questionMessage?: FutureProofMessage
  groupStatusMessageV2?: FutureProofMessage
  questionReplyMessage?: FutureProofMessage
  pollCreationMessageV5?: PollCreationMessage
  newsletterFollowerInviteMessageV2?: NewsletterFollowerInviteMessage
  pollResultSnapshotMessageV3?: PollResultSnapshotMessage
  spoilerMessage?: FutureProofMessage
  pollCreationMessageV6?: PollCreationMessage
}
export const MessageSchema: Schema<Message> = /*#__PURE__*/ schema('Message', [
  { no: 1, name: 'conversation', scalar: 'string' },
  { no: 2, name: 'senderKeyDistributionMessage', message: () => SenderKeyDistributionMessageSchema },
  { no: 3, name: 'imageMessage', message: () => ImageMessageSchema },
  { no: 4, name: 'contactMessage', message: () => ContactMessageSchema },
  { no: 5, name: 'locationMessage', message: () => LocationMessageSchema },
  { no: 6, name: 'extendedTextMessage', message: () => ExtendedTextMessageSchema },
  { no: 7, name: 'documentMessage', message: () => DocumentMessageSchema },
  { no: 8, name: 'audioMessage', message: () => AudioMessageSchema },
  { no: 9, name: 'videoMessage', message: () => VideoMessageSchema },
  { no: 10, name: 'call', message: () => CallSchema },
  { no: 12, name: 'protocolMessage', message: () => ProtocolMessageSchema },
  { no: 13, name: 'contactsArrayMessage', message: () => ContactsArrayMessageSchema },
  { no: 14, name: 'highlyStructuredMessage', message: () => HighlyStructuredMessageSchema },
  { no: 15, name: 'fastRatchetKeySenderKeyDistributionMessage', message: () => SenderKeyDistributionMessageSchema },
  { no: 18, name: 'liveLocationMessage', message: () => LiveLocationMessageSchema },
  { no: 22, name: 'requestPaymentMessage', message: () => RequestPaymentMessageSchema },
  { no: 23, name: 'declinePaymentRequestMessage', message: () => DeclinePaymentRequestMessageSchema },
  { no: 24, name: 'cancelPaymentRequestMessage', message: () => CancelPaymentRequestMessageSchema },
  { no: 25, name: 'templateMessage', message: () => TemplateMessageSchema },
  { no: 26, name: 'stickerMessage', message: () => StickerMessageSchema },
  { no: 28, name: 'groupInviteMessage', message: () => GroupInviteMessageSchema },
  { no: 29, name: 'templateButtonReplyMessage', message: () => TemplateButtonReplyMessageSchema },
  { no: 30, name: 'productMessage', message: () => ProductMessageSchema },
  { no: 31, name: 'deviceSentMessage', message: () => DeviceSentMessageSchema },
  { no: 35, name: 'messageContextInfo', message: () => MessageContextInfoSchema },
  { no: 36, name: 'listMessage', message: () => ListMessageSchema },
  { no: 37, name: 'viewOnceMessage', message: () => FutureProofMessageSchema },
  { no: 38, name: 'orderMessage', message: () => OrderMessageSchema },
  { no: 39, name: 'listResponseMessage', message: () => ListResponseMessageSchema },
  { no: 40, name: 'ephemeralMessage', message: () => FutureProofMessageSchema },
  { no: 41, name: 'invoiceMessage', message: () => InvoiceMessageSchema },
  { no: 42, name: 'buttonsMessage', message: () => ButtonsMessageSchema },
  { no: 43, name: 'buttonsResponseMessage', message: () => ButtonsResponseMessageSchema },
  { no: 44, name: 'paymentInviteMessage', message: () => PaymentInviteMessageSchema },
  { no: 45, name: 'interactiveMessage', message: () => InteractiveMessageSchema },
  { no: 46, name: 'reactionMessage', message: () => ReactionMessageSchema },
  { no: 48, name: 'interactiveResponseMessage', message: () => InteractiveResponseMessageSchema },
  { no: 49, name: 'pollCreationMessage', message: () => PollCreationMessageSchema },
  { no: 50, name: 'pollUpdateMessage', message: () => PollUpdateMessageSchema },
  { no: 51, name: 'keepInChatMessage', message: () => KeepInChatMessageSchema },
  { no: 53, name: 'documentWithCaptionMessage', message: () => FutureProofMessageSchema },
  { no: 54, name: 'requestPhoneNumberMessage', message: () => RequestPhoneNumberMessageSchema },
  { no: 55, name: 'viewOnceMessageV2', message: () => FutureProofMessageSchema },
  { no: 56, name: 'encReactionMessage', message: () => EncReactionMessageSchema },
  { no: 58, name: 'editedMessage', message: () => FutureProofMessageSchema },
  { no: 59, name: 'viewOnceMessageV2Extension', message: () => FutureProofMessageSchema },
  { no: 60, name: 'pollCreationMessageV2', message: () => PollCreationMessageSchema },
  { no: 61, name: 'scheduledCallCreationMessage', message: () => ScheduledCallCreationMessageSchema },
  { no: 62, name: 'groupMentionedMessage', message: () => FutureProofMessageSchema },
  { no: 63, name: 'pinInChatMessage', message: () => PinInChatMessageSchema },
  { no: 64, name: 'pollCreationMessageV3', message: () => PollCreationMessageSchema },
  { no: 66, name: 'ptvMessage', message: () => VideoMessageSchema },
  { no: 67, name: 'botInvokeMessage', message: () => FutureProofMessageSchema },
  { no: 69, name: 'callLogMesssage', message: () => CallLogMessageSchema },
  { no: 70, name: 'messageHistoryBundle', message: () => MessageHistoryBundleSchema },
  { no: 71, name: 'encCommentMessage', message: () => EncCommentMessageSchema },
  { no: 72, name: 'bcallMessage', message: () => BCallMessageSchema },
  { no: 74, name: 'lottieStickerMessage', message: () => FutureProofMessageSchema },
  { no: 75, name: 'eventMessage', message: () => EventMessageSchema },
  { no: 76, name: 'encEventResponseMessage', message: () => EncEventResponseMessageSchema },
  { no: 77, name: 'commentMessage', message: () => CommentMessageSchema },
  { no: 78, name: 'newsletterAdminInviteMessage', message: () => NewsletterAdminInviteMessageSchema },
  { no: 80, name: 'placeholderMessage', message: () => PlaceholderMessageSchema },
  { no: 82, name: 'secretEncryptedMessage', message: () => SecretEncryptedMessageSchema },
  { no: 83, name: 'albumMessage', message: () => AlbumMessageSchema },
  { no: 85, name: 'eventCoverImage', message: () => FutureProofMessageSchema },
  { no: 86, name: 'stickerPackMessage', message: () => StickerPackMessageSchema },
  { no: 87, name: 'statusMentionMessage', message: () => FutureProofMessageSchema },
  { no: 88, name: 'pollResultSnapshotMessage', message: () => PollResultSnapshotMessageSchema },
  { no: 90, name: 'pollCreationOptionImageMessage', message: () => FutureProofMessageSchema },
  { no: 91, name: 'associatedChildMessage', message: () => FutureProofMessageSchema },
  { no: 92, name: 'groupStatusMentionMessage', message: () => FutureProofMessageSchema },
  { no: 93, name: 'pollCreationMessageV4', message: () => FutureProofMessageSchema },
  { no: 96, name: 'groupStatusMessage', message: () => FutureProofMessageSchema },
  { no: 99, name: 'limitSharingMessage', message: () => FutureProofMessageSchema },
  { no: 101, name: 'questionMessage', message: () => FutureProofMessageSchema },
  { no: 103, name: 'groupStatusMessageV2', message: () => FutureProofMessageSchema },
  { no: 106, name: 'questionReplyMessage', message: () => FutureProofMessageSchema },
  { no: 111, name: 'pollCreationMessageV5', message: () => PollCreationMessageSchema },
  { no: 113, name: 'newsletterFollowerInviteMessageV2', message: () => NewsletterFollowerInviteMessageSchema },
  { no: 115, name: 'pollResultSnapshotMessageV3', message: () => PollResultSnapshotMessageSchema },
  { no: 118, name: 'spoilerMessage', message: () => FutureProofMessageSchema },
  { no: 119, name: 'pollCreationMessageV6', message: () => PollCreationMessageSchema },
])

export interface FutureProofMessage {
  message?: Message
}
export const FutureProofMessageSchema: Schema<FutureProofMessage> = /*#__PURE__*/ schema('FutureProofMessage', [
  { no: 1, name: 'message', message: () => MessageSchema },
])

export interface DeviceSentMessage {
  /**
   * The chat it was sent to.
   */
  destinationJid: string
  message?: Message
  phash: string
}
export const DeviceSentMessageSchema: Schema<DeviceSentMessage> = /*#__PURE__*/ schema('DeviceSentMessage', [
  { no: 1, name: 'destinationJid', scalar: 'string' },
  { no: 2, name: 'message', message: () => MessageSchema },
  { no: 3, name: 'phash', scalar: 'string' },
])

export interface SenderKeyDistributionMessage {
  /**
   * Address of the group.
   */
  groupId: string
  axolotlSenderKeyDistributionMessage: Uint8Array
}
export const SenderKeyDistributionMessageSchema: Schema<SenderKeyDistributionMessage> = /*#__PURE__*/ schema('SenderKeyDistributionMessage', [
  { no: 1, name: 'groupId', scalar: 'string' },
  { no: 2, name: 'axolotlSenderKeyDistributionMessage', scalar: 'bytes' },
])

export const ExtendedTextMessage_FontType = {
  SYSTEM: 0,
  SYSTEM_TEXT: 1,
  FB_SCRIPT: 2,
  SYSTEM_BOLD: 6,
  MORNINGBREEZE_REGULAR: 7,
  CALISTOGA_REGULAR: 8,
  EXO2_EXTRABOLD: 9,
  COURIERPRIME_BOLD: 10,
} as const
export type ExtendedTextMessage_FontType = (typeof ExtendedTextMessage_FontType)[keyof typeof ExtendedTextMessage_FontType]

export const ExtendedTextMessage_PreviewType = {
  NONE: 0,
  VIDEO: 1,
  PLACEHOLDER: 4,
  IMAGE: 5,
  PAYMENT_LINKS: 6,
  PROFILE: 7,
} as const
export type ExtendedTextMessage_PreviewType = (typeof ExtendedTextMessage_PreviewType)[keyof typeof ExtendedTextMessage_PreviewType]

export interface ExtendedTextMessage {
  text: string
  matchedText: string
  description: string
  title: string
  textArgb: number
  backgroundArgb: number
  /**
   * A FontType.
   */
  font: number
  /**
   * A PreviewType.
   */
  previewType: number
  jpegThumbnail: Uint8Array
  contextInfo?: ContextInfo
  doNotPlayInline: boolean
  thumbnailDirectPath: string
  thumbnailSha256: Uint8Array
  thumbnailEncSha256: Uint8Array
  mediaKey: Uint8Array
  mediaKeyTimestamp: bigint
  thumbnailHeight: number
  thumbnailWidth: number
  inviteLinkGroupType: number
  viewOnce: boolean
}
export const ExtendedTextMessageSchema: Schema<ExtendedTextMessage> = /*#__PURE__*/ schema('ExtendedTextMessage', [
  { no: 1, name: 'text', scalar: 'string' },
  { no: 2, name: 'matchedText', scalar: 'string' },
  { no: 5, name: 'description', scalar: 'string' },
  { no: 6, name: 'title', scalar: 'string' },
  { no: 7, name: 'textArgb', scalar: 'fixed32' },
  { no: 8, name: 'backgroundArgb', scalar: 'fixed32' },
  { no: 9, name: 'font', scalar: 'int32' },
  { no: 10, name: 'previewType', scalar: 'int32' },
  { no: 16, name: 'jpegThumbnail', scalar: 'bytes' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 18, name: 'doNotPlayInline', scalar: 'bool' },
  { no: 19, name: 'thumbnailDirectPath', scalar: 'string' },
  { no: 20, name: 'thumbnailSha256', scalar: 'bytes' },
  { no: 21, name: 'thumbnailEncSha256', scalar: 'bytes' },
  { no: 22, name: 'mediaKey', scalar: 'bytes' },
  { no: 23, name: 'mediaKeyTimestamp', scalar: 'int64' },
  { no: 24, name: 'thumbnailHeight', scalar: 'uint32' },
  { no: 25, name: 'thumbnailWidth', scalar: 'uint32' },
  { no: 26, name: 'inviteLinkGroupType', scalar: 'int32' },
  { no: 30, name: 'viewOnce', scalar: 'bool' },
])

export interface ImageMessage {
  url: string
  mimetype: string
  caption: string
  fileSha256: Uint8Array
  fileLength: bigint
  height: number
  width: number
  mediaKey: Uint8Array
  fileEncSha256: Uint8Array
  directPath: string
  mediaKeyTimestamp: bigint
  jpegThumbnail: Uint8Array
  contextInfo?: ContextInfo
  viewOnce: boolean
  thumbnailDirectPath: string
  thumbnailSha256: Uint8Array
  thumbnailEncSha256: Uint8Array
  staticUrl: string
  accessibilityLabel: string
}
export const ImageMessageSchema: Schema<ImageMessage> = /*#__PURE__*/ schema('ImageMessage', [
  { no: 1, name: 'url', scalar: 'string' },
  { no: 2, name: 'mimetype', scalar: 'string' },
  { no: 3, name: 'caption', scalar: 'string' },
  { no: 4, name: 'fileSha256', scalar: 'bytes' },
  { no: 5, name: 'fileLength', scalar: 'uint64' },
  { no: 6, name: 'height', scalar: 'uint32' },
  { no: 7, name: 'width', scalar: 'uint32' },
  { no: 8, name: 'mediaKey', scalar: 'bytes' },
  { no: 9, name: 'fileEncSha256', scalar: 'bytes' },
  { no: 11, name: 'directPath', scalar: 'string' },
  { no: 12, name: 'mediaKeyTimestamp', scalar: 'int64' },
  { no: 16, name: 'jpegThumbnail', scalar: 'bytes' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 25, name: 'viewOnce', scalar: 'bool' },
  { no: 26, name: 'thumbnailDirectPath', scalar: 'string' },
  { no: 27, name: 'thumbnailSha256', scalar: 'bytes' },
  { no: 28, name: 'thumbnailEncSha256', scalar: 'bytes' },
  { no: 29, name: 'staticUrl', scalar: 'string' },
  { no: 32, name: 'accessibilityLabel', scalar: 'string' },
])

export const VideoMessage_Attribution = {
  NONE: 0,
  GIPHY: 1,
  TENOR: 2,
  KLIPY: 3,
} as const
export type VideoMessage_Attribution = (typeof VideoMessage_Attribution)[keyof typeof VideoMessage_Attribution]

export interface VideoMessage {
  url: string
  mimetype: string
  fileSha256: Uint8Array
  fileLength: bigint
  seconds: number
  mediaKey: Uint8Array
  caption: string
  gifPlayback: boolean
  height: number
  width: number
  fileEncSha256: Uint8Array
  directPath: string
  mediaKeyTimestamp: bigint
  jpegThumbnail: Uint8Array
  contextInfo?: ContextInfo
  streamingSidecar: Uint8Array
  /**
   * An Attribution.
   */
  gifAttribution: number
  viewOnce: boolean
  thumbnailDirectPath: string
  thumbnailSha256: Uint8Array
  thumbnailEncSha256: Uint8Array
  staticUrl: string
  accessibilityLabel: string
}
export const VideoMessageSchema: Schema<VideoMessage> = /*#__PURE__*/ schema('VideoMessage', [
  { no: 1, name: 'url', scalar: 'string' },
  { no: 2, name: 'mimetype', scalar: 'string' },
  { no: 3, name: 'fileSha256', scalar: 'bytes' },
  { no: 4, name: 'fileLength', scalar: 'uint64' },
  { no: 5, name: 'seconds', scalar: 'uint32' },
  { no: 6, name: 'mediaKey', scalar: 'bytes' },
  { no: 7, name: 'caption', scalar: 'string' },
  { no: 8, name: 'gifPlayback', scalar: 'bool' },
  { no: 9, name: 'height', scalar: 'uint32' },
  { no: 10, name: 'width', scalar: 'uint32' },
  { no: 11, name: 'fileEncSha256', scalar: 'bytes' },
  { no: 13, name: 'directPath', scalar: 'string' },
  { no: 14, name: 'mediaKeyTimestamp', scalar: 'int64' },
  { no: 16, name: 'jpegThumbnail', scalar: 'bytes' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 18, name: 'streamingSidecar', scalar: 'bytes' },
  { no: 19, name: 'gifAttribution', scalar: 'int32' },
  { no: 20, name: 'viewOnce', scalar: 'bool' },
  { no: 21, name: 'thumbnailDirectPath', scalar: 'string' },
  { no: 22, name: 'thumbnailSha256', scalar: 'bytes' },
  { no: 23, name: 'thumbnailEncSha256', scalar: 'bytes' },
  { no: 24, name: 'staticUrl', scalar: 'string' },
  { no: 26, name: 'accessibilityLabel', scalar: 'string' },
])

export interface AudioMessage {
  url: string
  mimetype: string
  fileSha256: Uint8Array
  fileLength: bigint
  seconds: number
  ptt: boolean
  mediaKey: Uint8Array
  fileEncSha256: Uint8Array
  directPath: string
  mediaKeyTimestamp: bigint
  contextInfo?: ContextInfo
  streamingSidecar: Uint8Array
  /**
   * 64 bytes of 0 to 100.
   */
  waveform: Uint8Array
  backgroundArgb: number
  viewOnce: boolean
  accessibilityLabel: string
}
export const AudioMessageSchema: Schema<AudioMessage> = /*#__PURE__*/ schema('AudioMessage', [
  { no: 1, name: 'url', scalar: 'string' },
  { no: 2, name: 'mimetype', scalar: 'string' },
  { no: 3, name: 'fileSha256', scalar: 'bytes' },
  { no: 4, name: 'fileLength', scalar: 'uint64' },
  { no: 5, name: 'seconds', scalar: 'uint32' },
  { no: 6, name: 'ptt', scalar: 'bool' },
  { no: 7, name: 'mediaKey', scalar: 'bytes' },
  { no: 8, name: 'fileEncSha256', scalar: 'bytes' },
  { no: 9, name: 'directPath', scalar: 'string' },
  { no: 10, name: 'mediaKeyTimestamp', scalar: 'int64' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 18, name: 'streamingSidecar', scalar: 'bytes' },
  { no: 19, name: 'waveform', scalar: 'bytes' },
  { no: 20, name: 'backgroundArgb', scalar: 'fixed32' },
  { no: 21, name: 'viewOnce', scalar: 'bool' },
  { no: 22, name: 'accessibilityLabel', scalar: 'string' },
])

export interface DocumentMessage {
  url: string
  mimetype: string
  title: string
  fileSha256: Uint8Array
  fileLength: bigint
  pageCount: number
  mediaKey: Uint8Array
  fileName: string
  fileEncSha256: Uint8Array
  directPath: string
  mediaKeyTimestamp: bigint
  contactVcard: boolean
  thumbnailDirectPath: string
  thumbnailSha256: Uint8Array
  thumbnailEncSha256: Uint8Array
  jpegThumbnail: Uint8Array
  contextInfo?: ContextInfo
  thumbnailHeight: number
  thumbnailWidth: number
  caption: string
  accessibilityLabel: string
}
export const DocumentMessageSchema: Schema<DocumentMessage> = /*#__PURE__*/ schema('DocumentMessage', [
  { no: 1, name: 'url', scalar: 'string' },
  { no: 2, name: 'mimetype', scalar: 'string' },
  { no: 3, name: 'title', scalar: 'string' },
  { no: 4, name: 'fileSha256', scalar: 'bytes' },
  { no: 5, name: 'fileLength', scalar: 'uint64' },
  { no: 6, name: 'pageCount', scalar: 'uint32' },
  { no: 7, name: 'mediaKey', scalar: 'bytes' },
  { no: 8, name: 'fileName', scalar: 'string' },
  { no: 9, name: 'fileEncSha256', scalar: 'bytes' },
  { no: 10, name: 'directPath', scalar: 'string' },
  { no: 11, name: 'mediaKeyTimestamp', scalar: 'int64' },
  { no: 12, name: 'contactVcard', scalar: 'bool' },
  { no: 13, name: 'thumbnailDirectPath', scalar: 'string' },
  { no: 14, name: 'thumbnailSha256', scalar: 'bytes' },
  { no: 15, name: 'thumbnailEncSha256', scalar: 'bytes' },
  { no: 16, name: 'jpegThumbnail', scalar: 'bytes' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 18, name: 'thumbnailHeight', scalar: 'uint32' },
  { no: 19, name: 'thumbnailWidth', scalar: 'uint32' },
  { no: 20, name: 'caption', scalar: 'string' },
  { no: 21, name: 'accessibilityLabel', scalar: 'string' },
])

export interface StickerMessage {
  url: string
  fileSha256: Uint8Array
  fileEncSha256: Uint8Array
  mediaKey: Uint8Array
  mimetype: string
  height: number
  width: number
  directPath: string
  fileLength: bigint
  mediaKeyTimestamp: bigint
  firstFrameLength: number
  firstFrameSidecar: Uint8Array
  isAnimated: boolean
  pngThumbnail: Uint8Array
  contextInfo?: ContextInfo
  stickerSentTs: bigint
  isAvatar: boolean
  isAiSticker: boolean
  isLottie: boolean
  accessibilityLabel: string
  premium: number
  emojis: string
}
export const StickerMessageSchema: Schema<StickerMessage> = /*#__PURE__*/ schema('StickerMessage', [
  { no: 1, name: 'url', scalar: 'string' },
  { no: 2, name: 'fileSha256', scalar: 'bytes' },
  { no: 3, name: 'fileEncSha256', scalar: 'bytes' },
  { no: 4, name: 'mediaKey', scalar: 'bytes' },
  { no: 5, name: 'mimetype', scalar: 'string' },
  { no: 6, name: 'height', scalar: 'uint32' },
  { no: 7, name: 'width', scalar: 'uint32' },
  { no: 8, name: 'directPath', scalar: 'string' },
  { no: 9, name: 'fileLength', scalar: 'uint64' },
  { no: 10, name: 'mediaKeyTimestamp', scalar: 'int64' },
  { no: 11, name: 'firstFrameLength', scalar: 'uint32' },
  { no: 12, name: 'firstFrameSidecar', scalar: 'bytes' },
  { no: 13, name: 'isAnimated', scalar: 'bool' },
  { no: 16, name: 'pngThumbnail', scalar: 'bytes' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 18, name: 'stickerSentTs', scalar: 'int64' },
  { no: 19, name: 'isAvatar', scalar: 'bool' },
  { no: 20, name: 'isAiSticker', scalar: 'bool' },
  { no: 21, name: 'isLottie', scalar: 'bool' },
  { no: 22, name: 'accessibilityLabel', scalar: 'string' },
  { no: 24, name: 'premium', scalar: 'int32' },
  { no: 25, name: 'emojis', scalar: 'string' },
])

export interface StickerPackMessage_Sticker {
  fileName: string
  isAnimated: boolean
  emojis: string[]
  accessibilityLabel: string
  isLottie: boolean
  mimetype: string
}
export const StickerPackMessage_StickerSchema: Schema<StickerPackMessage_Sticker> = /*#__PURE__*/ schema('StickerPackMessage_Sticker', [
  { no: 1, name: 'fileName', scalar: 'string' },
  { no: 2, name: 'isAnimated', scalar: 'bool' },
  { no: 3, name: 'emojis', scalar: 'string', repeated: 'plain' },
  { no: 4, name: 'accessibilityLabel', scalar: 'string' },
  { no: 5, name: 'isLottie', scalar: 'bool' },
  { no: 6, name: 'mimetype', scalar: 'string' },
])

export interface StickerPackMessage {
  stickerPackId: string
  name: string
  publisher: string
  stickers: StickerPackMessage_Sticker[]
  fileLength: bigint
  fileSha256: Uint8Array
  fileEncSha256: Uint8Array
  mediaKey: Uint8Array
  directPath: string
  caption: string
  contextInfo?: ContextInfo
  packDescription: string
  mediaKeyTimestamp: bigint
}
export const StickerPackMessageSchema: Schema<StickerPackMessage> = /*#__PURE__*/ schema('StickerPackMessage', [
  { no: 1, name: 'stickerPackId', scalar: 'string' },
  { no: 2, name: 'name', scalar: 'string' },
  { no: 3, name: 'publisher', scalar: 'string' },
  { no: 4, name: 'stickers', message: () => StickerPackMessage_StickerSchema, repeated: 'plain' },
  { no: 5, name: 'fileLength', scalar: 'uint64' },
  { no: 6, name: 'fileSha256', scalar: 'bytes' },
  { no: 7, name: 'fileEncSha256', scalar: 'bytes' },
  { no: 8, name: 'mediaKey', scalar: 'bytes' },
  { no: 9, name: 'directPath', scalar: 'string' },
  { no: 10, name: 'caption', scalar: 'string' },
  { no: 11, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 12, name: 'packDescription', scalar: 'string' },
  { no: 13, name: 'mediaKeyTimestamp', scalar: 'int64' },
])

export interface AlbumMessage {
  expectedImageCount: number
  expectedVideoCount: number
  contextInfo?: ContextInfo
}
export const AlbumMessageSchema: Schema<AlbumMessage> = /*#__PURE__*/ schema('AlbumMessage', [
  { no: 2, name: 'expectedImageCount', scalar: 'uint32' },
  { no: 3, name: 'expectedVideoCount', scalar: 'uint32' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
])

export interface LocationMessage {
  degreesLatitude: number
  degreesLongitude: number
  name: string
  address: string
  url: string
  isLive: boolean
  accuracyInMeters: number
  speedInMps: number
  degreesClockwiseFromMagneticNorth: number
  comment: string
  jpegThumbnail: Uint8Array
  contextInfo?: ContextInfo
}
export const LocationMessageSchema: Schema<LocationMessage> = /*#__PURE__*/ schema('LocationMessage', [
  { no: 1, name: 'degreesLatitude', scalar: 'double' },
  { no: 2, name: 'degreesLongitude', scalar: 'double' },
  { no: 3, name: 'name', scalar: 'string' },
  { no: 4, name: 'address', scalar: 'string' },
  { no: 5, name: 'url', scalar: 'string' },
  { no: 6, name: 'isLive', scalar: 'bool' },
  { no: 7, name: 'accuracyInMeters', scalar: 'uint32' },
  { no: 8, name: 'speedInMps', scalar: 'float' },
  { no: 9, name: 'degreesClockwiseFromMagneticNorth', scalar: 'uint32' },
  { no: 11, name: 'comment', scalar: 'string' },
  { no: 16, name: 'jpegThumbnail', scalar: 'bytes' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
])

export interface LiveLocationMessage {
  degreesLatitude: number
  degreesLongitude: number
  accuracyInMeters: number
  speedInMps: number
  degreesClockwiseFromMagneticNorth: number
  caption: string
  sequenceNumber: bigint
  timeOffset: number
  jpegThumbnail: Uint8Array
  contextInfo?: ContextInfo
}
export const LiveLocationMessageSchema: Schema<LiveLocationMessage> = /*#__PURE__*/ schema('LiveLocationMessage', [
  { no: 1, name: 'degreesLatitude', scalar: 'double' },
  { no: 2, name: 'degreesLongitude', scalar: 'double' },
  { no: 3, name: 'accuracyInMeters', scalar: 'uint32' },
  { no: 4, name: 'speedInMps', scalar: 'float' },
  { no: 5, name: 'degreesClockwiseFromMagneticNorth', scalar: 'uint32' },
  { no: 6, name: 'caption', scalar: 'string' },
  { no: 7, name: 'sequenceNumber', scalar: 'int64' },
  { no: 8, name: 'timeOffset', scalar: 'uint32' },
  { no: 16, name: 'jpegThumbnail', scalar: 'bytes' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
])

export interface ContactMessage {
  displayName: string
  vcard: string
  contextInfo?: ContextInfo
  isSelfContact: boolean
}
export const ContactMessageSchema: Schema<ContactMessage> = /*#__PURE__*/ schema('ContactMessage', [
  { no: 1, name: 'displayName', scalar: 'string' },
  { no: 16, name: 'vcard', scalar: 'string' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 18, name: 'isSelfContact', scalar: 'bool' },
])

export interface ContactsArrayMessage {
  displayName: string
  contacts: ContactMessage[]
  contextInfo?: ContextInfo
}
export const ContactsArrayMessageSchema: Schema<ContactsArrayMessage> = /*#__PURE__*/ schema('ContactsArrayMessage', [
  { no: 1, name: 'displayName', scalar: 'string' },
  { no: 2, name: 'contacts', message: () => ContactMessageSchema, repeated: 'plain' },
  { no: 17, name: 'contextInfo', message: () => ContextInfoSchema },
])

export interface GroupInviteMessage {
  groupJid: string
  inviteCode: string
  inviteExpiration: bigint
  groupName: string
  jpegThumbnail: Uint8Array
  caption: string
  contextInfo?: ContextInfo
  groupType: number
}
export const GroupInviteMessageSchema: Schema<GroupInviteMessage> = /*#__PURE__*/ schema('GroupInviteMessage', [
  { no: 1, name: 'groupJid', scalar: 'string' },
  { no: 2, name: 'inviteCode', scalar: 'string' },
  { no: 3, name: 'inviteExpiration', scalar: 'int64' },
  { no: 4, name: 'groupName', scalar: 'string' },
  { no: 5, name: 'jpegThumbnail', scalar: 'bytes' },
  { no: 6, name: 'caption', scalar: 'string' },
  { no: 7, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 8, name: 'groupType', scalar: 'int32' },
])

export const ContextInfo_ForwardOrigin = {
  UNKNOWN: 0,
  CHAT: 1,
  STATUS: 2,
  CHANNELS: 3,
  META_AI: 4,
  UGC: 5,
} as const
export type ContextInfo_ForwardOrigin = (typeof ContextInfo_ForwardOrigin)[keyof typeof ContextInfo_ForwardOrigin]

export interface ContextInfo {
  /**
   * Id of the quoted message.
   */
  stanzaId: string
  /**
   * Its author.
   */
  participant: string
  quotedMessage?: Message
  /**
   * Its chat, when that is another one.
   */
  remoteJid: string
  mentionedJid: string[]
  forwardingScore: number
  isForwarded: boolean
  /**
   * Seconds of the disappearing timer.
   */
  expiration: number
  /**
   * Seconds since 1970.
   */
  ephemeralSettingTimestamp: bigint
  externalAdReply?: ExternalAdReplyInfo
  disappearingMode?: DisappearingMode
  groupSubject: string
  parentGroupJid: string
  groupMentions: GroupMention[]
  forwardedNewsletterMessageInfo?: ForwardedNewsletterMessageInfo
  statusAttributionType: number
  pairedMediaType: number
  isQuestion: boolean
  isGroupStatus: boolean
  /**
   * A ForwardOrigin.
   */
  forwardOrigin: number
  quotedType: number
  afterReadDuration: number
}
export const ContextInfoSchema: Schema<ContextInfo> = /*#__PURE__*/ schema('ContextInfo', [
  { no: 1, name: 'stanzaId', scalar: 'string' },
  { no: 2, name: 'participant', scalar: 'string' },
  { no: 3, name: 'quotedMessage', message: () => MessageSchema },
  { no: 4, name: 'remoteJid', scalar: 'string' },
  { no: 15, name: 'mentionedJid', scalar: 'string', repeated: 'plain' },
  { no: 21, name: 'forwardingScore', scalar: 'uint32' },
  { no: 22, name: 'isForwarded', scalar: 'bool' },
  { no: 25, name: 'expiration', scalar: 'uint32' },
  { no: 26, name: 'ephemeralSettingTimestamp', scalar: 'int64' },
  { no: 28, name: 'externalAdReply', message: () => ExternalAdReplyInfoSchema },
  { no: 32, name: 'disappearingMode', message: () => DisappearingModeSchema },
  { no: 34, name: 'groupSubject', scalar: 'string' },
  { no: 35, name: 'parentGroupJid', scalar: 'string' },
  { no: 40, name: 'groupMentions', message: () => GroupMentionSchema, repeated: 'plain' },
  { no: 43, name: 'forwardedNewsletterMessageInfo', message: () => ForwardedNewsletterMessageInfoSchema },
  { no: 57, name: 'statusAttributionType', scalar: 'int32' },
  { no: 59, name: 'pairedMediaType', scalar: 'int32' },
  { no: 63, name: 'isQuestion', scalar: 'bool' },
  { no: 66, name: 'isGroupStatus', scalar: 'bool' },
  { no: 67, name: 'forwardOrigin', scalar: 'int32' },
  { no: 71, name: 'quotedType', scalar: 'int32' },
  { no: 76, name: 'afterReadDuration', scalar: 'uint32' },
])

export const DisappearingMode_Initiator = {
  CHANGED_IN_CHAT: 0,
  INITIATED_BY_ME: 1,
  INITIATED_BY_OTHER: 2,
  BIZ_UPGRADE_FB_HOSTING: 3,
} as const
export type DisappearingMode_Initiator = (typeof DisappearingMode_Initiator)[keyof typeof DisappearingMode_Initiator]

export const DisappearingMode_Trigger = {
  UNKNOWN: 0,
  CHAT_SETTING: 1,
  ACCOUNT_SETTING: 2,
  BULK_CHANGE: 3,
  BIZ_SUPPORTS_FB_HOSTING: 4,
  UNKNOWN_GROUPS: 5,
} as const
export type DisappearingMode_Trigger = (typeof DisappearingMode_Trigger)[keyof typeof DisappearingMode_Trigger]

export interface DisappearingMode {
  /**
   * An Initiator.
   */
  initiator: number
  /**
   * A Trigger.
   */
  trigger: number
  initiatorDeviceJid: string
  initiatedByMe: boolean
}
export const DisappearingModeSchema: Schema<DisappearingMode> = /*#__PURE__*/ schema('DisappearingMode', [
  { no: 1, name: 'initiator', scalar: 'int32' },
  { no: 2, name: 'trigger', scalar: 'int32' },
  { no: 3, name: 'initiatorDeviceJid', scalar: 'string' },
  { no: 4, name: 'initiatedByMe', scalar: 'bool' },
])

export interface GroupMention {
  groupJid: string
  groupSubject: string
}
export const GroupMentionSchema: Schema<GroupMention> = /*#__PURE__*/ schema('GroupMention', [
  { no: 1, name: 'groupJid', scalar: 'string' },
  { no: 2, name: 'groupSubject', scalar: 'string' },
])

export interface ExternalAdReplyInfo {
  title: string
  body: string
}
export const ExternalAdReplyInfoSchema: Schema<ExternalAdReplyInfo> = /*#__PURE__*/ schema('ExternalAdReplyInfo', [
  { no: 1, name: 'title', scalar: 'string' },
  { no: 2, name: 'body', scalar: 'string' },
])

export interface ForwardedNewsletterMessageInfo {
  newsletterJid: string
  serverMessageId: number
  newsletterName: string
}
export const ForwardedNewsletterMessageInfoSchema: Schema<ForwardedNewsletterMessageInfo> = /*#__PURE__*/ schema('ForwardedNewsletterMessageInfo', [
  { no: 1, name: 'newsletterJid', scalar: 'string' },
  { no: 2, name: 'serverMessageId', scalar: 'int32' },
  { no: 3, name: 'newsletterName', scalar: 'string' },
])

export interface MessageContextInfo {
  deviceListMetadata?: DeviceListMetadata
  deviceListMetadataVersion: number
  /**
   * 32 bytes.
   */
  messageSecret: Uint8Array
  paddingBytes: Uint8Array
  messageAddOnDurationInSecs: number
  botMessageSecret: Uint8Array
  reportingTokenVersion: number
  messageAddOnExpiryType: number
  messageAssociation?: MessageAssociation
}
export const MessageContextInfoSchema: Schema<MessageContextInfo> = /*#__PURE__*/ schema('MessageContextInfo', [
  { no: 1, name: 'deviceListMetadata', message: () => DeviceListMetadataSchema },
  { no: 2, name: 'deviceListMetadataVersion', scalar: 'int32' },
  { no: 3, name: 'messageSecret', scalar: 'bytes' },
  { no: 4, name: 'paddingBytes', scalar: 'bytes' },
  { no: 5, name: 'messageAddOnDurationInSecs', scalar: 'uint32' },
  { no: 6, name: 'botMessageSecret', scalar: 'bytes' },
  { no: 8, name: 'reportingTokenVersion', scalar: 'int32' },
  { no: 9, name: 'messageAddOnExpiryType', scalar: 'int32' },
  { no: 10, name: 'messageAssociation', message: () => MessageAssociationSchema },
])

export interface DeviceListMetadata {
  senderKeyHash: Uint8Array
  senderTimestamp: bigint
  senderKeyIndexes: number[]
  senderAccountType: ADVEncryptionType
  receiverAccountType: ADVEncryptionType
  recipientKeyHash: Uint8Array
  recipientTimestamp: bigint
  recipientKeyIndexes: number[]
}
export const DeviceListMetadataSchema: Schema<DeviceListMetadata> = /*#__PURE__*/ schema('DeviceListMetadata', [
  { no: 1, name: 'senderKeyHash', scalar: 'bytes' },
  { no: 2, name: 'senderTimestamp', scalar: 'uint64' },
  { no: 3, name: 'senderKeyIndexes', scalar: 'uint32', repeated: 'packed' },
  { no: 4, name: 'senderAccountType', enum: ADVEncryptionType },
  { no: 5, name: 'receiverAccountType', enum: ADVEncryptionType },
  { no: 8, name: 'recipientKeyHash', scalar: 'bytes' },
  { no: 9, name: 'recipientTimestamp', scalar: 'uint64' },
  { no: 10, name: 'recipientKeyIndexes', scalar: 'uint32', repeated: 'packed' },
])

export const MessageAssociation_AssociationType = {
  UNKNOWN: 0,
  MEDIA_ALBUM: 1,
  BOT_PLUGIN: 2,
  EVENT_COVER_IMAGE: 3,
  STATUS_POLL: 4,
  HD_VIDEO_DUAL_UPLOAD: 5,
  STATUS_EXTERNAL_RESHARE: 6,
  MEDIA_POLL: 7,
  STATUS_ADD_YOURS: 8,
  STATUS_NOTIFICATION: 9,
  HD_IMAGE_DUAL_UPLOAD: 10,
  STICKER_ANNOTATION: 11,
  MOTION_PHOTO: 12,
  STATUS_LINK_ACTION: 13,
  VIEW_ALL_REPLIES: 14,
  STATUS_ADD_YOURS_AI_IMAGINE: 15,
  STATUS_QUESTION: 16,
  STATUS_ADD_YOURS_DIWALI: 17,
  STATUS_REACTION: 18,
  HEVC_VIDEO_DUAL_UPLOAD: 19,
  POLL_ADD_OPTION: 20,
} as const
export type MessageAssociation_AssociationType = (typeof MessageAssociation_AssociationType)[keyof typeof MessageAssociation_AssociationType]

export interface MessageAssociation {
  /**
   * An AssociationType.
   */
  associationType: number
  /**
   * The album or other message that this one belongs to.
   */
  parentMessageKey?: MessageKey
  messageIndex: number
}
export const MessageAssociationSchema: Schema<MessageAssociation> = /*#__PURE__*/ schema('MessageAssociation', [
  { no: 1, name: 'associationType', scalar: 'int32' },
  { no: 2, name: 'parentMessageKey', message: () => MessageKeySchema },
  { no: 3, name: 'messageIndex', scalar: 'int32' },
])

export const ProtocolMessage_Type = {
  REVOKE: 0,
  EPHEMERAL_SETTING: 3,
  EPHEMERAL_SYNC_RESPONSE: 4,
  HISTORY_SYNC_NOTIFICATION: 5,
  APP_STATE_SYNC_KEY_SHARE: 6,
  APP_STATE_SYNC_KEY_REQUEST: 7,
  MSG_FANOUT_BACKFILL_REQUEST: 8,
  INITIAL_SECURITY_NOTIFICATION_SETTING_SYNC: 9,
  APP_STATE_FATAL_EXCEPTION_NOTIFICATION: 10,
  SHARE_PHONE_NUMBER: 11,
  MESSAGE_EDIT: 14,
  PEER_DATA_OPERATION_REQUEST_MESSAGE: 16,
  PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE: 17,
  REQUEST_WELCOME_MESSAGE: 18,
  BOT_FEEDBACK_MESSAGE: 19,
  MEDIA_NOTIFY_MESSAGE: 20,
  CLOUD_API_THREAD_CONTROL_NOTIFICATION: 21,
  LID_MIGRATION_MAPPING_SYNC: 22,
  REMINDER_MESSAGE: 23,
  BOT_MEMU_ONBOARDING_MESSAGE: 24,
  STATUS_MENTION_MESSAGE: 25,
  STOP_GENERATION_MESSAGE: 26,
  LIMIT_SHARING: 27,
  AI_PSI_METADATA: 28,
  AI_QUERY_FANOUT: 29,
  GROUP_MEMBER_LABEL_CHANGE: 30,
  AI_MEDIA_COLLECTION_MESSAGE: 31,
  MESSAGE_UNSCHEDULE: 32,
  CHAT_THEME_SETTING: 34,
  AI_METADATA_OPERATION: 35,
  MARK_AS_VERIFIED_ACTION: 36,
  COEX_STATE_SYNC: 37,
} as const
export type ProtocolMessage_Type = (typeof ProtocolMessage_Type)[keyof typeof ProtocolMessage_Type]

export interface ProtocolMessage {
  key?: MessageKey
  /**
   * A Type.
   */
  type: number
  /**
   * Seconds.
   */
  ephemeralExpiration: number
  ephemeralSettingTimestamp: bigint
  historySyncNotification?: HistorySyncNotification
  appStateSyncKeyShare?: AppStateSyncKeyShare
  appStateSyncKeyRequest?: AppStateSyncKeyRequest
  initialSecurityNotificationSettingSync?: InitialSecurityNotificationSettingSync
  appStateFatalExceptionNotification?: AppStateFatalExceptionNotification
  disappearingMode?: DisappearingMode
  editedMessage?: Message
  /**
   * Milliseconds since 1970.
   */
  timestampMs: bigint
  peerDataOperationRequestMessage?: PeerDataOperationRequestMessage
  peerDataOperationRequestResponseMessage?: PeerDataOperationRequestResponseMessage
  lidMigrationMappingSyncMessage?: LIDMigrationMappingSyncMessage
  afterReadDuration: number
}
export const ProtocolMessageSchema: Schema<ProtocolMessage> = /*#__PURE__*/ schema('ProtocolMessage', [
  { no: 1, name: 'key', message: () => MessageKeySchema },
  { no: 2, name: 'type', scalar: 'int32' },
  { no: 4, name: 'ephemeralExpiration', scalar: 'uint32' },
  { no: 5, name: 'ephemeralSettingTimestamp', scalar: 'int64' },
  { no: 6, name: 'historySyncNotification', message: () => HistorySyncNotificationSchema },
  { no: 7, name: 'appStateSyncKeyShare', message: () => AppStateSyncKeyShareSchema },
  { no: 8, name: 'appStateSyncKeyRequest', message: () => AppStateSyncKeyRequestSchema },
  { no: 9, name: 'initialSecurityNotificationSettingSync', message: () => InitialSecurityNotificationSettingSyncSchema },
  { no: 10, name: 'appStateFatalExceptionNotification', message: () => AppStateFatalExceptionNotificationSchema },
  { no: 11, name: 'disappearingMode', message: () => DisappearingModeSchema },
  { no: 14, name: 'editedMessage', message: () => MessageSchema },
  { no: 15, name: 'timestampMs', scalar: 'int64' },
  { no: 16, name: 'peerDataOperationRequestMessage', message: () => PeerDataOperationRequestMessageSchema },
  { no: 17, name: 'peerDataOperationRequestResponseMessage', message: () => PeerDataOperationRequestResponseMessageSchema },
  { no: 23, name: 'lidMigrationMappingSyncMessage', message: () => LIDMigrationMappingSyncMessageSchema },
  { no: 29, name: 'afterReadDuration', scalar: 'uint32' },
])

export interface ReactionMessage {
  key?: MessageKey
  /**
   * Empty: the reaction is taken back.
   */
  text: string
  groupingKey: string
  senderTimestampMs: bigint
}
export const ReactionMessageSchema: Schema<ReactionMessage> = /*#__PURE__*/ schema('ReactionMessage', [
  { no: 1, name: 'key', message: () => MessageKeySchema },
  { no: 2, name: 'text', scalar: 'string' },
  { no: 3, name: 'groupingKey', scalar: 'string' },
  { no: 4, name: 'senderTimestampMs', scalar: 'int64' },
])

export interface EncReactionMessage {
  targetMessageKey?: MessageKey
  encPayload: Uint8Array
  encIv: Uint8Array
}
export const EncReactionMessageSchema: Schema<EncReactionMessage> = /*#__PURE__*/ schema('EncReactionMessage', [
  { no: 1, name: 'targetMessageKey', message: () => MessageKeySchema },
  { no: 2, name: 'encPayload', scalar: 'bytes' },
  { no: 3, name: 'encIv', scalar: 'bytes' },
])

export const PollCreationMessage_PollContentType = {
  UNKNOWN: 0,
  TEXT: 1,
  IMAGE: 2,
} as const
export type PollCreationMessage_PollContentType = (typeof PollCreationMessage_PollContentType)[keyof typeof PollCreationMessage_PollContentType]

export const PollCreationMessage_PollType = {
  POLL: 0,
  QUIZ: 1,
} as const
export type PollCreationMessage_PollType = (typeof PollCreationMessage_PollType)[keyof typeof PollCreationMessage_PollType]

export interface PollCreationMessage_Option {
  optionName: string
  optionHash: string
}
export const PollCreationMessage_OptionSchema: Schema<PollCreationMessage_Option> = /*#__PURE__*/ schema('PollCreationMessage_Option', [
  { no: 1, name: 'optionName', scalar: 'string' },
  { no: 2, name: 'optionHash', scalar: 'string' },
])

export interface PollCreationMessage {
  encKey: Uint8Array
  name: string
  options: PollCreationMessage_Option[]
  selectableOptionsCount: number
  contextInfo?: ContextInfo
  /**
   * A PollContentType.
   */
  pollContentType: number
  /**
   * A PollType.
   */
  pollType: number
  correctAnswer?: PollCreationMessage_Option
  endTime: bigint
  hideParticipantName: boolean
  allowAddOption: boolean
}
export const PollCreationMessageSchema: Schema<PollCreationMessage> = /*#__PURE__*/ schema('PollCreationMessage', [
  { no: 1, name: 'encKey', scalar: 'bytes' },
  { no: 2, name: 'name', scalar: 'string' },
  { no: 3, name: 'options', message: () => PollCreationMessage_OptionSchema, repeated: 'plain' },
  { no: 4, name: 'selectableOptionsCount', scalar: 'uint32' },
  { no: 5, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 6, name: 'pollContentType', scalar: 'int32' },
  { no: 7, name: 'pollType', scalar: 'int32' },
  { no: 8, name: 'correctAnswer', message: () => PollCreationMessage_OptionSchema },
  { no: 9, name: 'endTime', scalar: 'int64' },
  { no: 10, name: 'hideParticipantName', scalar: 'bool' },
  { no: 11, name: 'allowAddOption', scalar: 'bool' },
])

export interface PollUpdateMessage {
  pollCreationMessageKey?: MessageKey
  vote?: PollEncValue
  senderTimestampMs: bigint
}
export const PollUpdateMessageSchema: Schema<PollUpdateMessage> = /*#__PURE__*/ schema('PollUpdateMessage', [
  { no: 1, name: 'pollCreationMessageKey', message: () => MessageKeySchema },
  { no: 2, name: 'vote', message: () => PollEncValueSchema },
  { no: 4, name: 'senderTimestampMs', scalar: 'int64' },
])

export interface PollEncValue {
  encPayload: Uint8Array
  encIv: Uint8Array
}
export const PollEncValueSchema: Schema<PollEncValue> = /*#__PURE__*/ schema('PollEncValue', [
  { no: 1, name: 'encPayload', scalar: 'bytes' },
  { no: 2, name: 'encIv', scalar: 'bytes' },
])

export interface PollVoteMessage {
  /**
   * SHA-256 of the UTF-8 name of each chosen option.
   */
  selectedOptions: Uint8Array[]
}
export const PollVoteMessageSchema: Schema<PollVoteMessage> = /*#__PURE__*/ schema('PollVoteMessage', [
  { no: 1, name: 'selectedOptions', scalar: 'bytes', repeated: 'plain' },
])

export const KeepInChatMessage_KeepType = {
  UNKNOWN: 0,
  KEEP_FOR_ALL: 1,
  UNDO_KEEP_FOR_ALL: 2,
} as const
export type KeepInChatMessage_KeepType = (typeof KeepInChatMessage_KeepType)[keyof typeof KeepInChatMessage_KeepType]

export interface KeepInChatMessage {
  key?: MessageKey
  /**
   * A KeepType.
   */
  keepType: number
  timestampMs: bigint
}
export const KeepInChatMessageSchema: Schema<KeepInChatMessage> = /*#__PURE__*/ schema('KeepInChatMessage', [
  { no: 1, name: 'key', message: () => MessageKeySchema },
  { no: 2, name: 'keepType', scalar: 'int32' },
  { no: 3, name: 'timestampMs', scalar: 'int64' },
])

export const PinInChatMessage_Type = {
  UNKNOWN_TYPE: 0,
  PIN_FOR_ALL: 1,
  UNPIN_FOR_ALL: 2,
} as const
export type PinInChatMessage_Type = (typeof PinInChatMessage_Type)[keyof typeof PinInChatMessage_Type]

export interface PinInChatMessage {
  key?: MessageKey
  /**
   * A Type.
   */
  type: number
  senderTimestampMs: bigint
}
export const PinInChatMessageSchema: Schema<PinInChatMessage> = /*#__PURE__*/ schema('PinInChatMessage', [
  { no: 1, name: 'key', message: () => MessageKeySchema },
  { no: 2, name: 'type', scalar: 'int32' },
  { no: 3, name: 'senderTimestampMs', scalar: 'int64' },
])

export interface EventMessage {
  contextInfo?: ContextInfo
  isCanceled: boolean
  name: string
  description: string
  location?: LocationMessage
  joinLink: string
  startTime: bigint
  endTime: bigint
  extraGuestsAllowed: boolean
  isScheduleCall: boolean
  hasReminder: boolean
  reminderOffsetSec: bigint
}
export const EventMessageSchema: Schema<EventMessage> = /*#__PURE__*/ schema('EventMessage', [
  { no: 1, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 2, name: 'isCanceled', scalar: 'bool' },
  { no: 3, name: 'name', scalar: 'string' },
  { no: 4, name: 'description', scalar: 'string' },
  { no: 5, name: 'location', message: () => LocationMessageSchema },
  { no: 6, name: 'joinLink', scalar: 'string' },
  { no: 7, name: 'startTime', scalar: 'int64' },
  { no: 8, name: 'endTime', scalar: 'int64' },
  { no: 9, name: 'extraGuestsAllowed', scalar: 'bool' },
  { no: 10, name: 'isScheduleCall', scalar: 'bool' },
  { no: 11, name: 'hasReminder', scalar: 'bool' },
  { no: 12, name: 'reminderOffsetSec', scalar: 'int64' },
])

export const EventResponseMessage_EventResponseType = {
  UNKNOWN: 0,
  GOING: 1,
  NOT_GOING: 2,
  MAYBE: 3,
} as const
export type EventResponseMessage_EventResponseType = (typeof EventResponseMessage_EventResponseType)[keyof typeof EventResponseMessage_EventResponseType]

export interface EventResponseMessage {
  /**
   * An EventResponseType.
   */
  response: number
  timestampMs: bigint
  extraGuestCount: number
}
export const EventResponseMessageSchema: Schema<EventResponseMessage> = /*#__PURE__*/ schema('EventResponseMessage', [
  { no: 1, name: 'response', scalar: 'int32' },
  { no: 2, name: 'timestampMs', scalar: 'int64' },
  { no: 3, name: 'extraGuestCount', scalar: 'int32' },
])

export interface EncEventResponseMessage {
  eventCreationMessageKey?: MessageKey
  encPayload: Uint8Array
  encIv: Uint8Array
}
export const EncEventResponseMessageSchema: Schema<EncEventResponseMessage> = /*#__PURE__*/ schema('EncEventResponseMessage', [
  { no: 1, name: 'eventCreationMessageKey', message: () => MessageKeySchema },
  { no: 2, name: 'encPayload', scalar: 'bytes' },
  { no: 3, name: 'encIv', scalar: 'bytes' },
])

export interface CommentMessage {
  message?: Message
  targetMessageKey?: MessageKey
}
export const CommentMessageSchema: Schema<CommentMessage> = /*#__PURE__*/ schema('CommentMessage', [
  { no: 1, name: 'message', message: () => MessageSchema },
  { no: 2, name: 'targetMessageKey', message: () => MessageKeySchema },
])

export interface EncCommentMessage {
  targetMessageKey?: MessageKey
  encPayload: Uint8Array
  encIv: Uint8Array
}
export const EncCommentMessageSchema: Schema<EncCommentMessage> = /*#__PURE__*/ schema('EncCommentMessage', [
  { no: 1, name: 'targetMessageKey', message: () => MessageKeySchema },
  { no: 2, name: 'encPayload', scalar: 'bytes' },
  { no: 3, name: 'encIv', scalar: 'bytes' },
])

export const SecretEncryptedMessage_SecretEncType = {
  UNKNOWN: 0,
  EVENT_EDIT: 1,
  MESSAGE_EDIT: 2,
  MESSAGE_SCHEDULE: 3,
  POLL_EDIT: 4,
  POLL_ADD_OPTION: 5,
} as const
export type SecretEncryptedMessage_SecretEncType = (typeof SecretEncryptedMessage_SecretEncType)[keyof typeof SecretEncryptedMessage_SecretEncType]

export interface SecretEncryptedMessage {
  targetMessageKey?: MessageKey
  encPayload: Uint8Array
  encIv: Uint8Array
  /**
   * A SecretEncType.
   */
  secretEncType: number
  remoteKeyId: string
}
export const SecretEncryptedMessageSchema: Schema<SecretEncryptedMessage> = /*#__PURE__*/ schema('SecretEncryptedMessage', [
  { no: 1, name: 'targetMessageKey', message: () => MessageKeySchema },
  { no: 2, name: 'encPayload', scalar: 'bytes' },
  { no: 3, name: 'encIv', scalar: 'bytes' },
  { no: 4, name: 'secretEncType', scalar: 'int32' },
  { no: 5, name: 'remoteKeyId', scalar: 'string' },
])

export interface RequestPhoneNumberMessage {
  contextInfo?: ContextInfo
}
export const RequestPhoneNumberMessageSchema: Schema<RequestPhoneNumberMessage> = /*#__PURE__*/ schema('RequestPhoneNumberMessage', [
  { no: 1, name: 'contextInfo', message: () => ContextInfoSchema },
])

export const CallLogMessage_CallOutcome = {
  CONNECTED: 0,
  MISSED: 1,
  FAILED: 2,
  REJECTED: 3,
  ACCEPTED_ELSEWHERE: 4,
  ONGOING: 5,
  SILENCED_BY_DND: 6,
  SILENCED_UNKNOWN_CALLER: 7,
} as const
export type CallLogMessage_CallOutcome = (typeof CallLogMessage_CallOutcome)[keyof typeof CallLogMessage_CallOutcome]

export interface CallLogMessage {
  isVideo: boolean
  /**
   * A CallOutcome.
   */
  callOutcome: number
  durationSecs: bigint
  callType: number
}
export const CallLogMessageSchema: Schema<CallLogMessage> = /*#__PURE__*/ schema('CallLogMessage', [
  { no: 1, name: 'isVideo', scalar: 'bool' },
  { no: 2, name: 'callOutcome', scalar: 'int32' },
  { no: 3, name: 'durationSecs', scalar: 'int64' },
  { no: 4, name: 'callType', scalar: 'int32' },
])

export interface ScheduledCallCreationMessage {
  scheduledTimestampMs: bigint
  callType: number
  title: string
}
export const ScheduledCallCreationMessageSchema: Schema<ScheduledCallCreationMessage> = /*#__PURE__*/ schema('ScheduledCallCreationMessage', [
  { no: 1, name: 'scheduledTimestampMs', scalar: 'int64' },
  { no: 2, name: 'callType', scalar: 'int32' },
  { no: 3, name: 'title', scalar: 'string' },
])

export interface Call {
  callKey: Uint8Array
}
export const CallSchema: Schema<Call> = /*#__PURE__*/ schema('Call', [
  { no: 1, name: 'callKey', scalar: 'bytes' },
])

export interface PlaceholderMessage {
}
export const PlaceholderMessageSchema: Schema<PlaceholderMessage> = /*#__PURE__*/ schema('PlaceholderMessage', [
])

export interface TemplateMessage_HydratedFourRowTemplate {
  documentMessage?: DocumentMessage
  hydratedTitleText: string
  imageMessage?: ImageMessage
  videoMessage?: VideoMessage
  locationMessage?: LocationMessage
  hydratedContentText: string
  hydratedFooterText: string
  hydratedButtons: HydratedTemplateButton[]
  templateId: string
  maskLinkedDevices: boolean
}
export const TemplateMessage_HydratedFourRowTemplateSchema: Schema<TemplateMessage_HydratedFourRowTemplate> = /*#__PURE__*/ schema('TemplateMessage_HydratedFourRowTemplate', [
  { no: 1, name: 'documentMessage', message: () => DocumentMessageSchema },
  { no: 2, name: 'hydratedTitleText', scalar: 'string' },
  { no: 3, name: 'imageMessage', message: () => ImageMessageSchema },
  { no: 4, name: 'videoMessage', message: () => VideoMessageSchema },
  { no: 5, name: 'locationMessage', message: () => LocationMessageSchema },
  { no: 6, name: 'hydratedContentText', scalar: 'string' },
  { no: 7, name: 'hydratedFooterText', scalar: 'string' },
  { no: 8, name: 'hydratedButtons', message: () => HydratedTemplateButtonSchema, repeated: 'plain' },
  { no: 9, name: 'templateId', scalar: 'string' },
  { no: 10, name: 'maskLinkedDevices', scalar: 'bool' },
])

export interface TemplateMessage {
  hydratedFourRowTemplate?: TemplateMessage_HydratedFourRowTemplate
  contextInfo?: ContextInfo
  hydratedTemplate?: TemplateMessage_HydratedFourRowTemplate
  interactiveMessageTemplate?: InteractiveMessage
  templateId: string
}
export const TemplateMessageSchema: Schema<TemplateMessage> = /*#__PURE__*/ schema('TemplateMessage', [
  { no: 2, name: 'hydratedFourRowTemplate', message: () => TemplateMessage_HydratedFourRowTemplateSchema },
  { no: 3, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 4, name: 'hydratedTemplate', message: () => TemplateMessage_HydratedFourRowTemplateSchema },
  { no: 5, name: 'interactiveMessageTemplate', message: () => InteractiveMessageSchema },
  { no: 9, name: 'templateId', scalar: 'string' },
])

export interface TemplateButtonReplyMessage {
  selectedId: string
  selectedDisplayText: string
  contextInfo?: ContextInfo
  selectedIndex: number
  selectedCarouselCardIndex: number
}
export const TemplateButtonReplyMessageSchema: Schema<TemplateButtonReplyMessage> = /*#__PURE__*/ schema('TemplateButtonReplyMessage', [
  { no: 1, name: 'selectedId', scalar: 'string' },
  { no: 2, name: 'selectedDisplayText', scalar: 'string' },
  { no: 3, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 4, name: 'selectedIndex', scalar: 'uint32' },
  { no: 5, name: 'selectedCarouselCardIndex', scalar: 'uint32' },
])

export interface ButtonsMessage_Button_ButtonText {
  displayText: string
}
export const ButtonsMessage_Button_ButtonTextSchema: Schema<ButtonsMessage_Button_ButtonText> = /*#__PURE__*/ schema('ButtonsMessage_Button_ButtonText', [
  { no: 1, name: 'displayText', scalar: 'string' },
])

export interface ButtonsMessage_Button {
  buttonId: string
  buttonText?: ButtonsMessage_Button_ButtonText
}
export const ButtonsMessage_ButtonSchema: Schema<ButtonsMessage_Button> = /*#__PURE__*/ schema('ButtonsMessage_Button', [
  { no: 1, name: 'buttonId', scalar: 'string' },
  { no: 2, name: 'buttonText', message: () => ButtonsMessage_Button_ButtonTextSchema },
])

export interface ButtonsMessage {
  text: string
  documentMessage?: DocumentMessage
  imageMessage?: ImageMessage
  videoMessage?: VideoMessage
  locationMessage?: LocationMessage
  contentText: string
  footerText: string
  contextInfo?: ContextInfo
  buttons: ButtonsMessage_Button[]
  headerType: number
}
export const ButtonsMessageSchema: Schema<ButtonsMessage> = /*#__PURE__*/ schema('ButtonsMessage', [
  { no: 1, name: 'text', scalar: 'string' },
  { no: 2, name: 'documentMessage', message: () => DocumentMessageSchema },
  { no: 3, name: 'imageMessage', message: () => ImageMessageSchema },
  { no: 4, name: 'videoMessage', message: () => VideoMessageSchema },
  { no: 5, name: 'locationMessage', message: () => LocationMessageSchema },
  { no: 6, name: 'contentText', scalar: 'string' },
  { no: 7, name: 'footerText', scalar: 'string' },
  { no: 8, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 9, name: 'buttons', message: () => ButtonsMessage_ButtonSchema, repeated: 'plain' },
  { no: 10, name: 'headerType', scalar: 'int32' },
])

export interface ButtonsResponseMessage {
  selectedButtonId: string
  selectedDisplayText: string
  contextInfo?: ContextInfo
}
export const ButtonsResponseMessageSchema: Schema<ButtonsResponseMessage> = /*#__PURE__*/ schema('ButtonsResponseMessage', [
  { no: 1, name: 'selectedButtonId', scalar: 'string' },
  { no: 2, name: 'selectedDisplayText', scalar: 'string' },
  { no: 3, name: 'contextInfo', message: () => ContextInfoSchema },
])

export interface ListMessage_Section {
  title: string
  rows: ListMessage_Row[]
}
export const ListMessage_SectionSchema: Schema<ListMessage_Section> = /*#__PURE__*/ schema('ListMessage_Section', [
  { no: 1, name: 'title', scalar: 'string' },
  { no: 2, name: 'rows', message: () => ListMessage_RowSchema, repeated: 'plain' },
])

export interface ListMessage_Row {
  title: string
  description: string
  rowId: string
}
export const ListMessage_RowSchema: Schema<ListMessage_Row> = /*#__PURE__*/ schema('ListMessage_Row', [
  { no: 1, name: 'title', scalar: 'string' },
  { no: 2, name: 'description', scalar: 'string' },
  { no: 3, name: 'rowId', scalar: 'string' },
])

export interface ListMessage {
  title: string
  description: string
  buttonText: string
  listType: number
  sections: ListMessage_Section[]
  footerText: string
  contextInfo?: ContextInfo
}
export const ListMessageSchema: Schema<ListMessage> = /*#__PURE__*/ schema('ListMessage', [
  { no: 1, name: 'title', scalar: 'string' },
  { no: 2, name: 'description', scalar: 'string' },
  { no: 3, name: 'buttonText', scalar: 'string' },
  { no: 4, name: 'listType', scalar: 'int32' },
  { no: 5, name: 'sections', message: () => ListMessage_SectionSchema, repeated: 'plain' },
  { no: 7, name: 'footerText', scalar: 'string' },
  { no: 8, name: 'contextInfo', message: () => ContextInfoSchema },
])

export interface ListResponseMessage_SingleSelectReply {
  selectedRowId: string
}
export const ListResponseMessage_SingleSelectReplySchema: Schema<ListResponseMessage_SingleSelectReply> = /*#__PURE__*/ schema('ListResponseMessage_SingleSelectReply', [
  { no: 1, name: 'selectedRowId', scalar: 'string' },
])

export interface ListResponseMessage {
  title: string
  listType: number
  singleSelectReply?: ListResponseMessage_SingleSelectReply
  contextInfo?: ContextInfo
  description: string
}
export const ListResponseMessageSchema: Schema<ListResponseMessage> = /*#__PURE__*/ schema('ListResponseMessage', [
  { no: 1, name: 'title', scalar: 'string' },
  { no: 2, name: 'listType', scalar: 'int32' },
  { no: 3, name: 'singleSelectReply', message: () => ListResponseMessage_SingleSelectReplySchema },
  { no: 4, name: 'contextInfo', message: () => ContextInfoSchema },
  { no: 5, name: 'description', scalar: 'string' },
])

export interface InteractiveMessage_Header {
  title: string
  subtitle: string
  documentMessage?: DocumentMessage
  imageMessage?: ImageMessage
  hasMediaAttachment: boolean
  jpegThumbnail: Uint8Array
  videoMessage?: VideoMessage
  locationMessage?: LocationMessage
}
export const InteractiveMessage_HeaderSchema: Schema<InteractiveMessage_Header> = /*#__PURE__*/ schema('InteractiveMessage_Header', [
  { no: 1, name: 'title', scalar: 'string' },
  { no: 2, name: 'subtitle', scalar: 'string' },
  { no: 3, name: 'documentMessage', message: () => DocumentMessageSchema },
  { no: 4, name: 'imageMessage', message: () => ImageMessageSchema },
  { no: 5, name: 'hasMediaAttachment', scalar: 'bool' },
  { no: 6, name: 'jpegThumbnail', scalar: 'bytes' },
  { no: 7, name: 'videoMessage', message: () => VideoMessageSchema },
  { no: 8, name: 'locationMessage', message: () => LocationMessageSchema },
])

export interface InteractiveMessage_Body {
  text: string
}
export const InteractiveMessage_BodySchema: Schema<InteractiveMessage_Body> = /*#__PURE__*/ schema('InteractiveMessage_Body', [
  { no: 1, name: 'text', scalar: 'string' },
])

export interface InteractiveMessage_Footer {
  text: string
  audioMessage?: AudioMessage
  hasMediaAttachment: boolean
}
export const InteractiveMessage_FooterSchema: Schema<InteractiveMessage_Footer> = /*#__PURE__*/ schema('InteractiveMessage_Footer', [
  { no: 1, name: 'text', scalar: 'string' },
  { no: 2, name: 'audioMessage', message: () => AudioMessageSchema },
  { no: 3, name: 'hasMediaAttachment', scalar: 'bool' },
])

export interface InteractiveMessage_NativeFlowMessage_NativeFlowButton {
  name: string
  buttonParamsJson: string
}
export const InteractiveMessage_NativeFlowMessage_NativeFlowButtonSchema: Schema<InteractiveMessage_NativeFlowMessage_NativeFlowButton> = /*#__PURE__*/ schema('InteractiveMessage_NativeFlowMessage_NativeFlowButton', [
  { no: 1, name: 'name', scalar: 'string' },
  { no: 2, name: 'buttonParamsJson', scalar: 'string' },
])

export interface InteractiveMessage_NativeFlowMessage {
  buttons: InteractiveMessage_NativeFlowMessage_NativeFlowButton[]
  messageParamsJson: string
  messageVersion: number
}
export const InteractiveMessage_NativeFlowMessageSchema: Schema<InteractiveMessage_NativeFlowMessage> = /*#__PURE__*/ schema('InteractiveMessage_NativeFlowMessage', [
  { no: 1, name: 'buttons', message: () => InteractiveMessage_NativeFlowMessage_NativeFlowButtonSchema, repeated: 'plain' },
  { no: 2, name: 'messageParamsJson', scalar: 'string' },
  { no: 3, name: 'messageVersion', scalar: 'int32' },
])

export interface InteractiveMessage {
  header?: InteractiveMessage_Header
  body?: InteractiveMessage_Body
  footer?: InteractiveMessage_Footer
  nativeFlowMessage?: InteractiveMessage_NativeFlowMessage
  contextInfo?: ContextInfo
}
export const InteractiveMessageSchema: Schema<InteractiveMessage> = /*#__PURE__*/ schema('InteractiveMessage', [
  { no: 1, name: 'header', message: () => InteractiveMessage_HeaderSchema },
  { no: 2, name: 'body', message: () => InteractiveMessage_BodySchema },
  { no: 3, name: 'footer', message: () => InteractiveMessage_FooterSchema },
  { no: 6, name: 'nativeFlowMessage', message: () => InteractiveMessage_NativeFlowMessageSchema },
  { no: 15, name: 'contextInfo', message: () => ContextInfoSchema },
])

export interface HydratedTemplateButton_HydratedQuickReplyButton {
  displayText: string
  id: string
}
export const HydratedTemplateButton_HydratedQuickReplyButtonSchema: Schema<HydratedTemplateButton_HydratedQuickReplyButton> = /*#__PURE__*/ schema('HydratedTemplateButton_HydratedQuickReplyButton', [
  { no: 1, name: 'displayText', scalar: 'string' },
  { no: 2, name: 'id', scalar: 'string' },
])

export interface HydratedTemplateButton_HydratedURLButton {
  displayText: string
  url: string
}
export const HydratedTemplateButton_HydratedURLButtonSchema: Schema<HydratedTemplateButton_HydratedURLButton> = /*#__PURE__*/ schema('HydratedTemplateButton_HydratedURLButton', [
  { no: 1, name: 'displayText', scalar: 'string' },
  { no: 2, name: 'url', scalar: 'string' },
])

export interface HydratedTemplateButton_HydratedCallButton {
  displayText: string
  phoneNumber: string
}
export const HydratedTemplateButton_HydratedCallButtonSchema: Schema<HydratedTemplateButton_HydratedCallButton> = /*#__PURE__*/ schema('HydratedTemplateButton_HydratedCallButton', [
  { no: 1, name: 'displayText', scalar: 'string' },
  { no: 2, name: 'phoneNumber', scalar: 'string' },
])

export interface HydratedTemplateButton {
  quickReplyButton?: HydratedTemplateButton_HydratedQuickReplyButton
  urlButton?: HydratedTemplateButton_HydratedURLButton
  callButton?: HydratedTemplateButton_HydratedCallButton
  index: number
}
export const HydratedTemplateButtonSchema: Schema<HydratedTemplateButton> = /*#__PURE__*/ schema('HydratedTemplateButton', [
  { no: 1, name: 'quickReplyButton', message: () => HydratedTemplateButton_HydratedQuickReplyButtonSchema },
  { no: 2, name: 'urlButton', message: () => HydratedTemplateButton_HydratedURLButtonSchema },
  { no: 3, name: 'callButton', message: () => HydratedTemplateButton_HydratedCallButtonSchema },
  { no: 4, name: 'index', scalar: 'uint32' },
])

export interface HighlyStructuredMessage {
}
export const HighlyStructuredMessageSchema: Schema<HighlyStructuredMessage> = /*#__PURE__*/ schema('HighlyStructuredMessage', [
])

export interface RequestPaymentMessage {
}
export const RequestPaymentMessageSchema: Schema<RequestPaymentMessage> = /*#__PURE__*/ schema('RequestPaymentMessage', [
])

export interface DeclinePaymentRequestMessage {
}
export const DeclinePaymentRequestMessageSchema: Schema<DeclinePaymentRequestMessage> = /*#__PURE__*/ schema('DeclinePaymentRequestMessage', [
])

export interface CancelPaymentRequestMessage {
}
export const CancelPaymentRequestMessageSchema: Schema<CancelPaymentRequestMessage> = /*#__PURE__*/ schema('CancelPaymentRequestMessage', [
])

export interface ProductMessage {
}
export const ProductMessageSchema: Schema<ProductMessage> = /*#__PURE__*/ schema('ProductMessage', [
])

export interface OrderMessage {
}
export const OrderMessageSchema: Schema<OrderMessage> = /*#__PURE__*/ schema('OrderMessage', [
])

export interface InvoiceMessage {
}
export const InvoiceMessageSchema: Schema<InvoiceMessage> = /*#__PURE__*/ schema('InvoiceMessage', [
])

export interface PaymentInviteMessage {
}
export const PaymentInviteMessageSchema: Schema<PaymentInviteMessage> = /*#__PURE__*/ schema('PaymentInviteMessage', [
])

export interface InteractiveResponseMessage {
}
export const InteractiveResponseMessageSchema: Schema<InteractiveResponseMessage> = /*#__PURE__*/ schema('InteractiveResponseMessage', [
])

export interface MessageHistoryBundle {
}
export const MessageHistoryBundleSchema: Schema<MessageHistoryBundle> = /*#__PURE__*/ schema('MessageHistoryBundle', [
])

export interface BCallMessage {
}
export const BCallMessageSchema: Schema<BCallMessage> = /*#__PURE__*/ schema('BCallMessage', [
])

export interface NewsletterAdminInviteMessage {
}
export const NewsletterAdminInviteMessageSchema: Schema<NewsletterAdminInviteMessage> = /*#__PURE__*/ schema('NewsletterAdminInviteMessage', [
])

export interface PollResultSnapshotMessage {
}
export const PollResultSnapshotMessageSchema: Schema<PollResultSnapshotMessage> = /*#__PURE__*/ schema('PollResultSnapshotMessage', [
])

export interface NewsletterFollowerInviteMessage {
}
export const NewsletterFollowerInviteMessageSchema: Schema<NewsletterFollowerInviteMessage> = /*#__PURE__*/ schema('NewsletterFollowerInviteMessage', [
])

