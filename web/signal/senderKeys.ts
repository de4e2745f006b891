import type { RandomBytes } from '../crypto/x25519.ts'
import type { NewKeyPair, SenderKeyRecord, SenderKeyState } from './records.ts'
import { SignalError } from './signalError.ts'

/** A new own key for a group: random id of 31 bits, random chain, new signing pair. */
export async function createSenderKey(
  random: RandomBytes,
  newKeyPair: NewKeyPair,
): Promise<SenderKeyState> {
  throw new SignalError('no-sender-key', [random, newKeyPair].join())
}

/** What members need to read from this moment on. */
export function distributionMessage(state: SenderKeyState): Uint8Array {
  throw new SignalError('no-sender-key', String(state))
}

/** The next message of an own key. `random64` are 64 fresh bytes for the signature. */
export function encryptGroup(
  state: SenderKeyState,
  padded: Uint8Array,
  random64: Uint8Array,
): { readonly next: SenderKeyState; readonly bytes: Uint8Array } {
  throw new SignalError('no-sender-key', [state, padded, random64].join())
}

/** Takes a member's key. Throws SignalError, and then nothing has changed. */
export function takeDistribution(
  record: SenderKeyRecord | undefined,
  bytes: Uint8Array,
): SenderKeyRecord {
  throw new SignalError('invalid-message', [record, bytes].join())
}

/** Decrypts a group message of one member. Throws SignalError, and then nothing has changed. */
export async function decryptGroup(
  record: SenderKeyRecord | undefined,
  bytes: Uint8Array,
): Promise<{ readonly next: SenderKeyRecord; readonly plaintext: Uint8Array }> {
  throw new SignalError('no-sender-key', [record, bytes].join())
}
