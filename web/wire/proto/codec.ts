import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf'

/** 'malformed': bytes that are no such message. 'unencodable': a value outside its field's range. */
export type ProtoErrorCode = 'malformed' | 'unencodable'

/** The only exception of this file. */
export class ProtoError extends Error {
  override readonly name = 'ProtoError'
  readonly code: ProtoErrorCode

  constructor(code: ProtoErrorCode, messageType: string) {
    super(`${messageType}: ${code}`)
    this.code = code
  }
}

/**
 * Reads one message. Fields that the schema does not know are kept in the message and written again
 * by `encodeProto`. Absent fields read as zero, empty or, for messages, undefined. Byte fields are
 * views into `bytes`, not copies. Throws ProtoError 'malformed'.
 */
export function decodeProto<Desc extends DescMessage>(
  schema: Desc,
  bytes: Uint8Array,
): MessageShape<Desc> {
  try {
    return fromBinary(schema, bytes)
  } catch {
    throw new ProtoError('malformed', schema.name)
  }
}

/**
 * Writes one message, its known fields in ascending order; what is not given is left out, a given
 * zero or false is written. Throws ProtoError 'unencodable'.
 */
export function encodeProto<Desc extends DescMessage>(
  schema: Desc,
  message: MessageInitShape<Desc>,
): Uint8Array {
  try {
    return toBinary(schema, create(schema, message))
  } catch {
    throw new ProtoError('unencodable', schema.name)
  }
}
