/** What was wrong with the input of a cryptographic function. */
export type CryptoErrorCode =
  /** A key, IV, signature or range has another length than the algorithm needs. */
  | 'bad-length'
  /** Text is not the hex, base64 or UTF-8 that it should be. */
  | 'bad-encoding'
  /** An authentication tag does not match: wrong key, or changed bytes. */
  | 'bad-tag'
  /** Decrypted bytes do not end in PKCS#7 padding: wrong key, or changed bytes. */
  | 'bad-padding'
  /** A public key leads to the all-zero secret. */
  | 'bad-key'

/** The only exception that leaves this room. It names a rule, never a secret. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError'
  readonly code: CryptoErrorCode

  constructor(code: CryptoErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Throws CryptoError 'bad-length' unless `bytes` has exactly `length` bytes. */
export function requireLength(bytes: Uint8Array, length: number, what: string): void {
  if (bytes.length !== length) {
    throw new CryptoError('bad-length', `${what} has ${bytes.length} bytes instead of ${length}`)
  }
}
