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

/**
 * What is needed of every message of the phone's past, read without making objects of the rest. All
 * bytes are views into the chunk. Each record has all its properties: there are very many of them.
 */
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
  /** A WebMessageInfo_Status; undefined: none was told. */
  readonly status: number | undefined
  /** A WebMessageInfo_StubType; 0: it is a message. */
  readonly stub: number
  readonly starred: boolean
  readonly pushName: string
  /** 32 bytes. */
  readonly secret: Uint8Array | undefined
  readonly hasReactions: boolean
  /** Seconds after which it goes, and from when on (0: from its own time), as the phone keeps it. */
  readonly lastsSec: number
  readonly lastsFromSec: number
  /** The encoded Message as it came; undefined for a line of the system. */
  readonly content: Uint8Array | undefined
  /** Encoded fields that say more of the message than is read here: votes, receipts, pins. */
  readonly more: Uint8Array | undefined
  /** The encoded WebMessageInfo, in as many pieces as it came in. */
  readonly frames: readonly Uint8Array[]
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
const LASTS_FROM = 32
const LASTS = 33
const REACTIONS = 41
const SECRET = 49

/** Of a MessageKey. */
const KEY_CHAT = 1
const KEY_FROM_ME = 2
const KEY_ID = 3
const KEY_PARTICIPANT = 4

/** Fields of 32 bits: what lies above counts for nothing. */
const UINT32 = 2 ** 32

/**
 * What is kept as it came although nothing shows it: the end of a live location, a changed picture,
 * receipts, what the phone itself could not read, votes, who kept or pinned it, answers to an event.
 */
const KEPT = new Set([30, 39, 40, 43, 45, 46, 50, 54, 61, 63])

type Draft = { -readonly [Name in keyof HistoryRecord]: HistoryRecord[Name] }

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
  const record = emptyRecord()
  while (nextField(skim)) {
    if (skim.no === INFO && isDelimited(skim)) {
      const to = enter(skim)
      readInfo(record, skimOver(bytes, skim.at, to))
      skim.at = to
    } else if (skim.no === ORDER_ID && isVarint(skim)) record.orderId = skimNumber(skim)
    else pass(skim)
  }
  return record.frames.length === 0 ? undefined : record
}

/** Reads an encoded WebMessageInfo. Throws FormatError 'malformed'. */
export function infoRecord(bytes: Uint8Array, start: number, end: number): HistoryRecord {
  const record = emptyRecord()
  readInfo(record, skimOver(bytes, start, end))
  return record
}

/** All that a record says beside its Message. Throws ProtoError 'malformed'. */
export function frameOf(record: HistoryRecord): WebMessageInfo {
  return decodeProto(WebMessageInfoSchema, frameBytes(record))
}

/** The encoded WebMessageInfo without its Message. Throws FormatError 'malformed'. */
export function frameBytes({ frames }: HistoryRecord): Uint8Array {
  const parts: Uint8Array[] = []
  for (const bytes of frames) {
    const skim = skimOver(bytes)
    for (;;) {
      const start = skim.at
      if (!nextField(skim)) break
      const isContent = skim.no === CONTENT && isDelimited(skim)
      pass(skim)
      if (!isContent) parts.push(bytes.subarray(start, skim.at))
    }
  }
  return concatBytes(...parts)
}

const noFrames: readonly Uint8Array[] = []

function emptyRecord(): Draft {
  return {
    chat: '',
    id: '',
    fromMe: false,
    participant: '',
    atSec: 0,
    orderId: 0,
    status: undefined,
    stub: 0,
    starred: false,
    pushName: '',
    secret: undefined,
    hasReactions: false,
    lastsSec: 0,
    lastsFromSec: 0,
    content: undefined,
    more: undefined,
    frames: noFrames,
  }
}

function joined(before: Uint8Array | undefined, more: Uint8Array): Uint8Array {
  return before === undefined ? more : concatBytes(before, more)
}

function readInfo(record: Draft, skim: Skim): void {
  const { bytes, end } = skim
  const frame = bytes.subarray(skim.at, end)
  record.frames = record.frames.length === 0 ? [frame] : [...record.frames, frame]
  let told = ''
  for (;;) {
    const start = skim.at
    if (!nextField(skim)) break
    const { no } = skim
    if (isDelimited(skim)) {
      if (no === KEY) {
        const to = enter(skim)
        readKey(record, skimOver(bytes, skim.at, to))
        skim.at = to
      } else if (no === CONTENT) record.content = joined(record.content, skimBytes(skim))
      else if (no === PARTICIPANT) told = skimText(skim)
      else if (no === PUSH_NAME) record.pushName = skimText(skim)
      else if (no === SECRET) {
        const secret = skimBytes(skim)
        if (secret.length === 32) record.secret = secret
      } else {
        if (no === REACTIONS) record.hasReactions = true
        pass(skim)
        if (KEPT.has(no)) record.more = joined(record.more, bytes.subarray(start, skim.at))
      }
    } else if (isVarint(skim)) {
      const value = skimNumber(skim)
      if (no === TIMESTAMP) record.atSec = value
      else if (no === STATUS) record.status = value
      else if (no === STARRED) record.starred = value !== 0
      else if (no === STUB) record.stub = value
      else if (no === LASTS) record.lastsSec = value % UINT32
      else if (no === LASTS_FROM) record.lastsFromSec = value % UINT32
      else if (KEPT.has(no)) record.more = joined(record.more, bytes.subarray(start, skim.at))
    } else pass(skim)
  }
  if (record.participant === '') record.participant = told
}

function readKey(record: Draft, skim: Skim): void {
  while (nextField(skim)) {
    const { no } = skim
    if (isDelimited(skim) && no === KEY_CHAT) record.chat = skimText(skim)
    else if (isDelimited(skim) && no === KEY_ID) record.id = skimText(skim)
    else if (isDelimited(skim) && no === KEY_PARTICIPANT) record.participant = skimText(skim)
    else if (isVarint(skim) && no === KEY_FROM_ME) record.fromMe = skimNumber(skim) !== 0
    else pass(skim)
  }
}
