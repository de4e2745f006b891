import { concatBytes, utf8Encode } from '../../crypto/bytes.ts'
import { hkdfSha256, sha256 } from '../../crypto/hash.ts'
import { CipherState } from './cipherState.ts'

const HASH_LENGTH = 32

/**
 * The running state of a Noise handshake (The Noise Protocol Framework, section 5.2): transcript
 * hash, chaining key and current cipher. The service differs in one point: the cipher has a key
 * from the start, equal to the first hash.
 */
export class SymmetricState {
  #hash: Uint8Array
  #chainingKey: Uint8Array
  #cipher: CipherState

  constructor(protocolName: string) {
    this.#hash = firstHash(utf8Encode(protocolName))
    this.#chainingKey = this.#hash
    this.#cipher = new CipherState(this.#hash)
  }

  /** h, 32 bytes. This and the next two are read by tests, which compare them with vectors. */
  get hash(): Uint8Array {
    return this.#hash
  }

  /** ck, 32 bytes. */
  get chainingKey(): Uint8Array {
    return this.#chainingKey
  }

  /** k and n. */
  get cipher(): CipherState {
    return this.#cipher
  }

  /** Adds public data to the transcript. */
  mixHash(data: Uint8Array): void {
    this.#hash = sha256(concatBytes(this.#hash, data))
  }

  /** Takes in a shared secret: a new chaining key, a new cipher with its counter at 0. */
  mixKey(secret: Uint8Array): void {
    const [chainingKey, key] = this.#expand(secret)
    this.#chainingKey = chainingKey
    this.#cipher = new CipherState(key)
  }

  /** Encrypts bound to the transcript, and adds the ciphertext to it. */
  encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const ciphertext = this.#cipher.encrypt(plaintext, this.#hash)
    this.mixHash(ciphertext)
    return ciphertext
  }

  /** The reverse. Throws NoiseError 'decrypt-failed'. */
  decryptAndHash(ciphertext: Uint8Array): Uint8Array {
    const plaintext = this.#cipher.decrypt(ciphertext, this.#hash)
    this.mixHash(ciphertext)
    return plaintext
  }

  /** The two transport ciphers: first from client to server, then back. */
  split(): readonly [CipherState, CipherState] {
    const [toServer, toClient] = this.#expand(new Uint8Array(0))
    return [new CipherState(toServer), new CipherState(toClient)]
  }

  #expand(secret: Uint8Array): readonly [Uint8Array, Uint8Array] {
    const both = hkdfSha256(secret, { salt: this.#chainingKey, length: 2 * HASH_LENGTH })
    return [both.slice(0, HASH_LENGTH), both.slice(HASH_LENGTH)]
  }
}

/** The name itself with zero bytes behind it, or its hash if it is longer than a hash. */
function firstHash(name: Uint8Array): Uint8Array {
  if (name.length > HASH_LENGTH) return sha256(name)
  const padded = new Uint8Array(HASH_LENGTH)
  padded.set(name)
  return padded
}
