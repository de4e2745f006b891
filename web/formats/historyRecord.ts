import { concatBytes } from '../crypto/bytes.ts'
import { decodeProto } from '../wire/proto/codec.ts'
import { type WebMessageInfo, WebMessageInfoSchema } from '../wire/proto/gen/history_pb.ts'
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
  skimText,
} from './skim.ts'

/** What is needed of every message of the phone's past, read without making objects of the rest. */
export interface HistoryRecord {
  /** Of the key: the chat as the message names it, the id, who wrote. */
  readonly chat: string
  readonly id: string
  readonly fromMe: boolean
  /** The author in a group: of the key, or told beside it. */
  readonly participant: string
  /** Seconds since 1970. */
  readonly atSec: number
  /** The phone's own order; 0 when it told none. */
  readonly orderId: number
  /** A WebMessageInfo_Status; absent: none was told. */
  readonly status?: number
  /** A WebMessageInfo_StubType; 0: it is a message. */
  readonly stub: number
  readonly starred: boolean
  readonly pushName: string
  /** 32 bytes. */
  readonly secret?: Uint8Array
  readonly hasReactions: boolean
  /** The encoded Message as it came; absent for a line of the system. */
  readonly content?: Uint8Array
  /** Encoded fields that say more of the message than is read here: votes, receipts, pins. */
  readonly more?: Uint8Array
  /** The encoded WebMessageInfo without its Message. */
  readonly frame: Uint8Array
}

/** Of a HistorySyncMsg. */
const INFO = 1
const ORDER_ID = 2

/** Of a WebMessageInfo. */
const KEY = 1
const CONTENT = 2
const TIMESTAMP = 3
const STATUS = 4
const PARTICIPANT = 5
const STARRED = 17
const PUSH_NAME = 19
const STUB = 24
const REACTIONS = 41
const SECRET = 49

/** Of a MessageKey. */
const KEY_CHAT = 1
const KEY_FROM_ME = 2
const KEY_ID = 3
const KEY_PARTICIPANT = 4

/**
 * What is kept as it came although nothing shows it: the end of a live location, a changed picture,
 * receipts, what the phone itself could not read, votes, who kept or pinned it, answers to an event.
 */
const KEPT = new Set([30, 39, 40, 43, 45, 46, 50, 54, 61, 63])

type Draft = { -readonly [Name in keyof HistoryRecord]: HistoryRecord[Name] } & {
  contents: Uint8Array[]
  mores: Uint8Array[]
  frames: Uint8Array[]
}

/**
 * Reads an encoded HistorySyncMsg. What comes in several pieces is one message, as `decodeProto` reads
 * it. Undefined: there is no message in it. Throws FormatError 'malformed'.
 */
export function historyRecord(
  bytes: Uint8Array,
  start: number,
  end: number,
): HistoryRecord | undefined {
  const skim = skimOver(bytes, start, end)
  const draft = emptyDraft()
  let found = false
  while (nextField(skim)) {
    if (skim.no === INFO && isDelimited(skim)) {
      found = true
      const to = enter(skim)
      readInfo(draft, skimOver(bytes, skim.at, to))
      skim.at = to
    } else if (skim.no === ORDER_ID && isVarint(skim)) draft.orderId = skimNumber(skim)
    else pass(skim)
  }
  return found ? finished(draft) : undefined
}

/** Reads an encoded WebMessageInfo. Throws FormatError 'malformed'. */
export function infoRecord(bytes: Uint8Array, start: number, end: number): HistoryRecord {
  const draft = emptyDraft()
  readInfo(draft, skimOver(bytes, start, end))
  return finished(draft)
}

/** All that a record says beside its Message. Throws ProtoError 'malformed'. */
export function frameOf({ frame }: HistoryRecord): WebMessageInfo {
  return decodeProto(WebMessageInfoSchema, frame)
}

function emptyDraft(): Draft {
  return {
    chat: '',
    id: '',
    fromMe: false,
    participant: '',
    atSec: 0,
    orderId: 0,
    stub: 0,
    starred: false,
    pushName: '',
    hasReactions: false,
    frame: none,
    contents: [],
    mores: [],
    frames: [],
  }
}

const none = new Uint8Array(0)

function finished({ contents, mores, frames, ...record }: Draft): HistoryRecord {
  if (contents.length > 0) record.content = joined(contents)
  if (mores.length > 0) record.more = joined(mores)
  record.frame = joined(frames)
  return record
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only = none] = parts
  return parts.length < 2 ? only : concatBytes(...parts)
}

function readInfo(draft: Draft, skim: Skim): void {
  const { bytes } = skim
  let told = ''
  /** Where the fields began that are not in `frames` yet. */
  let from = skim.at
  for (;;) {
    const start = skim.at
    if (!nextField(skim)) break
    const { no } = skim
    if (isDelimited(skim)) {
      if (no === KEY) {
        const to = enter(skim)
        readKey(draft, skimOver(bytes, skim.at, to))
        skim.at = to
      } else if (no === CONTENT) {
        if (start > from) draft.frames.push(bytes.subarray(from, start))
        draft.contents.push(skimBytes(skim))
        from = skim.at
      } else if (no === PARTICIPANT) told = skimText(skim)
      else if (no === PUSH_NAME) draft.pushName = skimText(skim)
      else if (no === SECRET) {
        const secret = skimBytes(skim)
        if (secret.length === 32) draft.secret = secret
      } else {
        if (no === REACTIONS) draft.hasReactions = true
        pass(skim)
        if (KEPT.has(no)) draft.mores.push(bytes.subarray(start, skim.at))
      }
    } else if (isVarint(skim)) {
      const value = skimNumber(skim)
      if (no === TIMESTAMP) draft.atSec = value
      else if (no === STATUS) draft.status = value
      else if (no === STARRED) draft.starred = value !== 0
      else if (no === STUB) draft.stub = value
      else if (KEPT.has(no)) draft.mores.push(bytes.subarray(start, skim.at))
    } else pass(skim)
  }
  if (skim.at > from) draft.frames.push(bytes.subarray(from, skim.at))
  if (draft.participant === '') draft.participant = told
}

function readKey(draft: Draft, skim: Skim): void {
  while (nextField(skim)) {
    const { no } = skim
    if (isDelimited(skim) && no === KEY_CHAT) draft.chat = skimText(skim)
    else if (isDelimited(skim) && no === KEY_ID) draft.id = skimText(skim)
    else if (isDelimited(skim) && no === KEY_PARTICIPANT) draft.participant = skimText(skim)
    else if (isVarint(skim) && no === KEY_FROM_ME) draft.fromMe = skimNumber(skim) !== 0
    else pass(skim)
  }
}
