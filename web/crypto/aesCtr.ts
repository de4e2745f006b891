import { ctr } from '@noble/ciphers/aes.js'
import { requireLength } from './errors.ts'

/**
 * AES-256-CTR (NIST SP 800-38A) with a 16-byte initial counter block, counted up as one 128-bit
 * big-endian number. Encrypts and decrypts; nothing is authenticated. Throws CryptoError
 * 'bad-length'.
 */
export function aesCtr(key: Uint8Array, counterBlock: Uint8Array, data: Uint8Array): Uint8Array {
  requireLength(key, 32, 'AES-256 key')
  requireLength(counterBlock, 16, 'CTR counter block')
  return ctr(key, counterBlock).encrypt(data)
}
