import { decodeProto } from '../../../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../../../web/wire/proto/gen/message_pb.ts'
import type { MessageKey } from '../../../../web/wire/proto/gen/messageKey_pb.ts'
import type { Init } from '../../../../web/wire/proto/schema.ts'
import type { Content } from '../../device/messageKind.ts'

/** What a rare content is made of. */
export interface OddParts {
  readonly text: string
  readonly bytes: (length: number) => Uint8Array
  readonly atSec: number
  /** The message before it. */
  readonly target: Init<MessageKey>
}

type Maker = (parts: OddParts) => Content

/** Field 1999 of a Message, a text: nobody knows it. */
const OF_TOMORROW = Uint8Array.of(0xfa, 0x7c, 3, 0x61, 0x62, 0x63)

const file = ({ bytes, atSec }: OddParts, mimetype: string) => ({
  mimetype,
  fileSha256: bytes(32),
  fileEncSha256: bytes(32),
  mediaKey: bytes(32),
  fileLength: 31_007n,
  directPath: `/v/t62.7118-24/${atSec}.enc?ccb=1`,
  mediaKeyTimestamp: BigInt(atSec),
})

/** Contents that are rare in life, of every kind that the schema names and history can have. */
export const ODD_CONTENTS: Readonly<Record<string, Maker>> = {
  ptv: (parts) => ({ ptvMessage: { ...file(parts, 'video/mp4'), seconds: 9 } }),
  lottie: (parts) => ({
    lottieStickerMessage: {
      message: { stickerMessage: { ...file(parts, 'application/was'), isAnimated: true } },
    },
  }),
  stickerPack: ({ bytes, text }) => ({
    stickerPackMessage: { stickerPackId: 'pack', name: text, mediaKey: bytes(32) },
  }),
  captioned: (parts) => ({
    documentWithCaptionMessage: {
      message: {
        documentMessage: {
          ...file(parts, 'application/pdf'),
          fileName: 'plan.pdf',
          caption: parts.text,
        },
      },
    },
  }),
  ephemeral: ({ text }) => ({ ephemeralMessage: { message: { conversation: text } } }),
  viewOnceOld: (parts) => ({
    viewOnceMessage: {
      message: { videoMessage: { ...file(parts, 'video/mp4'), viewOnce: true } },
    },
  }),
  viewOnceVoice: (parts) => ({
    viewOnceMessageV2Extension: {
      message: { audioMessage: { ...file(parts, 'audio/ogg; codecs=opus'), ptt: true } },
    },
  }),
  groupMentioned: ({ text }) => ({
    groupMentionedMessage: { message: { extendedTextMessage: { text } } },
  }),
  spoiler: ({ text }) => ({ spoilerMessage: { message: { conversation: text } } }),
  question: ({ text }) => ({ questionMessage: { message: { conversation: text } } }),
  bot: ({ text }) => ({ botInvokeMessage: { message: { conversation: text } } }),
  pollOld: ({ text, bytes }) => ({
    pollCreationMessage: {
      name: text,
      options: [{ optionName: 'Yes' }, { optionName: 'No' }],
      selectableOptionsCount: 0,
    },
    messageContextInfo: { messageSecret: bytes(32) },
  }),
  pollVote: ({ target, bytes, atSec }) => ({
    pollUpdateMessage: {
      pollCreationMessageKey: target,
      vote: { encPayload: bytes(48), encIv: bytes(12) },
      senderTimestampMs: BigInt(atSec) * 1000n,
    },
  }),
  pollResult: () => ({ pollResultSnapshotMessage: {} }),
  pin: ({ target, atSec }) => ({
    pinInChatMessage: { key: target, type: 1, senderTimestampMs: BigInt(atSec) * 1000n },
  }),
  comment: ({ text, target }) => ({
    commentMessage: { message: { conversation: text }, targetMessageKey: target },
  }),
  encComment: ({ target, bytes }) => ({
    encCommentMessage: { targetMessageKey: target, encPayload: bytes(40), encIv: bytes(12) },
  }),
  eventAnswer: ({ target, bytes }) => ({
    encEventResponseMessage: {
      eventCreationMessageKey: target,
      encPayload: bytes(40),
      encIv: bytes(12),
    },
  }),
  callLog: () => ({ callLogMesssage: { isVideo: true, callOutcome: 1, durationSecs: 0n } }),
  calledGroup: () => ({ bcallMessage: {} }),
  placeholder: () => ({ placeholderMessage: {} }),
  askedForNumber: () => ({ requestPhoneNumberMessage: {} }),
  newsletterAdmin: () => ({ newsletterAdminInviteMessage: {} }),
  newsletterFollower: () => ({ newsletterFollowerInviteMessageV2: {} }),
  historyBundle: () => ({ messageHistoryBundle: {} }),
  product: () => ({ productMessage: {} }),
  order: () => ({ orderMessage: {} }),
  invoice: () => ({ invoiceMessage: {} }),
  paymentInvite: () => ({ paymentInviteMessage: {} }),
  paymentAsked: () => ({ requestPaymentMessage: {} }),
  paymentDeclined: () => ({ declinePaymentRequestMessage: {} }),
  paymentCancelled: () => ({ cancelPaymentRequestMessage: {} }),
  structured: () => ({ highlyStructuredMessage: {} }),
  list: ({ text }) => ({
    listMessage: {
      title: 'Choose',
      description: text,
      buttonText: 'Open',
      sections: [{ title: 'All', rows: [{ title: 'One', rowId: '1' }] }],
    },
  }),
  listAnswer: ({ text }) => ({
    listResponseMessage: { title: text, singleSelectReply: { selectedRowId: '1' } },
  }),
  buttonAnswer: ({ text }) => ({
    buttonsResponseMessage: { selectedButtonId: 'yes', selectedDisplayText: text },
  }),
  template: ({ text }) => ({
    templateMessage: { hydratedTemplate: { hydratedContentText: text, templateId: '1' } },
  }),
  templateAnswer: ({ text }) => ({
    templateButtonReplyMessage: { selectedId: '1', selectedDisplayText: text },
  }),
  interactive: ({ text }) => ({ interactiveMessage: { body: { text } } }),
  interactiveAnswer: () => ({ interactiveResponseMessage: {} }),
  ofTomorrow: () => ({ ...decodeProto(MessageSchema, OF_TOMORROW) }),
}

export const ODD_NAMES = Object.keys(ODD_CONTENTS)
