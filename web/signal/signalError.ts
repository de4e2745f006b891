/** Why a message could not be encrypted or decrypted. */
export type SignalErrorCode =
  /** There is no session with this device. */
  | 'no-session'
  /** A key has a wrong length or prefix, or leads to the all-zero secret. */
  | 'invalid-key'
  /** The message names a pre-key that is not here (any more). */
  | 'invalid-key-id'
  /** The bytes do not follow the format, or no session can read them. */
  | 'invalid-message'
  /** A signature over a pre-key or a group message is wrong. */
  | 'invalid-signature'
  /** The message is further ahead than the limit of skipped messages allows. */
  | 'future'
  /** The chain was found, and the authentication code is wrong. */
  | 'bad-mac'
  /** What is stored of the session cannot be used. */
  | 'invalid-session'
  /** This message was decrypted before. A replay, nothing to ask again for. */
  | 'duplicate'
  /** The sender's key for this group is not known. */
  | 'no-sender-key'
  /** An older message version than 3. */
  | 'legacy'

/** The only exception that leaves this room. It names a rule, never a key or a text. */
export class SignalError extends Error {
  override readonly name = 'SignalError'
  readonly code: SignalErrorCode

  constructor(code: SignalErrorCode, message: string = code, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** `error` of a retry receipt (chapter 05 section 7). 0 is "unknown" and is left out there. */
const RETRY_ERRORS: Readonly<Record<SignalErrorCode, number>> = {
  'no-session': 1,
  'invalid-key': 2,
  'invalid-key-id': 3,
  'invalid-message': 4,
  'invalid-signature': 5,
  future: 6,
  'bad-mac': 7,
  'invalid-session': 8,
  duplicate: 0,
  'no-sender-key': 1,
  legacy: 4,
}

/**
 * The number that tells a sender why its message could not be read. A duplicate has none (0): it
 * must not be asked for again.
 */
export function retryErrorOf(code: SignalErrorCode): number {
  return RETRY_ERRORS[code]
}
