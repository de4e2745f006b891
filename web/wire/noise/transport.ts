import type { CipherState } from './cipherState.ts'
import { NoiseError } from './errors.ts'

/**
 * The cipher after the handshake: one frame body per stanza, empty associated data, a counter of
 * its own in each direction. Frames must be opened in the order they came.
 */
export class TransportCipher {
  readonly #sending: CipherState
  readonly #receiving: CipherState
  #lost = false

  constructor(sending: CipherState, receiving: CipherState) {
    this.#sending = sending
    this.#receiving = receiving
  }

  /** The plaintext sealed, 16 bytes longer. Throws NoiseError 'counter-exhausted'. */
  encrypt(plaintext: Uint8Array): Uint8Array {
    return this.#sending.encrypt(plaintext)
  }

  /**
   * Opens the next frame. Throws NoiseError 'decrypt-failed' for it and for all frames after it,
   * since one missing or changed frame puts every later counter in doubt; 'counter-exhausted' at
   * the end.
   */
  decrypt(ciphertext: Uint8Array): Uint8Array {
    if (this.#lost) throw new NoiseError('decrypt-failed', 'an earlier frame did not open')
    try {
      return this.#receiving.decrypt(ciphertext)
    } catch (error) {
      this.#lost = true
      throw error
    }
  }
}
