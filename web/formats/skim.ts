import { FormatError } from './formatError.ts'

/**
 * A place in an encoded protobuf message, moved on by the functions of this file. For bytes of which
 * little is needed and of which there is much: nothing is copied and no object is made for a field.
 */
export interface Skim {
  readonly bytes: Uint8Array
  /** Excluded. */
  readonly end: number
  at: number
  /** Number and wire type of the field whose tag was read last. */
  no: number
  wire: number
}

const VARINT = 0
const FIXED64 = 1
const DELIMITED = 2
const GROUP = 3
const GROUP_END = 4
const FIXED32 = 5

/** Begins at `start`. */
export function skimOver(bytes: Uint8Array, start = 0, end = bytes.length): Skim {
  return { bytes, end, at: start, no: 0, wire: 0 }
}

/** Reads the next tag; false at the end. Throws FormatError 'malformed'. */
export function nextField(skim: Skim): boolean {
  if (skim.at >= skim.end) return false
  const tag = skimNumber(skim)
  skim.no = Math.floor(tag / 8)
  skim.wire = tag % 8
  if (skim.no === 0 || tag > 0xffff_ffff) throw malformed()
  return true
}

/** Whether the value of the field holds bytes, a text or a message. */
export function isDelimited({ wire }: Skim): boolean {
  return wire === DELIMITED
}

export function isVarint({ wire }: Skim): boolean {
  return wire === VARINT
}

/**
 * A varint as a number: exact up to 2^53, near enough above. Throws FormatError 'malformed' when it
 * breaks off or has more than ten bytes.
 */
export function skimNumber(skim: Skim): number {
  const { bytes, end } = skim
  let value = 0
  let scale = 1
  for (let at = skim.at; at < end && at < skim.at + 10; at++) {
    const byte = bytes[at] ?? 0
    value += (byte & 127) * scale
    if (byte < 128) {
      skim.at = at + 1
      return value
    }
    scale *= 128
  }
  throw malformed()
}

/**
 * Reads the length of a delimited value and stands at its beginning then; gives its end. Throws
 * FormatError 'malformed' when it ends behind the message.
 */
export function enter(skim: Skim): number {
  const end = skimNumber(skim) + skim.at
  if (end > skim.end) throw malformed()
  return end
}

/** Goes behind the value of the field. Throws FormatError 'malformed'. */
export function pass(skim: Skim): void {
  let depth = 0
  do {
    if (skim.wire === GROUP) depth += 1
    else if (skim.wire === GROUP_END) depth -= 1
    else passOne(skim)
    if (depth < 0) throw malformed()
    if (depth > 0 && !nextField(skim)) throw malformed()
  } while (depth > 0)
}

function passOne(skim: Skim): void {
  if (skim.wire === VARINT) skimNumber(skim)
  else if (skim.wire === DELIMITED) skim.at = enter(skim)
  else if (skim.wire === FIXED64) skim.at += 8
  else if (skim.wire === FIXED32) skim.at += 4
  else throw malformed()
  if (skim.at > skim.end) throw malformed()
}

/** The value of a delimited field, as a view. */
export function skimBytes(skim: Skim): Uint8Array {
  const end = enter(skim)
  const value = skim.bytes.subarray(skim.at, end)
  skim.at = end
  return value
}

/** As `decodeProto` reads texts: what is no UTF-8 reads as a mark and fails nothing. */
const decoder = new TextDecoder()

/** Longer texts are left to the decoder. */
const SHORT = 64

/** By length: the characters of the text that is being read. */
const codesOf = Array.from({ length: SHORT + 1 }, (_, length) => Array.from({ length }, () => 0))

/** The value of a delimited field, as a text. */
export function skimText(skim: Skim): string {
  const { bytes } = skim
  const end = enter(skim)
  const start = skim.at
  skim.at = end
  if (end - start > SHORT) return decoder.decode(bytes.subarray(start, end))
  const codes = codesOf[end - start] ?? []
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte > 127) return decoder.decode(bytes.subarray(start, end))
    codes[at - start] = byte
  }
  return String.fromCharCode.apply(undefined, codes)
}

function malformed(): FormatError {
  return new FormatError('malformed', 'protobuf')
}
