import { equalBytes } from '../crypto/bytes.ts'
import { rootStep } from './agreement.ts'
import { decryptBody, encryptBody, messageKeys, messageMac, requireMac } from './messageBody.ts'
import { type FollowedChain, NOTHING_SKIPPED, seedOf, stepChain } from './messageChain.ts'
import type { LocalIdentity, NewKeyPair, ReceivingChain, SessionState } from './records.ts'
import { encodeSignalMessage, MAC_LENGTH, type SignalMessage } from './signalMessage.ts'

/** How many chains of the other side are kept; the oldest is dropped. */
const RECEIVING_KEPT = 5

/** A message read in one session, and the session after it. */
export interface Opened {
  readonly state: SessionState
  readonly plaintext: Uint8Array
}

/** What reading in one session needs besides the session. */
export interface OpenWith {
  readonly local: LocalIdentity
  readonly newKeyPair: NewKeyPair
  /** How many messages may be missing in a row. */
  readonly gapLimit: number
}

/** The next message of a session, as a SignalMessage with its MAC. */
export function sealMessage(
  state: SessionState,
  padded: Uint8Array,
  local: LocalIdentity,
): { readonly state: SessionState; readonly bytes: Uint8Array } {
  const { sending, previousCounter } = state
  const { seed, chainKey } = stepChain(sending.chainKey)
  const keys = messageKeys(seed)
  const bytes = encodeSignalMessage({
    ratchetKey: state.ownRatchet.publicKey,
    counter: sending.counter,
    previousCounter,
    ciphertext: encryptBody(keys, padded),
  })
  const end = bytes.length - MAC_LENGTH
  const ends = { sender: local.publicKey, receiver: state.remoteIdentity }
  bytes.set(messageMac(keys.macKey, ends, bytes.subarray(0, end)), end)
  return { state: { ...state, sending: { chainKey, counter: sending.counter + 1 } }, bytes }
}

/** Whether a session has a chain under this ratchet key already. */
export function knowsRatchetKey(state: SessionState, ratchetKey: Uint8Array): boolean {
  return state.receiving.some((chain) => equalBytes(chain.ratchetKey, ratchetKey))
}

/**
 * Reads a message in a session. New keys are made only once its MAC was right. Throws SignalError
 * 'duplicate', 'future', 'bad-mac', 'invalid-message', 'invalid-key'.
 */
export function openMessage(
  state: SessionState,
  message: SignalMessage,
  keys: OpenWith,
): Promise<Opened> {
  const place = state.receiving.findIndex((chain) =>
    equalBytes(chain.ratchetKey, message.ratchetKey),
  )
  const chain = state.receiving[place]
  return chain === undefined
    ? openInNewChain(state, message, keys)
    : openInChain(state, { chain, place }, message, keys)
}

async function openInChain(
  state: SessionState,
  { chain, place }: { readonly chain: ReceivingChain; readonly place: number },
  message: SignalMessage,
  keys: OpenWith,
): Promise<Opened> {
  const followed = { chainKey: chain.chainKey, next: chain.counter, skipped: chain.skipped }
  const read = readBody(state, followed, message, keys)
  const receiving = state.receiving.with(place, asReceiving(chain.ratchetKey, read.chain))
  return {
    state: { ...state, receiving, pending: undefined },
    plaintext: read.plaintext,
  }
}

/** The other side has taken a new ratchet key: follow it, then take a new one here. */
async function openInNewChain(
  state: SessionState,
  message: SignalMessage,
  keys: OpenWith,
): Promise<Opened> {
  const { ratchetKey } = message
  const { rootKey, chainKey } = await rootStep(
    state.rootKey,
    state.ownRatchet.privateKey,
    ratchetKey,
  )
  const started = { chainKey, next: 0, skipped: NOTHING_SKIPPED }
  const read = readBody(state, started, message, keys)
  const ownRatchet = await keys.newKeyPair()
  const answer = await rootStep(rootKey, ownRatchet.privateKey, ratchetKey)
  const older = state.receiving.slice(0, RECEIVING_KEPT - 1)
  return {
    state: {
      ...state,
      rootKey: answer.rootKey,
      ownRatchet,
      sending: { chainKey: answer.chainKey, counter: 0 },
      previousCounter: Math.max(state.sending.counter - 1, 0),
      receiving: [asReceiving(ratchetKey, read.chain), ...older],
      pending: undefined,
    },
    plaintext: read.plaintext,
  }
}

function readBody(
  state: SessionState,
  followed: FollowedChain,
  message: SignalMessage,
  { local, gapLimit }: OpenWith,
): { readonly chain: FollowedChain; readonly plaintext: Uint8Array } {
  const { seed, chain } = seedOf(followed, message.counter, gapLimit)
  const keys = messageKeys(seed)
  requireMac(keys.macKey, { sender: state.remoteIdentity, receiver: local.publicKey }, message)
  return { chain, plaintext: decryptBody(keys, message.ciphertext) }
}

function asReceiving(ratchetKey: Uint8Array, chain: FollowedChain): ReceivingChain {
  return { ratchetKey, chainKey: chain.chainKey, counter: chain.next, skipped: chain.skipped }
}
