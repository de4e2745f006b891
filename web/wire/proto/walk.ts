import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { ProtoError } from './codec.ts'

/** Where one field of an encoded message stands. */
export interface FieldSpan {
  readonly no: number
  /** Where its tag begins. */
  readonly start: number
  /** Where its value begins: behind the length, when it has one. */
  readonly valueStart: number
  readonly end: number
  /** Bytes, a text, a message, or a packed list. */
  readonly delimited: boolean
}

/**
 * Walks over the fields of an encoded message between two positions without reading what is in them,
 * for messages that are too large to be read at once. Throws ProtoError 'malformed' when a field ends
 * behind the message or is none.
 */
export function* walkFields(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): Generator<FieldSpan, void, undefined> {
  const reader = new BinaryReader(bytes.subarray(start, end))
  while (reader.pos < reader.len) yield nextField(reader, start)
}

function nextField(reader: BinaryReader, offset: number): FieldSpan {
  try {
    const start = reader.pos
    const [no, wireType] = reader.tag()
    const delimited = wireType === WireType.LengthDelimited
    const length = delimited ? reader.uint32() : 0
    const valueStart = reader.pos
    if (delimited) {
      if (length > reader.len - reader.pos) throw new RangeError('a field ends behind its message')
      reader.pos += length
    } else {
      reader.skip(wireType, no)
    }
    return {
      no,
      delimited,
      start: offset + start,
      valueStart: offset + valueStart,
      end: offset + reader.pos,
    }
  } catch {
    throw new ProtoError('malformed', 'walk')
  }
}
