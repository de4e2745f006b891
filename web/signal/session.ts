import { equalBytes } from '../crypto/bytes.ts'
import type { KeyPair } from '../crypto/x25519.ts'
import { decodePreKeyMessage, encodePreKeyMessage, type PreKeyMessage } from './preKeyMessage.ts'
import { knowsRatchetKey, type Opened, type OpenWith, openMessage, sealMessage } from './ratchet.ts'
import type {
  LocalIdentity,
  NewKeyPair,
  PreKeyBundle,
  SessionRecord,
  SessionState,
} from './records.ts'
import { allSessions, NO_SESSIONS, withNewSession, withNextState } from './sessionArchive.ts'
import { SignalError, type SignalErrorCode } from './signalError.ts'
import { decodeSignalMessage, type SignalMessage } from './signalMessage.ts'
import { initiate, respond } from './x3dh.ts'

/** How many messages may be missing in a row. */
export const GAP_LIMIT = 2000

/** The same between devices of one account (chapter 04 section 5). */
export const OWN_DEVICE_GAP_LIMIT = 25_000

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
  /** `GAP_LIMIT` if absent. */
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

/** An encrypted message. `next` must be durable before any of the bytes leave. */
export interface Encrypted {
  readonly next: SessionRecord
  readonly type: SessionMessageType
  readonly bytes: Uint8Array
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
  return withNewSession(record ?? NO_SESSIONS, await initiate(bundle, local, newKeyPair))
}

/**
 * The next message of the current session: a pre-key message as long as nothing was decrypted in it.
 * Throws SignalError 'no-session'.
 */
export function encryptMessage(
  record: SessionRecord | undefined,
  padded: Uint8Array,
  local: LocalIdentity,
): Encrypted {
  const current = record?.current
  if (record === undefined || current === undefined) throw new SignalError('no-session')
  const sealed = sealMessage(current, padded, local)
  const next = { current: sealed.state, archived: record.archived }
  const { pending } = current
  if (pending === undefined) return { next, type: 'msg', bytes: sealed.bytes }
  const bytes = encodePreKeyMessage({
    preKeyId: pending.preKeyId,
    baseKey: current.baseKey,
    identityKey: local.publicKey,
    message: sealed.bytes,
    registrationId: local.registrationId,
    signedPreKeyId: pending.signedPreKeyId,
  })
  return { next, type: 'pkmsg', bytes }
}

/**
 * Decrypts a message of one device. Throws SignalError, and then nothing has changed: 'duplicate'
 * for one that was decrypted before, 'no-session', 'invalid-key-id' (`pkmsg`), 'bad-mac', 'future',
 * 'invalid-message', 'invalid-key', 'legacy'.
 */
export async function decryptMessage(
  record: SessionRecord | undefined,
  type: SessionMessageType,
  bytes: Uint8Array,
  keys: DecryptKeys,
): Promise<Decrypted> {
  const sessions = record ?? NO_SESSIONS
  const { local, newKeyPair, gapLimit = GAP_LIMIT } = keys
  const openWith = { local, newKeyPair, gapLimit }
  if (type === 'msg') return decryptInAny(sessions, decodeSignalMessage(bytes), openWith)
  const preKeyMessage = decodePreKeyMessage(bytes)
  const message = decodeSignalMessage(preKeyMessage.message)
  const known = allSessions(sessions).find((state) => isBegunBy(state, preKeyMessage))
  if (known !== undefined) {
    return decrypted(sessions, known, await openMessage(known, message, openWith))
  }
  return decryptInNew(sessions, { preKeyMessage, message }, keys, openWith)
}

/** The identity key that a pre-key message claims, 32 bytes, unverified. Throws SignalError. */
export function identityOfPreKeyMessage(bytes: Uint8Array): Uint8Array {
  return decodePreKeyMessage(bytes).identityKey
}

/** Registration id of the other device in the current session. */
export function remoteRegistrationId(record: SessionRecord | undefined): number | undefined {
  return record?.current?.remoteRegistrationId
}

/** Base key of the current session, 32 bytes: two sessions are the same one when it is the same. */
export function baseKeyOf(record: SessionRecord | undefined): Uint8Array | undefined {
  return record?.current?.baseKey
}

/** Whether a pre-key message is a repeat or a later one of the session that it began. */
function isBegunBy(state: SessionState, { baseKey, identityKey }: PreKeyMessage): boolean {
  return equalBytes(state.baseKey, baseKey) && equalBytes(state.remoteIdentity, identityKey)
}

async function decryptInNew(
  sessions: SessionRecord,
  {
    preKeyMessage,
    message,
  }: { readonly preKeyMessage: PreKeyMessage; readonly message: SignalMessage },
  keys: DecryptKeys,
  openWith: OpenWith,
): Promise<Decrypted> {
  const { preKeyId, signedPreKeyId } = preKeyMessage
  const [signedPreKey, preKey] = await Promise.all([
    keys.signedPreKey(signedPreKeyId),
    preKeyId === undefined ? undefined : keys.preKey(preKeyId),
  ])
  if (signedPreKey === undefined || (preKeyId !== undefined && preKey === undefined)) {
    throw new SignalError('invalid-key-id', 'a pre-key that is named is not here')
  }
  const begun = await respond(preKeyMessage, { local: keys.local, signedPreKey, preKey })
  const { state, plaintext } = await openMessage(begun, message, openWith)
  return {
    next: withNewSession(sessions, state),
    plaintext,
    identityKey: state.remoteIdentity,
    usedPreKeyId: preKeyId,
    archivedUsed: false,
  }
}

/**
 * Tries the current session and then the archived ones. Where one has the ratchet key already, only
 * that one can be meant. Each try works on values of its own.
 */
async function decryptInAny(
  sessions: SessionRecord,
  message: SignalMessage,
  openWith: OpenWith,
): Promise<Decrypted> {
  const all = allSessions(sessions)
  if (all.length === 0) throw new SignalError('no-session')
  const meant = all.filter((state) => knowsRatchetKey(state, message.ratchetKey))
  const failures: SignalError[] = []
  for (const state of meant.length > 0 ? meant : all) {
    try {
      return decrypted(sessions, state, await openMessage(state, message, openWith))
    } catch (error) {
      if (!(error instanceof SignalError)) throw error
      failures.push(error)
    }
  }
  throw verdictOf(failures)
}

function decrypted(sessions: SessionRecord, before: SessionState, opened: Opened): Decrypted {
  return {
    next: withNextState(sessions, before, opened.state),
    plaintext: opened.plaintext,
    identityKey: opened.state.remoteIdentity,
    archivedUsed: before !== sessions.current,
  }
}

/** What the failures of several sessions mean together: the one that says most comes first. */
const VERDICTS: readonly SignalErrorCode[] = ['duplicate', 'bad-mac', 'future', 'invalid-key']

function verdictOf(failures: readonly SignalError[]): SignalError {
  for (const code of VERDICTS) {
    const found = failures.find((failure) => failure.code === code)
    if (found !== undefined) return found
  }
  return new SignalError('invalid-message', 'no session can read this')
}
