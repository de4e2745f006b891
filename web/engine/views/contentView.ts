import type { CardKind } from '../../bridge/chatViews.ts'
import { contentField, unwrapMessage, type ContentField } from '../../formats/unwrapMessage.ts'
import { FormatError } from '../../formats/formatError.ts'
import { decodeProto, ProtoError } from '../../wire/proto/codec.ts'
import { MessageSchema, type Message } from '../../wire/proto/gen/message_pb.ts'
import { cardOf } from './cards.ts'
import { contextOf, type ContextView } from './messageContext.ts'

/** What stands in a message, as `ContentView`, before its people have names. */
export type PlainContent =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly link?: { readonly url: string; readonly title: string; readonly description: string }
    }
  | {
      readonly kind: 'card'
      readonly card: CardKind
      readonly text: string
      readonly detail?: string
      readonly seconds?: number
      readonly bytes?: number
    }

/** A message as it can be read without asking anything. */
export interface ReadMessage {
  readonly content: PlainContent
  readonly context: ContextView
}

const UNREADABLE: ReadMessage = {
  content: { kind: 'card', card: 'unknown', text: '' },
  context: { mentioned: [] },
}

/**
 * Reads the content of a message. `fromMe`: only then an envelope of one's own devices is opened. What
 * is no message of this build shows as an unknown card; its bytes stay as they are.
 */
export function readMessage(bytes: Uint8Array, fromMe: boolean): ReadMessage {
  try {
    return readDecoded(decodeProto(MessageSchema, bytes), fromMe)
  } catch (cause) {
    if (cause instanceof ProtoError) return UNREADABLE
    throw cause
  }
}

/** As `readMessage`, of a message that is decoded already. */
export function readDecoded(outer: Message, fromMe: boolean): ReadMessage {
  try {
    const { message, wrappers } = unwrapMessage(outer, fromMe)
    // An edit stands in place of the message that it changes.
    const edited = message.protocolMessage?.editedMessage
    if (edited !== undefined) return readDecoded(edited, false)
    const comment = message.commentMessage?.message
    if (comment !== undefined) return readDecoded(comment, false)
    const field = contentField(message)
    const context = contextOf(message, field)
    if (wrappers.some(isViewOnce)) return { content: viewOnce, context }
    if (wrappers.some(isStatus)) return { content: status, context }
    return { content: contentOf(message, field), context }
  } catch (cause) {
    if (cause instanceof FormatError) return UNREADABLE
    throw cause
  }
}

const viewOnce: PlainContent = { kind: 'card', card: 'view-once', text: '' }
const status: PlainContent = { kind: 'card', card: 'status', text: '' }

const isViewOnce = (wrapper: ContentField) => wrapper.startsWith('viewOnceMessage')

const isStatus = (wrapper: ContentField) =>
  wrapper.startsWith('groupStatus') || wrapper === 'statusMentionMessage'

function contentOf(message: Message, field: ContentField | 'unknown' | undefined): PlainContent {
  switch (field) {
    case 'conversation':
      return { kind: 'text', text: message.conversation }
    case 'extendedTextMessage': {
      const {
        text = '',
        matchedText = '',
        title = '',
        description = '',
      } = message.extendedTextMessage ?? {}
      if (matchedText === '') return { kind: 'text', text }
      return { kind: 'text', text, link: { url: matchedText, title, description } }
    }
    case 'buttonsResponseMessage':
      return { kind: 'text', text: message.buttonsResponseMessage?.selectedDisplayText ?? '' }
    case 'templateButtonReplyMessage':
      return { kind: 'text', text: message.templateButtonReplyMessage?.selectedDisplayText ?? '' }
    case 'listResponseMessage':
      return { kind: 'text', text: message.listResponseMessage?.title ?? '' }
    default:
      return cardOf(message, field)
  }
}
