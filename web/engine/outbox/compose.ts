import { contentField, unwrapMessage, type ContentField } from '../../formats/unwrapMessage.ts'
import type { Jid } from '../../wire/jid.ts'
import type { ContextInfo, Message } from '../../wire/proto/gen/message_pb.ts'
import { ProtocolMessage_Type } from '../../wire/proto/gen/message_pb.ts'
import type { MessageKey as MessageName } from '../../wire/proto/gen/messageKey_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'

/** The disappearing timer of a chat. */
export interface Timer {
  readonly seconds: number
  /** When it was set, in seconds. */
  readonly setSec: number
}

/** What a message says beside its content. */
export interface Frame {
  /** The message that it answers. */
  readonly quote?:
    | { readonly id: string; readonly author: Jid; readonly message: Message }
    | undefined
  /** Accounts named in the text. */
  readonly mentions?: readonly Jid[] | undefined
  readonly timer?: Timer | undefined
}

/** How often a message may be passed on before it counts as passed on often. */
const LARGEST_SCORE = 127

/** A text. Plain when there is nothing else to say. */
export function textMessage(text: string, frame: Frame): Init<Message> {
  const contextInfo = contextOf(frame)
  if (contextInfo === undefined) return { conversation: text }
  return { extendedTextMessage: { text, contextInfo } }
}

/** A message's own content with another text: what it answered and whom it named stays. */
export function editedContent(original: Message, text: string): Init<Message> {
  const before = original.extendedTextMessage
  if (before === undefined) return { conversation: text }
  // The preview was one of the old text's link.
  return { extendedTextMessage: { text, contextInfo: before.contextInfo } }
}

/** Puts another content in the place of a message's own. */
export function editMessage(
  name: Init<MessageName>,
  editedMessage: Init<Message>,
  nowMs: number,
): Init<Message> {
  const protocolMessage = {
    key: name,
    type: ProtocolMessage_Type.MESSAGE_EDIT,
    editedMessage,
    timestampMs: BigInt(nowMs),
  }
  return { editedMessage: { message: { protocolMessage } } }
}

/** An emoji for a message; an empty one takes it back. */
export function reactionMessage(
  name: Init<MessageName>,
  emoji: string,
  nowMs: number,
): Init<Message> {
  return { reactionMessage: { key: name, text: emoji, senderTimestampMs: BigInt(nowMs) } }
}

/** Takes a message back, one's own or as an admin. */
export function revokeMessage(name: Init<MessageName>): Init<Message> {
  return { protocolMessage: { key: name, type: ProtocolMessage_Type.REVOKE } }
}

/** Sets the timer of a chat with a person; 0 seconds: messages stay. */
export function timerMessage({ seconds, setSec }: Timer): Init<Message> {
  return {
    protocolMessage: {
      type: ProtocolMessage_Type.EPHEMERAL_SETTING,
      ephemeralExpiration: seconds,
      ephemeralSettingTimestamp: BigInt(setSec),
    },
  }
}

/** Contents that can be passed on: each has a place for what is said beside it. */
const forwardable = [
  'extendedTextMessage',
  'imageMessage',
  'videoMessage',
  'ptvMessage',
  'audioMessage',
  'documentMessage',
  'stickerMessage',
  'stickerPackMessage',
  'locationMessage',
  'liveLocationMessage',
  'contactMessage',
  'contactsArrayMessage',
  'groupInviteMessage',
  'eventMessage',
] as const satisfies readonly ContentField[]

type Forwardable = (typeof forwardable)[number]

/**
 * A stored message as it is passed on to another chat: the same content, without its quote and its
 * mentions. Media stay where they lie. Undefined for what cannot be passed on (view once, polls,
 * unknown kinds).
 *
 * @throws FormatError 'too-deep'
 */
export function forwardMessage(
  stored: Message,
  timer: Timer | undefined,
): Init<Message> | undefined {
  const { message, wrappers } = unwrapMessage(stored, true)
  if (wrappers.some((name) => name.startsWith('viewOnce'))) return undefined
  const field = contentField(message)
  if (field === 'conversation') {
    const contextInfo = forwardedContext(undefined, timer)
    return { extendedTextMessage: { text: message.conversation, contextInfo } }
  }
  const name = forwardable.find((known) => known === field)
  if (name === undefined) return undefined
  const content = message[name]
  return { [name]: { ...content, contextInfo: forwardedContext(content?.contextInfo, timer) } }
}

function forwardedContext(before: ContextInfo | undefined, timer: Timer | undefined) {
  const score = (before?.forwardingScore ?? 0) + 1
  return {
    ...contextOf({ timer }),
    isForwarded: true,
    forwardingScore: Math.min(score, LARGEST_SCORE),
  }
}

/**
 * The peers' context of a message, nothing when it says nothing. Of a quoted message the content
 * travels, without what that one said beside it.
 */
function contextOf({ quote, mentions = [], timer }: Frame): Init<ContextInfo> | undefined {
  const context: Init<ContextInfo> = {
    ...(quote === undefined
      ? {}
      : {
          stanzaId: quote.id,
          participant: quote.author,
          quotedMessage: quotedContent(quote.message),
        }),
    ...(mentions.length === 0 ? {} : { mentionedJid: mentions }),
    ...(timer === undefined || timer.seconds === 0
      ? {}
      : { expiration: timer.seconds, ephemeralSettingTimestamp: BigInt(timer.setSec) }),
  }
  return Object.keys(context).length === 0 ? undefined : context
}

function quotedContent(stored: Message): Init<Message> {
  const { message } = unwrapMessage(stored, true)
  const field = contentField(message)
  if (field === undefined || field === 'unknown') return { conversation: '' }
  if (field === 'conversation') return { conversation: message.conversation }
  const name = forwardable.find((known): known is Forwardable => known === field)
  if (name === undefined) return { [field]: message[field] }
  return { [name]: { ...message[name], contextInfo: undefined } }
}
