import { equalBytes } from '../crypto/bytes.ts'
import type { RandomBytes } from '../crypto/x25519.ts'
import { signAgain, verifyAgain } from '../crypto/rememberedKeys.ts'
import { decryptBody, encryptBody, groupMessageKeys } from './messageBody.ts'
import { NOTHING_SKIPPED, seedOf, stepChain } from './messageChain.ts'
import { KEY_LENGTH } from './publicKeys.ts'
import type { NewKeyPair, SenderKeyRecord, SenderKeyState } from './records.ts'
import {
  decodeDistribution,
  decodeSenderKeyMessage,
  encodeDistribution,
  encodeSignedPart,
  SIGNATURE_LENGTH,
} from './senderKeyMessage.ts'
import { SignalError } from './signalError.ts'

/** How many keys of one member are kept; the oldest is dropped. */
const STATES_KEPT = 5

/** How many iterations a sender may be ahead (chapter 04 section 6). */
const FORWARD_LIMIT = 2_000

/** A new own key for a group: random id of 31 bits, random chain, new signing pair. */
export async function createSenderKey(
  random: RandomBytes,
  newKeyPair: NewKeyPair,
): Promise<SenderKeyState> {
  const id = random(4)
  const { privateKey, publicKey } = await newKeyPair()
  return {
    keyId: new DataView(id.buffer, id.byteOffset).getUint32(0) >>> 1,
    firstIteration: 0,
    iteration: 0,
    chainKey: random(KEY_LENGTH),
    signingPublic: publicKey,
    signingPrivate: privateKey,
    skipped: NOTHING_SKIPPED,
  }
}

/**
 * What members need to read the messages of a key from now on; earlier ones stay closed to them.
 * For one stanza take it before its message is encrypted.
 */
export function distributionMessage(state: SenderKeyState): Uint8Array {
  return encodeDistribution(state)
}

/**
 * The next message of an own key. `random64` are 64 fresh bytes for the signature. `next` must be
 * durable before any of the bytes leave. Throws SignalError 'no-sender-key' for a key that is not
 * an own one.
 */
export function encryptGroup(
  state: SenderKeyState,
  padded: Uint8Array,
  random64: Uint8Array,
): { readonly next: SenderKeyState; readonly bytes: Uint8Array } {
  const { keyId, iteration, signingPrivate } = state
  if (signingPrivate === undefined) throw new SignalError('no-sender-key', 'not an own key')
  const { seed, chainKey } = stepChain(state.chainKey)
  const signed = encodeSignedPart(keyId, iteration, encryptBody(groupMessageKeys(seed), padded))
  const bytes = new Uint8Array(signed.length + SIGNATURE_LENGTH)
  bytes.set(signed)
  bytes.set(signAgain(signingPrivate, signed, random64), signed.length)
  return { next: { ...state, chainKey, iteration: iteration + 1 }, bytes }
}

/**
 * Takes a member's key from a distribution message. A key that is known under the same id keeps its
 * place in the chain, or messages could be shown twice. Throws SignalError 'invalid-message',
 * 'invalid-key', 'legacy', and then nothing has changed.
 */
export function takeDistribution(
  record: SenderKeyRecord | undefined,
  bytes: Uint8Array,
): SenderKeyRecord {
  const { keyId, iteration, chainKey, signingPublic } = decodeDistribution(bytes)
  const states = record?.states ?? []
  const known = states.find((state) => state.keyId === keyId)
  const isSame = known !== undefined && equalBytes(known.signingPublic, signingPublic)
  const taken = isSame
    ? known
    : {
        keyId,
        firstIteration: iteration,
        iteration,
        chainKey,
        signingPublic,
        skipped: NOTHING_SKIPPED,
      }
  const others = states.filter((state) => state !== known)
  return { states: [taken, ...others].slice(0, STATES_KEPT) }
}

/**
 * Decrypts a group message of one member. Throws SignalError, and then nothing has changed:
 * 'no-sender-key' when the key has not come, or came for later messages only; 'invalid-signature',
 * 'duplicate', 'future', 'invalid-message', 'legacy'.
 */
export async function decryptGroup(
  record: SenderKeyRecord | undefined,
  bytes: Uint8Array,
): Promise<{ readonly next: SenderKeyRecord; readonly plaintext: Uint8Array }> {
  const { keyId, iteration, ciphertext, signed, signature } = decodeSenderKeyMessage(bytes)
  const states = record?.states ?? []
  const place = states.findIndex((known) => known.keyId === keyId)
  const state = states[place]
  if (state === undefined) throw new SignalError('no-sender-key')
  if (!(await verifyAgain(state.signingPublic, signed, signature))) {
    throw new SignalError('invalid-signature', 'a group message is not signed by its key')
  }
  if (iteration < state.firstIteration) {
    throw new SignalError('no-sender-key', 'sent before this key was given to this device')
  }
  const followed = { chainKey: state.chainKey, next: state.iteration, skipped: state.skipped }
  const { seed, chain } = seedOf(followed, iteration, FORWARD_LIMIT)
  const plaintext = decryptBody(groupMessageKeys(seed), ciphertext)
  const { chainKey, next, skipped } = chain
  const after = { ...state, chainKey, iteration: next, skipped }
  return { next: { states: states.with(place, after) }, plaintext }
}
