import { aesGcmDecrypt, aesGcmEncrypt } from '../../../web/crypto/aesGcm.ts'
import { concatBytes, utf8Encode } from '../../../web/crypto/bytes.ts'
import { hkdfSha256, sha256 } from '../../../web/crypto/hash.ts'

/** The running state of a Noise handshake (01 section 3): hash, chaining key, key, counter. */
export interface Symmetric {
  mixHash(data: Uint8Array): void
  /** Stirs an agreement in; the counter starts again. */
  mixKey(agreement: Uint8Array): void
  encryptAndHash(plaintext: Uint8Array): Uint8Array
  /** @throws CryptoError 'bad-tag' */
  decryptAndHash(ciphertext: Uint8Array): Uint8Array
  /** The two transport keys, 32 bytes each. */
  split(): { clientToServer: Uint8Array; serverToClient: Uint8Array }
}

/** A fresh state: names up to 32 bytes are padded with zeros, longer ones hashed. */
export function createSymmetric(protocolName: string): Symmetric {
  const name = utf8Encode(protocolName)
  let hash: Uint8Array = new Uint8Array(32)
  if (name.length <= 32) hash.set(name)
  else hash = sha256(name)
  let chainingKey = hash
  let key = hash
  let counter = 0

  return {
    mixHash(data) {
      hash = sha256(concatBytes(hash, data))
    },
    mixKey(agreement) {
      const output = hkdfSha256(agreement, { salt: chainingKey, length: 64 })
      chainingKey = output.slice(0, 32)
      key = output.slice(32)
      counter = 0
    },
    encryptAndHash(plaintext) {
      const ciphertext = aesGcmEncrypt(key, nonce(counter++), plaintext, hash)
      hash = sha256(concatBytes(hash, ciphertext))
      return ciphertext
    },
    decryptAndHash(ciphertext) {
      const plaintext = aesGcmDecrypt(key, nonce(counter++), ciphertext, hash)
      hash = sha256(concatBytes(hash, ciphertext))
      return plaintext
    },
    split() {
      const output = hkdfSha256(new Uint8Array(0), { salt: chainingKey, length: 64 })
      return { clientToServer: output.slice(0, 32), serverToClient: output.slice(32) }
    },
  }
}

/** 8 zero bytes, then the counter as 4 big-endian bytes. */
export function nonce(counter: number): Uint8Array {
  const iv = new Uint8Array(12)
  new DataView(iv.buffer).setUint32(8, counter)
  return iv
}
