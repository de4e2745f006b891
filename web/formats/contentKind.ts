import {
  KeepInChatMessage_KeepType,
  ProtocolMessage_Type,
  SecretEncryptedMessage_SecretEncType,
  type Message,
} from '../wire/proto/gen/message_pb.ts'
import { isSet } from '../wire/proto/schema.ts'
import { contentField, unwrapMessage, type ContentField } from './unwrapMessage.ts'

/** What the stanza around a message says of its content: nothing of it is encrypted. */
export interface ContentKind {
  readonly type: 'text' | 'media' | 'reaction' | 'poll' | 'event'
  /** `mediatype` of each `enc`. */
  readonly mediaType?: string
  /** 1 edit, 2 pin, 7 taken back by its author, 8 taken back by an admin. */
  readonly edit?: '1' | '2' | '7' | '8'
  /** `decrypt-fail="hide"`: who cannot read it shows nothing in its place. */
  readonly hideFailure: boolean
  /** Attributes of the `meta` child. */
  readonly meta?: Readonly<Record<string, string>>
}

/** Contents whose media type does not depend on what is in them. */
const mediaTypes: Readonly<Partial<Record<ContentField, string>>> = {
  imageMessage: 'image',
  ptvMessage: 'ptv',
  documentMessage: 'document',
  stickerMessage: 'sticker',
  stickerPackMessage: 'sticker_pack',
  locationMessage: 'location',
  liveLocationMessage: 'livelocation',
  contactMessage: 'vcard',
  contactsArrayMessage: 'contact_array',
  groupInviteMessage: 'url',
  listMessage: 'list',
  listResponseMessage: 'list_response',
  buttonsResponseMessage: 'buttons_response',
  orderMessage: 'order',
  productMessage: 'product',
  interactiveResponseMessage: 'native_flow_response',
}

const pollCreations: readonly string[] = [
  'pollCreationMessage',
  'pollCreationMessageV2',
  'pollCreationMessageV3',
  'pollCreationMessageV5',
  'pollCreationMessageV6',
] satisfies readonly ContentField[]

/**
 * How a message travels (chapter 05 section 1, its tables). Envelopes are looked through, that for
 * own devices too.
 *
 * @throws FormatError 'too-deep'
 */
export function contentKind(outer: Message): ContentKind {
  const { message } = unwrapMessage(outer, true)
  const field = contentField(message)
  const mediaType = mediaTypeOf(message, field)
  const edit = editOf(message, field)
  const meta = metaOf(message, field)
  return {
    type: typeOf(message, field, mediaType),
    hideFailure: hidesFailure(field, edit),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(edit === undefined ? {} : { edit }),
    ...(meta === undefined ? {} : { meta }),
  }
}

type Field = ReturnType<typeof contentField>

function typeOf(message: Message, field: Field, mediaType: string | undefined) {
  if (field === 'reactionMessage' || field === 'encReactionMessage') return 'reaction'
  if (field === 'pollUpdateMessage' || pollCreations.includes(field ?? '')) return 'poll'
  if (field === 'eventMessage' || field === 'encEventResponseMessage') return 'event'
  if (isEventEdit(message)) return 'event'
  // The service drops a media stanza that does not say which.
  return mediaType === undefined ? 'text' : 'media'
}

function mediaTypeOf(message: Message, field: Field): string | undefined {
  switch (field) {
    case undefined:
    case 'unknown':
      return undefined
    case 'extendedTextMessage':
      return message.extendedTextMessage?.matchedText ? 'url' : undefined
    case 'videoMessage':
      return message.videoMessage?.gifPlayback ? 'gif' : 'video'
    case 'audioMessage':
      return message.audioMessage?.ptt ? 'ptt' : 'audio'
    default:
      return mediaTypes[field]
  }
}

function editOf(message: Message, field: Field): ContentKind['edit'] {
  switch (field) {
    case 'protocolMessage': {
      const control = message.protocolMessage
      if (control === undefined) return undefined
      if (control.type === ProtocolMessage_Type.MESSAGE_EDIT) return '1'
      const revokes = isSet(control, 'type') && control.type === ProtocolMessage_Type.REVOKE
      if (!revokes) return undefined
      return control.key?.fromMe ? '7' : '8'
    }
    case 'secretEncryptedMessage':
      return message.secretEncryptedMessage?.secretEncType ===
        SecretEncryptedMessage_SecretEncType.MESSAGE_EDIT
        ? '1'
        : undefined
    case 'pinInChatMessage':
      return '2'
    case 'reactionMessage':
      return message.reactionMessage?.text === '' ? '7' : undefined
    case 'keepInChatMessage': {
      const undone =
        message.keepInChatMessage?.keepType === KeepInChatMessage_KeepType.UNDO_KEEP_FOR_ALL
      return undone && message.keepInChatMessage?.key?.fromMe ? '7' : undefined
    }
    default:
      return undefined
  }
}

const alwaysHidden: readonly string[] = [
  'reactionMessage',
  'encReactionMessage',
  'pollUpdateMessage',
  'pinInChatMessage',
  'keepInChatMessage',
  'encEventResponseMessage',
  'secretEncryptedMessage',
] satisfies readonly ContentField[]

/** Not for a message taken back: the service drops such a stanza. */
function hidesFailure(field: Field, edit: ContentKind['edit']): boolean {
  return alwaysHidden.includes(field ?? '') || edit === '1'
}

function metaOf(message: Message, field: Field): ContentKind['meta'] {
  if (field === 'pollUpdateMessage') return { polltype: 'vote' }
  if (pollCreations.includes(field ?? '')) return { polltype: 'creation' }
  if (field === 'eventMessage') return { event_type: 'creation' }
  if (field === 'encEventResponseMessage') return { event_type: 'response' }
  return isEventEdit(message) ? { event_type: 'edit' } : undefined
}

function isEventEdit(message: Message): boolean {
  return (
    message.secretEncryptedMessage?.secretEncType ===
    SecretEncryptedMessage_SecretEncType.EVENT_EDIT
  )
}
