import { FutureProofMessageSchema, MessageSchema } from '../wire/proto/gen/message_pb.ts'
import { ContextInfoSchema, MessageContextInfoSchema } from '../wire/proto/gen/message_pb.ts'
import type { Field, Schema } from '../wire/proto/schema.ts'
import {
  enter,
  isDelimited,
  isVarint,
  nextField,
  pass,
  type Skim,
  skimBytes,
  skimNumber,
  skimOver,
} from './skim.ts'

/** What the keeping of a message needs of its content. */
export interface MessageOutline {
  /** It belongs to another message and is not shown by itself. */
  readonly quiet: boolean
  /** MessageContextInfo.messageSecret, of any length, when it is there. */
  readonly secret?: Uint8Array
  /** ContextInfo.expiration; 0: it stays. */
  readonly expiresAfterSec: number
}

/** Contents that do something, or of which more must be known than is skimmed here. */
const ACTING: readonly string[] = [
  'call',
  'protocolMessage',
  'reactionMessage',
  'encReactionMessage',
  'secretEncryptedMessage',
  'keepInChatMessage',
  'deviceSentMessage',
  'placeholderMessage',
]

/** Contents that belong to other messages: no reason to call a person, or to raise a chat. */
const QUIET: readonly string[] = [
  'pollUpdateMessage',
  'pinInChatMessage',
  'encEventResponseMessage',
  'encCommentMessage',
  'pollResultSnapshotMessage',
  'pollResultSnapshotMessageV3',
]

const BESIDE: readonly string[] = [
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
]

type Meaning =
  | { readonly is: 'beside' }
  | { readonly is: 'context' }
  | { readonly is: 'wrapper' }
  | { readonly is: 'content'; readonly quiet: boolean; readonly contextNo: number }

const CONTEXT_INFO = 'messageContextInfo'
const NO_CONTEXT = -1

const meanings: ReadonlyMap<number, Meaning> = new Map(
  MessageSchema.fields
    .filter(({ name }) => !ACTING.includes(name))
    .map((field) => [field.no, meaningOf(field)]),
)

function meaningOf(field: Field): Meaning {
  if (field.name === CONTEXT_INFO) return { is: 'context' }
  if (BESIDE.includes(field.name)) return { is: 'beside' }
  if (!('message' in field)) {
    return { is: 'content', quiet: false, contextNo: NO_CONTEXT }
  }
  const inner = field.message()
  if (inner === FutureProofMessageSchema) return { is: 'wrapper' }
  const contextNo = numberOf(inner, 'contextInfo')
  return { is: 'content', quiet: QUIET.includes(field.name), contextNo }
}

function numberOf(schema: Schema<object>, name: string): number {
  return schema.fields.find((field) => field.name === name)?.no ?? NO_CONTEXT
}

const SECRET = numberOf(MessageContextInfoSchema, 'messageSecret')
const EXPIRATION = numberOf(ContextInfoSchema, 'expiration')
const WRAPPED = numberOf(FutureProofMessageSchema, 'message')

/** As `unwrapMessage`. */
const DEPTH_LIMIT = 8

/**
 * Reads of an encoded Message what is needed to keep it, when that is plain to see: one content of its
 * own, in envelopes or not. Undefined: it has to be read whole. Never throws; bytes that are broken
 * where they are looked at have to be read whole too, and fail there.
 */
export function messageOutline(bytes: Uint8Array): MessageOutline | undefined {
  try {
    return outlineOf(bytes)
  } catch {
    // `decodeProto` has the last word on what is malformed.
    return undefined
  }
}

function outlineOf(bytes: Uint8Array): MessageOutline | undefined {
  let start = 0
  let end = bytes.length
  let secret: Uint8Array | undefined
  for (let depth = 0; depth <= DEPTH_LIMIT; depth++) {
    const skim = skimOver(bytes, start, end)
    let content: { start: number; end: number; meaning: Meaning } | undefined
    while (nextField(skim)) {
      const meaning = meanings.get(skim.no)
      if (meaning === undefined || !isDelimited(skim)) return undefined
      const to = enter(skim)
      if (meaning.is === 'context') {
        secret = secretIn(skimOver(bytes, skim.at, to)) ?? secret
      } else if (meaning.is !== 'beside') {
        if (content !== undefined) return undefined
        content = { start: skim.at, end: to, meaning }
      }
      skim.at = to
    }
    if (content === undefined) return undefined
    const { meaning } = content
    if (meaning.is === 'content') {
      const context = { quiet: meaning.quiet, ...(secret?.length ? { secret } : {}) }
      return { ...context, expiresAfterSec: expirationIn(bytes, content, meaning.contextNo) }
    }
    const inner = wrappedIn(skimOver(bytes, content.start, content.end))
    if (inner === undefined) return undefined
    start = inner.start
    end = inner.end
  }
  return undefined
}

/** Undefined also where it comes in pieces. */
function wrappedIn(skim: Skim): { start: number; end: number } | undefined {
  let found: { start: number; end: number } | undefined
  while (nextField(skim)) {
    if (skim.no !== WRAPPED || !isDelimited(skim) || found !== undefined) return undefined
    const end = enter(skim)
    found = { start: skim.at, end }
    skim.at = end
  }
  return found
}

function secretIn(skim: Skim): Uint8Array | undefined {
  let secret: Uint8Array | undefined
  while (nextField(skim)) {
    if (skim.no === SECRET && isDelimited(skim)) secret = skimBytes(skim)
    else pass(skim)
  }
  return secret
}

function expirationIn(
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  contextNo: number,
): number {
  if (contextNo === NO_CONTEXT) return 0
  const skim = skimOver(bytes, start, end)
  let seconds = 0
  while (nextField(skim)) {
    if (skim.no !== contextNo || !isDelimited(skim)) {
      pass(skim)
      continue
    }
    const to = enter(skim)
    const inner = skimOver(bytes, skim.at, to)
    while (nextField(inner)) {
      if (inner.no === EXPIRATION && isVarint(inner)) seconds = skimNumber(inner) % 2 ** 32
      else pass(inner)
    }
    skim.at = to
  }
  return seconds
}
