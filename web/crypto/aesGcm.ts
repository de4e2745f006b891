import { gcm } from '@noble/ciphers/aes.js'
import { CryptoError, requireLength } from './errors.ts'

const KEY_LENGTH = 32
const IV_LENGTH = 12
const TAG_LENGTH = 16

/**
 * AES-256-GCM (NIST SP 800-38D): the ciphertext with its 16-byte tag behind it.
 * Synchronous, meant for stanzas and small secrets. Throws CryptoError 'bad-length'.
 */
export function aesGcmEncrypt(
  key: Uint8Array,
  iv: Uint8Array,
  plaintext: Uint8Array,
  additionalData?: Uint8Array,
): Uint8Array {
  requireLength(key, KEY_LENGTH, 'AES-256 key')
  requireLength(iv, IV_LENGTH, 'GCM IV')
  return gcm(key, iv, additionalData).encrypt(plaintext)
}

/**
 * Opens what `aesGcmEncrypt` made. Throws CryptoError 'bad-tag' on a wrong key, wrong associated
 * data or changed bytes, and also when the input is shorter than a tag; 'bad-length' for the key or
 * IV.
 */
export function aesGcmDecrypt(
  key: Uint8Array,
  iv: Uint8Array,
  ciphertext: Uint8Array,
  additionalData?: Uint8Array,
): Uint8Array {
  requireLength(key, KEY_LENGTH, 'AES-256 key')
  requireLength(iv, IV_LENGTH, 'GCM IV')
  if (ciphertext.length < TAG_LENGTH) throw new CryptoError('bad-tag', 'no room for the tag')
  try {
    return gcm(key, iv, additionalData).decrypt(ciphertext)
  } catch {
    throw new CryptoError('bad-tag', 'the authentication tag does not match')
  }
}
