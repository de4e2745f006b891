import { isSet } from '../wire/proto/schema.ts'
import { unknownFieldNumbers } from '../wire/proto/codec.ts'
import {
  FutureProofMessageSchema,
  MessageSchema,
  type FutureProofMessage,
  type Message,
  type MessageContextInfo,
  type SenderKeyDistributionMessage,
} from '../wire/proto/gen/message_pb.ts'
import { FormatError } from './formatError.ts'

/** Name of a content field of a message. */
export type ContentField = Exclude<
  keyof Message,
  | 'senderKeyDistributionMessage'
  | 'fastRatchetKeySenderKeyDistributionMessage'
  | 'messageContextInfo'
>

/** A message without the envelopes around it. */
export interface UnwrappedMessage {
  /** The innermost message: the one with the content. */
  readonly message: Message
  /** The envelopes, outermost first: `ephemeralMessage`, `viewOnceMessageV2`, `editedMessage`… */
  readonly wrappers: readonly ContentField[]
  /** Where one of the own devices sent it. Only when asked for. */
  readonly sentTo?: { readonly destinationJid: string; readonly phash: string }
  /** Context of the innermost level that has one. */
  readonly contextInfo?: MessageContextInfo
  /** A group key on any level. It counts only where chapter 05 section 6 rule 4 lets it. */
  readonly senderKey?: SenderKeyDistributionMessage
}

/** Levels of envelopes; real messages have three at most. */
const DEPTH_LIMIT = 8

const besideContent: readonly string[] = [
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'messageContextInfo',
] satisfies readonly (keyof Message)[]

const contentFields = MessageSchema.fields
  .map(({ name }) => name)
  .filter((name) => !besideContent.includes(name)) as readonly ContentField[]

const wrapperFields = MessageSchema.fields
  .filter((field) => 'message' in field && field.message() === FutureProofMessageSchema)
  .map(({ name }) => name) as readonly ContentField[]

/**
 * Takes a message out of its envelopes (chapter 05 section 6 rule 6). `ownDevice`: it came from a
 * device of one's own account, the only case in which a DeviceSentMessage is opened; from anybody
 * else it stays what it is, a content that nobody shows.
 *
 * @throws FormatError 'too-deep' behind 8 envelopes.
 */
export function unwrapMessage(outer: Message, ownDevice: boolean): UnwrappedMessage {
  const wrappers: ContentField[] = []
  let message = outer
  let sentTo: UnwrappedMessage['sentTo']
  let contextInfo = outer.messageContextInfo
  let senderKey = outer.senderKeyDistributionMessage
  for (;;) {
    const sent = ownDevice ? message.deviceSentMessage : undefined
    const wrapper = sent === undefined ? wrapperOf(message) : 'deviceSentMessage'
    const inner = sent?.message ?? envelope(message, wrapper)?.message
    if (wrapper === undefined || inner === undefined) break
    if (wrappers.length === DEPTH_LIMIT) throw new FormatError('too-deep', 'message')
    wrappers.push(wrapper)
    if (sent !== undefined) {
      sentTo ??= { destinationJid: sent.destinationJid, phash: sent.phash }
    }
    message = inner
    contextInfo = inner.messageContextInfo ?? contextInfo
    senderKey ??= inner.senderKeyDistributionMessage
  }
  return {
    message,
    wrappers,
    ...(sentTo === undefined ? {} : { sentTo }),
    ...(contextInfo === undefined ? {} : { contextInfo }),
    ...(senderKey === undefined ? {} : { senderKey }),
  }
}

function wrapperOf(message: Message): ContentField | undefined {
  return wrapperFields.find((name) => isSet(message, name))
}

function envelope(
  message: Message,
  name: ContentField | undefined,
): FutureProofMessage | undefined {
  return name === undefined ? undefined : (message[name] as FutureProofMessage | undefined)
}

/**
 * Which content a message has: the name of its field; 'unknown' for a field that this build does not
 * know; nothing for a message that only carries a group key or a context.
 */
export function contentField(message: Message): ContentField | 'unknown' | undefined {
  const known = contentFields.find((name) => isSet(message, name))
  if (known !== undefined) return known
  return unknownFieldNumbers(message).length > 0 ? 'unknown' : undefined
}
