import { requireVersion, VERSION_BYTE } from './messageVersion.ts'
import {
  bytesTag,
  readBytes,
  readTag,
  readUint32,
  skipField,
  uint32Tag,
  varintLength,
  writeBytesField,
  writeUint32Field,
} from './protoFields.ts'
import { bareKey, PREFIXED_KEY_LENGTH, prefixedKey } from './publicKeys.ts'
import { SignalError } from './signalError.ts'

/*
 * version (1) · preKeyId 1, baseKey 2, identityKey 3, message 4, registrationId 5, signedPreKeyId 6.
 * Nothing authenticates it but the MAC of the message inside (chapter 04 section 5).
 */

const PRE_KEY_ID = 1
const BASE_KEY = 2
const IDENTITY_KEY = 3
const MESSAGE = 4
const REGISTRATION_ID = 5
const SIGNED_PRE_KEY_ID = 6

/** A message that carries what is needed to make the session it belongs to. Keys are 32 bytes. */
export interface PreKeyMessage {
  /** Absent when the sender got no one-time pre-key. */
  readonly preKeyId: number | undefined
  readonly baseKey: Uint8Array
  readonly identityKey: Uint8Array
  /** A whole SignalMessage with version and MAC. */
  readonly message: Uint8Array
  readonly registrationId: number
  readonly signedPreKeyId: number
}

/**
 * Reads a pre-key message; the message inside is a view of the input. A missing registration id is
 * 0. Throws SignalError 'invalid-message', 'invalid-key', 'legacy'.
 */
export function decodePreKeyMessage(bytes: Uint8Array): PreKeyMessage {
  requireVersion(bytes)
  const cursor = { bytes, at: 1, end: bytes.length }
  let preKeyId: number | undefined
  let baseKey: Uint8Array | undefined
  let identityKey: Uint8Array | undefined
  let message: Uint8Array | undefined
  let registrationId = 0
  let signedPreKeyId: number | undefined
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor)
    if (tag === uint32Tag(PRE_KEY_ID)) preKeyId = readUint32(cursor)
    else if (tag === bytesTag(BASE_KEY)) baseKey = readBytes(cursor)
    else if (tag === bytesTag(IDENTITY_KEY)) identityKey = readBytes(cursor)
    else if (tag === bytesTag(MESSAGE)) message = readBytes(cursor)
    else if (tag === uint32Tag(REGISTRATION_ID)) registrationId = readUint32(cursor)
    else if (tag === uint32Tag(SIGNED_PRE_KEY_ID)) signedPreKeyId = readUint32(cursor)
    else skipField(cursor, tag)
  }
  if (
    baseKey === undefined ||
    identityKey === undefined ||
    message === undefined ||
    signedPreKeyId === undefined
  ) {
    throw new SignalError('invalid-message', 'a field is missing')
  }
  return {
    preKeyId,
    baseKey: bareKey(baseKey),
    identityKey: bareKey(identityKey),
    message,
    registrationId,
    signedPreKeyId,
  }
}

/** The bytes of a pre-key message. Zeros are written like any other number. */
export function encodePreKeyMessage(preKeyMessage: PreKeyMessage): Uint8Array {
  const { preKeyId, baseKey, identityKey, message, registrationId, signedPreKeyId } = preKeyMessage
  const length =
    1 +
    (preKeyId === undefined ? 0 : 1 + varintLength(preKeyId)) +
    2 * (2 + PREFIXED_KEY_LENGTH) +
    (1 + varintLength(message.length) + message.length) +
    (1 + varintLength(registrationId)) +
    (1 + varintLength(signedPreKeyId))
  const out = new Uint8Array(length)
  out[0] = VERSION_BYTE
  let at = 1
  if (preKeyId !== undefined) at = writeUint32Field(out, at, PRE_KEY_ID, preKeyId)
  at = writeBytesField(out, at, BASE_KEY, prefixedKey(baseKey))
  at = writeBytesField(out, at, IDENTITY_KEY, prefixedKey(identityKey))
  at = writeBytesField(out, at, MESSAGE, message)
  at = writeUint32Field(out, at, REGISTRATION_ID, registrationId)
  writeUint32Field(out, at, SIGNED_PRE_KEY_ID, signedPreKeyId)
  return out
}
