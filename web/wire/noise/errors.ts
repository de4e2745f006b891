/** Why a handshake or its transport cannot go on. */
export type NoiseErrorCode =
  /** A call out of order, a second call, or any call after a failed one. */
  | 'wrong-turn'
  /** The message is no such protobuf, or a part of it is missing or has the wrong length. */
  | 'malformed'
  /** The peer's public key has small order. */
  | 'bad-key'
  /** A ciphertext does not open under the key and counter it should have. */
  | 'decrypt-failed'
  /** All 2^32 nonces of one direction are used up: reconnect. */
  | 'counter-exhausted'

/** The stream is lost. Nothing was learnt from its bytes and nothing may be answered. */
export class NoiseError extends Error {
  override readonly name = 'NoiseError'
  readonly code: NoiseErrorCode

  constructor(code: NoiseErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
