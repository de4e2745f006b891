import { aesGcmDecrypt, aesGcmEncrypt } from '../../crypto/aesGcm.ts'
import { NoiseError } from './errors.ts'

/** Counters have 32 bits; the one that does not fit any more is never used. */
const COUNTER_LIMIT = 2 ** 32

/**
 * One key and the counter of its next nonce. A nonce is never used twice, not even after a failure.
 */
export class CipherState {
  /** 32 bytes. Read by tests, which compare it with vectors. */
  readonly key: Uint8Array
  #counter: number

  constructor(key: Uint8Array, counter = 0) {
    this.key = key
    this.#counter = counter
  }

  /** How many messages this key has served. */
  get counter(): number {
    return this.#counter
  }

  /** AES-256-GCM with the next nonce. Throws NoiseError 'counter-exhausted'. */
  encrypt(plaintext: Uint8Array, additionalData?: Uint8Array): Uint8Array {
    return aesGcmEncrypt(this.key, this.#nextNonce(), plaintext, additionalData)
  }

  /** The reverse. Throws NoiseError 'decrypt-failed' or 'counter-exhausted'. */
  decrypt(ciphertext: Uint8Array, additionalData?: Uint8Array): Uint8Array {
    const nonce = this.#nextNonce()
    try {
      return aesGcmDecrypt(this.key, nonce, ciphertext, additionalData)
    } catch {
      throw new NoiseError('decrypt-failed', `message ${this.#counter - 1} does not open`)
    }
  }

  /** 8 zero bytes, then the counter, big-endian. */
  #nextNonce(): Uint8Array {
    if (this.#counter >= COUNTER_LIMIT) {
      throw new NoiseError('counter-exhausted', 'no nonce is left for this key')
    }
    const nonce = new Uint8Array(12)
    new DataView(nonce.buffer).setUint32(8, this.#counter)
    this.#counter++
    return nonce
  }
}
