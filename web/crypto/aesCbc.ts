import { cbc } from '@noble/ciphers/aes.js'
import { CryptoError, requireLength } from './errors.ts'

const KEY_LENGTH = 32
const BLOCK_LENGTH = 16

/**
 * AES-256-CBC with PKCS#7 padding (NIST SP 800-38A, RFC 5652 section 6.3). Nothing is authenticated.
 * Synchronous, meant for messages. Throws CryptoError 'bad-length'.
 */
export function aesCbcEncrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  requireLength(key, KEY_LENGTH, 'AES-256 key')
  requireLength(iv, BLOCK_LENGTH, 'CBC IV')
  return cbc(key, iv).encrypt(plaintext)
}

/**
 * Opens what `aesCbcEncrypt` made; check a MAC or a signature over the ciphertext first. Throws
 * CryptoError 'bad-padding', also for a ciphertext that is no whole number of blocks, and
 * 'bad-length' for the key or IV.
 */
export function aesCbcDecrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  requireLength(key, KEY_LENGTH, 'AES-256 key')
  requireLength(iv, BLOCK_LENGTH, 'CBC IV')
  try {
    return cbc(key, iv).decrypt(ciphertext)
  } catch {
    throw new CryptoError('bad-padding', 'the padding is wrong')
  }
}
