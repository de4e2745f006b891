import { concatBytes } from '../crypto/bytes.ts'
import { decodeProto } from '../wire/proto/codec.ts'
import type { Schema } from '../wire/proto/schema.ts'
import { isSet } from '../wire/proto/schema.ts'
import {
  ConversationSchema,
  GlobalSettingsSchema,
  HistorySyncSchema,
  InlineContactSchema,
  PastParticipantsSchema,
  PhoneNumberToLIDMappingSchema,
  PushnameSchema,
  type Conversation,
  type GlobalSettings,
  type HistorySync,
  type InlineContact,
  type PastParticipants,
} from '../wire/proto/gen/history_pb.ts'
import { FormatError } from './formatError.ts'
import { type HistoryRecord, historyRecord, infoRecord } from './historyRecord.ts'
import { enter, isDelimited, nextField, pass, skimOver } from './skim.ts'

/**
 * A place between two pieces: how many fields of the chunk are done, in the order of use, and how many
 * messages of the next one, when that is a chat.
 */
export type HistoryPlace = readonly [fields: number, messages: number]

/** One thing in a chunk of history. Addresses are texts as they came. */
export type HistoryPiece =
  | { readonly kind: 'mapping'; readonly pn: string; readonly lid: string }
  | { readonly kind: 'contact'; readonly contact: InlineContact }
  | { readonly kind: 'push-name'; readonly jid: string; readonly name: string }
  /** A chat without its messages, which follow, newest first. `again`: some of them were given before. */
  | {
      readonly kind: 'conversation'
      readonly conversation: Conversation
      readonly again: boolean
    }
  | { readonly kind: 'message'; readonly chat: string; readonly record: HistoryRecord }
  | { readonly kind: 'status'; readonly record: HistoryRecord }
  | {
      readonly kind: 'past-members'
      readonly past: PastParticipants
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'settings'; readonly settings: GlobalSettings; readonly bytes: Uint8Array }
  | { readonly kind: 'nct-salt'; readonly salt: Uint8Array }
  | { readonly kind: 'media-nonce'; readonly nonce: string }
  /** An encoded CallLogRecord. */
  | { readonly kind: 'call'; readonly bytes: Uint8Array }
  /** What this build has no use for, tag included. */
  | { readonly kind: 'unused'; readonly no: number; readonly bytes: Uint8Array }
  /** This one cannot be read; the others count all the same. */
  | {
      readonly kind: 'malformed'
      readonly part: 'conversation' | 'message' | 'other'
      readonly bytes: Uint8Array
    }

/** What a chunk says of itself. */
export interface HistoryHead {
  readonly syncType: number
  readonly chunkOrder?: number
  readonly progress?: number
}

/** A piece, the place behind it, and how much of the chunk's bytes lies before that: 0 to 1. */
export interface HistoryStep {
  readonly piece: HistoryPiece
  readonly next: HistoryPlace
  readonly share: number
}

/** A chunk that is ready to be read piece by piece. */
export interface HistoryChunk {
  readonly head: HistoryHead
  /** The pieces behind a place: from the beginning when none is given. */
  steps(from?: HistoryPlace): Generator<HistoryStep, void, undefined>
}

/** Inflated bytes of a whole chunk. */
export const HISTORY_CHUNK_LIMIT = 64 * 1024 * 1024
/** Bytes of what is read as one: a message, or a chat without its messages. */
export const HISTORY_RECORD_LIMIT = 16 * 1024 * 1024

const CONVERSATIONS = 2
const STATUS_MESSAGES = 3
const PUSH_NAMES = 7
const SETTINGS = 8
const PAST_MEMBERS = 12
const CALLS = 13
const MAPPINGS = 15
const MEDIA_NONCE = 16
const NCT_SALT = 19
const CONTACTS = 20
/** What is read of a chunk as a whole: its kind, number and progress. */
const HEAD_FIELDS = [1, 5, 6]

/** Fields in the order in which they are of use: who is who, names, chats, the rest. */
const ORDER = [
  MAPPINGS,
  CONTACTS,
  PUSH_NAMES,
  CONVERSATIONS,
  STATUS_MESSAGES,
  PAST_MEMBERS,
  CALLS,
  SETTINGS,
  NCT_SALT,
  MEDIA_NONCE,
]

/** Field of a Conversation with a HistorySyncMsg. */
const MESSAGES = 2

/** Where one field of the chunk stands. */
interface Span {
  readonly no: number
  /** Where its tag begins. */
  readonly start: number
  readonly valueStart: number
  readonly end: number
  readonly delimited: boolean
}

/**
 * Opens an inflated chunk of history: finds its fields, and reads them one piece at a time from then
 * on, in the order of chapter 07 section 5. Never more than one message or one chat without its
 * messages is read at once, and no message becomes a tree of objects. Take a pause between pieces
 * whenever other work is due; a place leads back to the same piece as long as the bytes are the same.
 *
 * @throws FormatError 'too-large' above 64 MiB, 'malformed' when the chunk itself is broken
 */
export function openHistory(chunk: Uint8Array): HistoryChunk {
  if (chunk.length > HISTORY_CHUNK_LIMIT) throw new FormatError('too-large', 'history')
  const { heads, fields } = spansOf(chunk)
  const ordered = fields.toSorted((one, other) => rank(one.no) - rank(other.no))
  return { head: headOf(chunk, heads), steps: (from) => steps(chunk, ordered, from ?? [0, 0]) }
}

/** All pieces of a chunk. Throws as `openHistory`. */
export function* scanHistory(chunk: Uint8Array): Generator<HistoryPiece, void, undefined> {
  for (const { piece } of openHistory(chunk).steps()) yield piece
}

/** Unknown fields come last. */
function rank(no: number): number {
  const at = ORDER.indexOf(no)
  return at < 0 ? ORDER.length : at
}

function spansOf(chunk: Uint8Array): { heads: Span[]; fields: Span[] } {
  const heads: Span[] = []
  const fields: Span[] = []
  const skim = skimOver(chunk)
  for (;;) {
    const start = skim.at
    if (!nextField(skim)) return { heads, fields }
    const delimited = isDelimited(skim)
    let valueStart = skim.at
    if (delimited) {
      const end = enter(skim)
      valueStart = skim.at
      skim.at = end
    } else pass(skim)
    const span = { no: skim.no, start, valueStart, end: skim.at, delimited }
    if (HEAD_FIELDS.includes(span.no)) heads.push(span)
    else fields.push(span)
  }
}

function headOf(chunk: Uint8Array, heads: readonly Span[]): HistoryHead {
  const bytes = concatBytes(...heads.map(({ start, end }) => chunk.subarray(start, end)))
  const sync = headMessage(bytes)
  return {
    syncType: sync.syncType,
    ...(isSet(sync, 'chunkOrder') ? { chunkOrder: sync.chunkOrder } : {}),
    ...(isSet(sync, 'progress') ? { progress: sync.progress } : {}),
  }
}

function headMessage(bytes: Uint8Array): HistorySync {
  try {
    return decodeProto(HistorySyncSchema, bytes)
  } catch {
    throw new FormatError('malformed', 'history')
  }
}

function* steps(
  chunk: Uint8Array,
  fields: readonly Span[],
  [firstField, firstMessage]: HistoryPlace,
): Generator<HistoryStep, void, undefined> {
  for (let at = firstField; at < fields.length; at++) {
    const span = fields[at]
    if (span === undefined) return
    const skipped = at === firstField ? firstMessage : 0
    if (span.no === CONVERSATIONS && span.delimited) {
      yield* conversationSteps(chunk, span, at, skipped)
      continue
    }
    const piece = readOr('other', chunk.subarray(span.start, span.end), () =>
      otherPiece(chunk, span),
    )
    // A hyphen stands for a name that is not there.
    if (piece.kind === 'push-name' && piece.name === '-') continue
    yield { piece, next: [at + 1, 0], share: span.end / chunk.length }
  }
}

/** A piece, or the note that it cannot be read. */
function readOr(
  part: 'conversation' | 'message' | 'other',
  bytes: Uint8Array,
  read: () => HistoryPiece,
): HistoryPiece {
  try {
    return read()
  } catch {
    return { kind: 'malformed', part, bytes }
  }
}

function decode<Message extends object>(schema: Schema<Message>, bytes: Uint8Array): Message {
  if (bytes.length > HISTORY_RECORD_LIMIT) throw new FormatError('too-large', schema.name)
  return decodeProto(schema, bytes)
}

function otherPiece(chunk: Uint8Array, span: Span): HistoryPiece {
  const bytes = chunk.subarray(span.valueStart, span.end)
  const whole = chunk.subarray(span.start, span.end)
  if (!span.delimited) return { kind: 'unused', no: span.no, bytes: whole }
  switch (span.no) {
    case MAPPINGS: {
      const { pnJid, lidJid } = decode(PhoneNumberToLIDMappingSchema, bytes)
      return { kind: 'mapping', pn: pnJid, lid: lidJid }
    }
    case CONTACTS:
      return { kind: 'contact', contact: decode(InlineContactSchema, bytes) }
    case PUSH_NAMES: {
      const { id, pushname } = decode(PushnameSchema, bytes)
      return { kind: 'push-name', jid: id, name: pushname }
    }
    case STATUS_MESSAGES:
      if (bytes.length > HISTORY_RECORD_LIMIT) throw new FormatError('too-large', 'status')
      return { kind: 'status', record: infoRecord(chunk, span.valueStart, span.end) }
    case PAST_MEMBERS:
      return { kind: 'past-members', past: decode(PastParticipantsSchema, bytes), bytes }
    case CALLS:
      return { kind: 'call', bytes }
    case SETTINGS:
      return { kind: 'settings', settings: decode(GlobalSettingsSchema, bytes), bytes }
    case NCT_SALT:
      return { kind: 'nct-salt', salt: bytes.slice() }
    case MEDIA_NONCE:
      return { kind: 'media-nonce', nonce: decode(HistorySyncSchema, whole).companionMetaNonce }
    default:
      return { kind: 'unused', no: span.no, bytes: whole }
  }
}

function* conversationSteps(
  chunk: Uint8Array,
  { start, valueStart, end }: Span,
  field: number,
  skipped: number,
): Generator<HistoryStep, void, undefined> {
  const done: HistoryPlace = [field + 1, 0]
  let conversation: Conversation
  try {
    conversation = conversationOf(chunk, valueStart, end)
  } catch {
    const bytes = chunk.subarray(start, end)
    yield {
      piece: { kind: 'malformed', part: 'conversation', bytes },
      next: done,
      share: end / chunk.length,
    }
    return
  }
  const header = { kind: 'conversation', conversation, again: skipped > 0 } as const
  yield { piece: header, next: [field, skipped], share: valueStart / chunk.length }
  const skim = skimOver(chunk, valueStart, end)
  let count = 0
  while (nextField(skim)) {
    if (skim.no !== MESSAGES || !isDelimited(skim)) {
      pass(skim)
      continue
    }
    const to = enter(skim)
    const from = skim.at
    skim.at = to
    count += 1
    if (count <= skipped) continue
    const piece = messagePiece(chunk, from, to, conversation.id)
    yield { piece, next: [field, count], share: to / chunk.length }
  }
}

/** Without its messages, over which it hops. */
function conversationOf(chunk: Uint8Array, valueStart: number, end: number): Conversation {
  const rest: Uint8Array[] = []
  let restLength = 0
  const skim = skimOver(chunk, valueStart, end)
  for (;;) {
    const start = skim.at
    if (!nextField(skim)) break
    const isMessage = skim.no === MESSAGES && isDelimited(skim)
    pass(skim)
    if (isMessage) continue
    restLength += skim.at - start
    if (restLength > HISTORY_RECORD_LIMIT) throw new FormatError('too-large', 'conversation')
    rest.push(chunk.subarray(start, skim.at))
  }
  return decodeProto(ConversationSchema, concatBytes(...rest))
}

function messagePiece(chunk: Uint8Array, start: number, end: number, chat: string): HistoryPiece {
  try {
    if (end - start <= HISTORY_RECORD_LIMIT) {
      const record = historyRecord(chunk, start, end)
      if (record !== undefined) return { kind: 'message', chat, record }
    }
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause
  }
  return { kind: 'malformed', part: 'message', bytes: chunk.subarray(start, end) }
}
