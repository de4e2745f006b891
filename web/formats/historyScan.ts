import { concatBytes } from '../crypto/bytes.ts'
import { decodeProto } from '../wire/proto/codec.ts'
import type { Schema } from '../wire/proto/schema.ts'
import { isSet } from '../wire/proto/schema.ts'
import { walkFields, type FieldSpan } from '../wire/proto/walk.ts'
import {
  ConversationSchema,
  GlobalSettingsSchema,
  HistorySyncMsgSchema,
  HistorySyncSchema,
  InlineContactSchema,
  PastParticipantsSchema,
  PhoneNumberToLIDMappingSchema,
  PushnameSchema,
  WebMessageInfoSchema,
  type Conversation,
  type GlobalSettings,
  type InlineContact,
  type PastParticipants,
  type WebMessageInfo,
} from '../wire/proto/gen/history_pb.ts'
import { FormatError } from './formatError.ts'

/** One message of the phone's past. */
export interface HistoryMessage {
  readonly info: WebMessageInfo
  /** The encoded Message as it came, for keeping; absent for a line of the system. */
  readonly content?: Uint8Array
}

/** One thing in a chunk of history. Addresses are texts as they came. */
export type HistoryPiece =
  /** First of all. */
  | {
      readonly kind: 'head'
      readonly syncType: number
      readonly chunkOrder?: number
      readonly progress?: number
    }
  | { readonly kind: 'mapping'; readonly pn: string; readonly lid: string }
  | { readonly kind: 'contact'; readonly contact: InlineContact }
  | { readonly kind: 'push-name'; readonly jid: string; readonly name: string }
  /** A chat without its messages, of which so many follow, newest first. */
  | {
      readonly kind: 'conversation'
      readonly conversation: Conversation
      readonly messageCount: number
    }
  | ({ readonly kind: 'message'; readonly chat: string; readonly orderId: bigint } & HistoryMessage)
  | ({ readonly kind: 'status' } & HistoryMessage)
  | { readonly kind: 'past-members'; readonly past: PastParticipants }
  | { readonly kind: 'settings'; readonly settings: GlobalSettings }
  | { readonly kind: 'nct-salt'; readonly salt: Uint8Array }
  | { readonly kind: 'media-nonce'; readonly nonce: string }
  /** This one cannot be read; the others count all the same. */
  | { readonly kind: 'malformed'; readonly part: 'conversation' | 'message' | 'other' }

/** Inflated bytes of a whole chunk. */
export const HISTORY_CHUNK_LIMIT = 64 * 1024 * 1024
/** Bytes of what is read as one: a message, or a chat without its messages. */
export const HISTORY_RECORD_LIMIT = 16 * 1024 * 1024

const CONVERSATIONS = 2
const STATUS_MESSAGES = 3
/** What is read of a chunk as a whole: its kind, number and progress. */
const HEAD_FIELDS = [1, 5, 6]

/** Fields in the order in which they are of use: who is who, names, chats, the rest. */
const ORDER = [15, 20, 7, CONVERSATIONS, STATUS_MESSAGES, 12, 8, 19, 16]

/** Field of a Conversation with a HistorySyncMsg; of a HistorySyncMsg, and of a WebMessageInfo. */
const MESSAGES = 2
const INFO = 1
const CONTENT = 2

/**
 * Walks an inflated chunk of history and gives one piece at a time, in the order of chapter 07
 * section 5; never more than one message or one chat is read at once. Take a pause between pieces
 * whenever other work is due.
 *
 * @throws FormatError 'too-large' above 64 MiB, 'malformed' when the chunk itself is broken: before
 *   the first piece.
 */
export function* scanHistory(chunk: Uint8Array): Generator<HistoryPiece, void, undefined> {
  if (chunk.length > HISTORY_CHUNK_LIMIT) throw new FormatError('too-large', 'history')
  const spans = spansByNumber(chunk)
  yield head(chunk, spans)
  for (const no of ORDER) {
    for (const span of spans.get(no) ?? []) yield* pieces(chunk, span)
  }
}

type Spans = ReadonlyMap<number, readonly FieldSpan[]>

function spansByNumber(chunk: Uint8Array): Spans {
  const spans = new Map<number, FieldSpan[]>()
  try {
    for (const span of walkFields(chunk)) {
      const known = spans.get(span.no)
      if (known === undefined) spans.set(span.no, [span])
      else known.push(span)
    }
  } catch {
    throw new FormatError('malformed', 'history')
  }
  return spans
}

function head(chunk: Uint8Array, spans: Spans): HistoryPiece {
  const parts = HEAD_FIELDS.flatMap((no) => spans.get(no) ?? [])
  const bytes = concatBytes(...parts.map(({ start, end }) => chunk.subarray(start, end)))
  const sync = decodeProto(HistorySyncSchema, bytes)
  return {
    kind: 'head',
    syncType: sync.syncType,
    ...(isSet(sync, 'chunkOrder') ? { chunkOrder: sync.chunkOrder } : {}),
    ...(isSet(sync, 'progress') ? { progress: sync.progress } : {}),
  }
}

function* pieces(chunk: Uint8Array, span: FieldSpan): Generator<HistoryPiece, void, undefined> {
  if (!span.delimited) return
  if (span.no === CONVERSATIONS) {
    yield* conversationPieces(chunk, span)
    return
  }
  const piece = readOr('other', () => otherPiece(chunk, span))
  // A hyphen stands for a name that is not there.
  if (piece.kind !== 'push-name' || piece.name !== '-') yield piece
}

/** A piece, or the note that it cannot be read. */
function readOr(
  part: 'conversation' | 'message' | 'other',
  read: () => HistoryPiece,
): HistoryPiece {
  try {
    return read()
  } catch {
    return { kind: 'malformed', part }
  }
}

function decode<Message extends object>(
  schema: Schema<Message>,
  chunk: Uint8Array,
  { valueStart, end }: FieldSpan,
): Message {
  if (end - valueStart > HISTORY_RECORD_LIMIT) throw new FormatError('too-large', schema.name)
  return decodeProto(schema, chunk.subarray(valueStart, end))
}

function otherPiece(chunk: Uint8Array, span: FieldSpan): HistoryPiece {
  switch (span.no) {
    case 15: {
      const { pnJid, lidJid } = decode(PhoneNumberToLIDMappingSchema, chunk, span)
      return { kind: 'mapping', pn: pnJid, lid: lidJid }
    }
    case 20:
      return { kind: 'contact', contact: decode(InlineContactSchema, chunk, span) }
    case 7: {
      const { id, pushname } = decode(PushnameSchema, chunk, span)
      return { kind: 'push-name', jid: id, name: pushname }
    }
    case STATUS_MESSAGES: {
      const info = decode(WebMessageInfoSchema, chunk, span)
      return { kind: 'status', info, ...contentIn(chunk, [span]) }
    }
    case 12:
      return { kind: 'past-members', past: decode(PastParticipantsSchema, chunk, span) }
    case 8:
      return { kind: 'settings', settings: decode(GlobalSettingsSchema, chunk, span) }
    case 19:
      return { kind: 'nct-salt', salt: chunk.slice(span.valueStart, span.end) }
    default: {
      const nonce = decodeProto(HistorySyncSchema, chunk.subarray(span.start, span.end))
      return { kind: 'media-nonce', nonce: nonce.companionMetaNonce }
    }
  }
}

function* conversationPieces(
  chunk: Uint8Array,
  { valueStart, end }: FieldSpan,
): Generator<HistoryPiece, void, undefined> {
  const messages: FieldSpan[] = []
  let conversation: Conversation
  try {
    const rest: Uint8Array[] = []
    let restLength = 0
    for (const span of walkFields(chunk, valueStart, end)) {
      if (span.no === MESSAGES && span.delimited) {
        messages.push(span)
        continue
      }
      restLength += span.end - span.start
      if (restLength > HISTORY_RECORD_LIMIT) throw new FormatError('too-large', 'conversation')
      rest.push(chunk.subarray(span.start, span.end))
    }
    conversation = decodeProto(ConversationSchema, concatBytes(...rest))
  } catch {
    yield { kind: 'malformed', part: 'conversation' }
    return
  }
  yield { kind: 'conversation', conversation, messageCount: messages.length }
  for (const span of messages) {
    yield readOr('message', () => messagePiece(chunk, span, conversation.id))
  }
}

function messagePiece(chunk: Uint8Array, span: FieldSpan, chat: string): HistoryPiece {
  const { message: info, msgOrderId: orderId } = decode(HistorySyncMsgSchema, chunk, span)
  if (info === undefined) throw new FormatError('malformed', 'message')
  const infos = [...walkFields(chunk, span.valueStart, span.end)].filter(({ no }) => no === INFO)
  return { kind: 'message', chat, orderId, info, ...contentIn(chunk, infos) }
}

/** The encoded Message in these WebMessageInfo pieces: what comes in two pieces is one message. */
function contentIn(
  chunk: Uint8Array,
  infos: readonly FieldSpan[],
): { readonly content?: Uint8Array } {
  const parts = infos.flatMap(({ valueStart, end }) =>
    [...walkFields(chunk, valueStart, end)]
      .filter(({ no, delimited }) => no === CONTENT && delimited)
      .map((content) => chunk.subarray(content.valueStart, content.end)),
  )
  return parts.length === 0 ? {} : { content: concatBytes(...parts) }
}
