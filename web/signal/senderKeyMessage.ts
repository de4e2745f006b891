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
import { bareKey, KEY_LENGTH, PREFIXED_KEY_LENGTH, prefixedKey } from './publicKeys.ts'
import { SignalError } from './signalError.ts'

/*
 * A group message: version (1) · id 1, iteration 2, ciphertext 3 · signature (64) over all before it.
 * A distribution: version (1) · id 1, iteration 2, chainKey 3, signingKey 4; not signed.
 */

const ID = 1
const ITERATION = 2
/** Field 3 of a group message is the ciphertext, of a distribution the chain key. */
const CONTENT = 3
const SIGNING_KEY = 4

export const SIGNATURE_LENGTH = 64

/** A group message as it came; the byte arrays are views of it. */
export interface SenderKeyMessage {
  readonly keyId: number
  readonly iteration: number
  readonly ciphertext: Uint8Array
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}

/** Throws SignalError 'invalid-message', 'legacy'. */
export function decodeSenderKeyMessage(bytes: Uint8Array): SenderKeyMessage {
  requireVersion(bytes)
  const end = bytes.length - SIGNATURE_LENGTH
  const { keyId, iteration, content } = readFields(bytes, end)
  return {
    keyId,
    iteration,
    ciphertext: content,
    signed: bytes.subarray(0, end),
    signature: bytes.subarray(end),
  }
}

/** A group message without its signature: what is signed. */
export function encodeSignedPart(
  keyId: number,
  iteration: number,
  ciphertext: Uint8Array,
): Uint8Array {
  const out = new Uint8Array(
    1 +
      (1 + varintLength(keyId)) +
      (1 + varintLength(iteration)) +
      (1 + varintLength(ciphertext.length) + ciphertext.length),
  )
  writeStart(out, keyId, iteration, ciphertext)
  return out
}

/** What a distribution message tells. */
export interface Distribution {
  readonly keyId: number
  readonly iteration: number
  /** 32 bytes. */
  readonly chainKey: Uint8Array
  /** 32 bytes. */
  readonly signingPublic: Uint8Array
}

/** Throws SignalError 'invalid-message', 'invalid-key', 'legacy'. */
export function decodeDistribution(bytes: Uint8Array): Distribution {
  requireVersion(bytes)
  const { keyId, iteration, content, signingKey } = readFields(bytes, bytes.length)
  if (signingKey === undefined) throw new SignalError('invalid-message', 'a field is missing')
  if (content.length !== KEY_LENGTH) {
    throw new SignalError('invalid-key', 'a chain key does not have 32 bytes')
  }
  return { keyId, iteration, chainKey: content.slice(), signingPublic: bareKey(signingKey) }
}

/** The bytes of a distribution message. */
export function encodeDistribution(distribution: Distribution): Uint8Array {
  const { keyId, iteration, chainKey, signingPublic } = distribution
  const out = new Uint8Array(
    1 +
      (1 + varintLength(keyId)) +
      (1 + varintLength(iteration)) +
      (2 + KEY_LENGTH) +
      (2 + PREFIXED_KEY_LENGTH),
  )
  const at = writeStart(out, keyId, iteration, chainKey)
  writeBytesField(out, at, SIGNING_KEY, prefixedKey(signingPublic))
  return out
}

function writeStart(
  out: Uint8Array,
  keyId: number,
  iteration: number,
  content: Uint8Array,
): number {
  out[0] = VERSION_BYTE
  let at = writeUint32Field(out, 1, ID, keyId)
  at = writeUint32Field(out, at, ITERATION, iteration)
  return writeBytesField(out, at, CONTENT, content)
}

function readFields(bytes: Uint8Array, end: number) {
  const cursor = { bytes, at: 1, end }
  let keyId: number | undefined
  let iteration: number | undefined
  let content: Uint8Array | undefined
  let signingKey: Uint8Array | undefined
  while (cursor.at < end) {
    const tag = readTag(cursor)
    if (tag === uint32Tag(ID)) keyId = readUint32(cursor)
    else if (tag === uint32Tag(ITERATION)) iteration = readUint32(cursor)
    else if (tag === bytesTag(CONTENT)) content = readBytes(cursor)
    else if (tag === bytesTag(SIGNING_KEY)) signingKey = readBytes(cursor)
    else skipField(cursor, tag)
  }
  if (keyId === undefined || iteration === undefined || content === undefined) {
    throw new SignalError('invalid-message', 'a field is missing')
  }
  return { keyId, iteration, content, signingKey }
}
