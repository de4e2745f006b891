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
import { bareKey, PREFIXED_KEY_LENGTH, writePrefixedKey } from './publicKeys.ts'
import { SignalError } from './signalError.ts'

/*
 * version (1) · ratchetKey 1, counter 2, previousCounter 3, ciphertext 4 · MAC (8). The MAC is over
 * both identity keys and everything before it (chapter 04 section 5).
 */

const RATCHET_KEY = 1
const COUNTER = 2
const PREVIOUS_COUNTER = 3
const CIPHERTEXT = 4

export const MAC_LENGTH = 8

/** A message of a session as it came. */
export interface SignalMessage {
  /** 32 bytes. */
  readonly ratchetKey: Uint8Array
  readonly counter: number
  readonly ciphertext: Uint8Array
  /** What the MAC is over, after the two identity keys. */
  readonly authenticated: Uint8Array
  readonly mac: Uint8Array
}

/**
 * Reads a message. The ciphertext, the authenticated part and the MAC are views of the input. Throws
 * SignalError 'invalid-message', 'invalid-key', 'legacy'.
 */
export function decodeSignalMessage(bytes: Uint8Array): SignalMessage {
  requireVersion(bytes)
  const end = bytes.length - MAC_LENGTH
  if (end < 1) throw new SignalError('invalid-message', 'no room for the MAC')
  const cursor = { bytes, at: 1, end }
  let ratchetKey: Uint8Array | undefined
  let counter: number | undefined
  let ciphertext: Uint8Array | undefined
  while (cursor.at < end) {
    const tag = readTag(cursor)
    if (tag === bytesTag(RATCHET_KEY)) ratchetKey = readBytes(cursor)
    else if (tag === uint32Tag(COUNTER)) counter = readUint32(cursor)
    else if (tag === bytesTag(CIPHERTEXT)) ciphertext = readBytes(cursor)
    else skipField(cursor, tag)
  }
  if (ratchetKey === undefined || counter === undefined || ciphertext === undefined) {
    throw new SignalError('invalid-message', 'a field is missing')
  }
  return {
    ratchetKey: bareKey(ratchetKey),
    counter,
    ciphertext,
    authenticated: bytes.subarray(0, end),
    mac: bytes.subarray(end),
  }
}

/** A message to be written; its MAC is 8 zero bytes until somebody puts one there. */
export interface UnsealedMessage {
  /** 32 bytes. */
  readonly ratchetKey: Uint8Array
  readonly counter: number
  readonly previousCounter: number
  readonly ciphertext: Uint8Array
}

/** The message with room for the MAC behind it. Zeros are written like any other number. */
export function encodeSignalMessage(message: UnsealedMessage): Uint8Array {
  const { ratchetKey, counter, previousCounter, ciphertext } = message
  const length =
    1 +
    (2 + PREFIXED_KEY_LENGTH) +
    (1 + varintLength(counter)) +
    (1 + varintLength(previousCounter)) +
    (1 + varintLength(ciphertext.length) + ciphertext.length)
  const out = new Uint8Array(length + MAC_LENGTH)
  out[0] = VERSION_BYTE
  out[1] = bytesTag(RATCHET_KEY)
  out[2] = PREFIXED_KEY_LENGTH
  let at = writePrefixedKey(out, 3, ratchetKey)
  at = writeUint32Field(out, at, COUNTER, counter)
  at = writeUint32Field(out, at, PREVIOUS_COUNTER, previousCounter)
  writeBytesField(out, at, CIPHERTEXT, ciphertext)
  return out
}
