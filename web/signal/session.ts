import type { KeyPair } from '../crypto/x25519.ts'
import type { LocalIdentity, NewKeyPair, PreKeyBundle, SessionRecord } from './records.ts'
import { SignalError } from './signalError.ts'

/** `type` of an `enc` node: a pre-key message, which can start a session, or a plain one. */
export type SessionMessageType = 'pkmsg' | 'msg'

/** What decrypting needs to know of this device. */
export interface DecryptKeys {
  readonly local: LocalIdentity
  /** The one-time pre-key of this id, if it is still here. */
  readonly preKey: (id: number) => Promise<KeyPair | undefined>
  /** The signed pre-key of this id, the current one or an older one. */
  readonly signedPreKey: (id: number) => Promise<KeyPair | undefined>
  readonly newKeyPair: NewKeyPair
  /** How many messages may be missing in a row: 2000, and 25000 for own devices. */
  readonly gapLimit?: number | undefined
}

/** A decrypted message and what has to be stored with it, in one commit. */
export interface Decrypted {
  readonly next: SessionRecord
  /** Still padded. */
  readonly plaintext: Uint8Array
  /** Identity key of the device, as this session knows it, 32 bytes. */
  readonly identityKey: Uint8Array
  /** The one-time pre-key that was used up: to be removed in the same commit. */
  readonly usedPreKeyId?: number | undefined
  /** An older session read it. Its identity key must not be taken for a change. */
  readonly archivedUsed: boolean
}

/**
 * Starts a session with the owner of a bundle (X3DH as the initiator) and archives the current one.
 * Throws SignalError 'invalid-signature' when the signed pre-key is not the identity's, 'invalid-key'.
 */
export async function startSession(
  record: SessionRecord | undefined,
  bundle: PreKeyBundle,
  local: LocalIdentity,
  newKeyPair: NewKeyPair,
): Promise<SessionRecord> {
  throw new SignalError('invalid-session', [record, bundle, local, newKeyPair].join())
}

/** The next message of the current session. Throws SignalError 'no-session'. */
export function encryptMessage(
  record: SessionRecord | undefined,
  padded: Uint8Array,
  local: LocalIdentity,
): {
  readonly next: SessionRecord
  readonly type: SessionMessageType
  readonly bytes: Uint8Array
} {
  throw new SignalError('no-session', [record, padded, local].join())
}

/** Decrypts a message of one device. Throws SignalError, and then nothing has changed. */
export async function decryptMessage(
  record: SessionRecord | undefined,
  type: SessionMessageType,
  bytes: Uint8Array,
  keys: DecryptKeys,
): Promise<Decrypted> {
  throw new SignalError('no-session', [record, type, bytes, keys].join())
}

/** The identity key that a pre-key message claims, 32 bytes, unverified. Throws SignalError. */
export function identityOfPreKeyMessage(bytes: Uint8Array): Uint8Array {
  throw new SignalError('invalid-message', String(bytes))
}

/** The registration id that a pre-key message claims, unverified. Throws SignalError. */
export function registrationIdOfPreKeyMessage(bytes: Uint8Array): number {
  throw new SignalError('invalid-message', String(bytes))
}

/** Registration id of the other device in the current session. */
export function remoteRegistrationId(record: SessionRecord | undefined): number | undefined {
  return record?.current?.remoteRegistrationId
}

/** Base key of the current session, 32 bytes: two sessions are the same one when it is the same. */
export function baseKeyOf(record: SessionRecord | undefined): Uint8Array | undefined {
  return record?.current?.baseKey
}
