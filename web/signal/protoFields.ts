import { SignalError } from './signalError.ts'

/*
 * The little of protobuf that Signal messages are made of: uint32 and bytes. Written by hand, because
 * a message must come out byte for byte, zeros included, and because it is read for each device of
 * each message.
 */

const VARINT = 0
const FIXED_64 = 1
const BYTES = 2
const FIXED_32 = 5

const LONGEST_VARINT = 10

/** Where reading stands. */
export interface FieldCursor {
  readonly bytes: Uint8Array
  at: number
  readonly end: number
}

/** The next tag (field number * 8 + wire type). Throws SignalError 'invalid-message'. */
export function readTag(cursor: FieldCursor): number {
  const tag = readUint32(cursor)
  if (tag < 8) throw malformed()
  return tag
}

/**
 * A varint of at most 32 bits, whose value may be spelled with more bytes than it needs. Throws
 * SignalError 'invalid-message'.
 */
export function readUint32(cursor: FieldCursor): number {
  let value = 0
  let scale = 1
  for (let length = 1; length <= LONGEST_VARINT; length++) {
    if (cursor.at >= cursor.end) throw malformed()
    const byte = cursor.bytes[cursor.at++] ?? 0
    value += (byte & 0x7f) * scale
    if (byte < 0x80) {
      if (value > 0xffffffff) throw malformed()
      return value
    }
    scale *= 0x80
  }
  throw malformed()
}

/** A view of the bytes of a field. Throws SignalError 'invalid-message'. */
export function readBytes(cursor: FieldCursor): Uint8Array {
  const length = readUint32(cursor)
  const start = cursor.at
  if (length > cursor.end - start) throw malformed()
  cursor.at = start + length
  return cursor.bytes.subarray(start, cursor.at)
}

/** Passes over a field that is not known here. Throws SignalError 'invalid-message'. */
export function skipField(cursor: FieldCursor, tag: number): void {
  switch (tag & 7) {
    case VARINT:
      skipVarint(cursor)
      return
    case BYTES:
      readBytes(cursor)
      return
    case FIXED_64:
      advance(cursor, 8)
      return
    case FIXED_32:
      advance(cursor, 4)
      return
    default:
      throw malformed()
  }
}

function skipVarint(cursor: FieldCursor): void {
  for (let length = 1; length <= LONGEST_VARINT; length++) {
    advance(cursor, 1)
    if ((cursor.bytes[cursor.at - 1] ?? 0) < 0x80) return
  }
  throw malformed()
}

function advance(cursor: FieldCursor, count: number): void {
  if (count > cursor.end - cursor.at) throw malformed()
  cursor.at += count
}

/** The tag of a uint32 field. */
export const uint32Tag = (field: number): number => field * 8 + VARINT

/** The tag of a bytes field. */
export const bytesTag = (field: number): number => field * 8 + BYTES

/** How many bytes a uint32 takes as a varint. */
export function varintLength(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x4000) return 2
  if (value < 0x200000) return 3
  return value < 0x10000000 ? 4 : 5
}

/** Writes a uint32 as a varint and returns the place behind it. */
export function writeVarint(out: Uint8Array, at: number, value: number): number {
  let rest = value
  let to = at
  while (rest >= 0x80) {
    out[to++] = (rest & 0x7f) | 0x80
    rest = Math.floor(rest / 0x80)
  }
  out[to++] = rest
  return to
}

/** Writes a uint32 field with a number below 16 and returns the place behind it. */
export function writeUint32Field(
  out: Uint8Array,
  at: number,
  field: number,
  value: number,
): number {
  out[at] = uint32Tag(field)
  return writeVarint(out, at + 1, value)
}

/** Writes a bytes field with a number below 16 and returns the place behind it. */
export function writeBytesField(
  out: Uint8Array,
  at: number,
  field: number,
  value: Uint8Array,
): number {
  out[at] = bytesTag(field)
  const start = writeVarint(out, at + 1, value.length)
  out.set(value, start)
  return start + value.length
}

const malformed = (): SignalError => new SignalError('invalid-message', 'malformed protobuf')
