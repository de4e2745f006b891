import { type Message, ProtocolMessage_Type } from '../../../web/wire/proto/gen/message_pb.ts'
import type { Init } from '../../../web/wire/proto/schema.ts'

/** A message to be sent: any part of the schema. */
export type Content = Init<Message>

/** What a stanza says about its content in clear (chapter 05 section 1). */
export interface StanzaKind {
  readonly type: 'text' | 'media' | 'reaction' | 'poll' | 'event'
  readonly mediatype?: string
  readonly edit?: string
  readonly isHidden?: boolean
  readonly meta?: Readonly<Record<string, string>>
}

/** Fields beside the content proper. */
const BESIDE = new Set(['messageContextInfo', 'senderKeyDistributionMessage'])

const WRAPPERS = [
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
  'documentWithCaptionMessage',
  'groupMentionedMessage',
  'lottieStickerMessage',
  'botInvokeMessage',
  'associatedChildMessage',
  'pollCreationMessageV4',
] as const

const MEDIA: Readonly<Record<string, string>> = {
  imageMessage: 'image',
  ptvMessage: 'ptv',
  documentMessage: 'document',
  stickerMessage: 'sticker',
  locationMessage: 'location',
  liveLocationMessage: 'livelocation',
  contactMessage: 'vcard',
  contactsArrayMessage: 'contact_array',
  groupInviteMessage: 'url',
}

/** Name of the content field; 'unknown' when there is none that the schema names. */
export function contentName(message: Content): string {
  return Object.keys(message).find((name) => !BESIDE.has(name)) ?? 'unknown'
}

/** The content inside wrappers that only say how to show it. */
export function unwrapped(message: Content): Content {
  for (const name of WRAPPERS) {
    const inner = message[name]?.message
    if (inner !== undefined) return unwrapped(inner)
  }
  return message
}

/** What its stanza has to say. */
export function kindOf(message: Content): StanzaKind {
  const inner = unwrapped(message)
  const name = contentName(inner)
  switch (name) {
    case 'reactionMessage':
    case 'encReactionMessage':
      return {
        type: 'reaction',
        isHidden: true,
        ...(inner.reactionMessage?.text === '' ? { edit: '7' } : {}),
      }
    case 'pollCreationMessage':
    case 'pollCreationMessageV2':
    case 'pollCreationMessageV3':
    case 'pollCreationMessageV5':
      return { type: 'poll', meta: { polltype: 'creation' } }
    case 'pollUpdateMessage':
      return { type: 'poll', isHidden: true, meta: { polltype: 'vote' } }
    case 'eventMessage':
      return { type: 'event', meta: { event_type: 'creation' } }
    case 'pinInChatMessage':
      return { type: 'text', edit: '2', isHidden: true }
    case 'editedMessage':
      return { type: 'text', edit: '1', isHidden: true }
    case 'protocolMessage':
      return protocolKind(inner)
    case 'extendedTextMessage':
      return (inner.extendedTextMessage?.matchedText ?? '') === ''
        ? { type: 'text' }
        : { type: 'media', mediatype: 'url' }
    case 'videoMessage':
      return { type: 'media', mediatype: inner.videoMessage?.gifPlayback ? 'gif' : 'video' }
    case 'audioMessage':
      return { type: 'media', mediatype: inner.audioMessage?.ptt ? 'ptt' : 'audio' }
    default: {
      const mediatype = MEDIA[name]
      return mediatype === undefined ? { type: 'text' } : { type: 'media', mediatype }
    }
  }
}

function protocolKind({ protocolMessage }: Content): StanzaKind {
  const type = protocolMessage?.type ?? ProtocolMessage_Type.REVOKE
  if (type === ProtocolMessage_Type.MESSAGE_EDIT) return { type: 'text', edit: '1', isHidden: true }
  if (type !== ProtocolMessage_Type.REVOKE) return { type: 'text' }
  return { type: 'text', edit: protocolMessage?.key?.fromMe === true ? '7' : '8' }
}

/** The words of a message, for lists of what was heard. */
export function textOfContent(message: Content): string {
  const inner = unwrapped(message)
  const edited = inner.editedMessage?.message?.protocolMessage ?? inner.protocolMessage
  if (edited?.editedMessage) return textOfContent(edited.editedMessage)
  const words = [
    inner.conversation,
    inner.extendedTextMessage?.text,
    inner.imageMessage?.caption,
    inner.videoMessage?.caption,
    inner.documentMessage?.caption,
    inner.reactionMessage?.text,
    (inner.pollCreationMessageV3 ?? inner.pollCreationMessage)?.name,
    inner.locationMessage?.name,
    inner.contactMessage?.displayName,
  ]
  return words.find((text) => text !== undefined && text !== '') ?? ''
}
