import { requireLength } from './errors.ts'

const KEY_LENGTH = 32

/** A clamped copy of a private key (RFC 7748 section 5). Throws CryptoError 'bad-length'. */
export function clampPrivateKey(privateKey: Uint8Array): Uint8Array<ArrayBuffer> {
  requireLength(privateKey, KEY_LENGTH, 'private key')
  const clamped = new Uint8Array(privateKey)
  clamped[0] = (clamped[0] ?? 0) & 0xf8
  clamped[31] = ((clamped[31] ?? 0) & 0x7f) | 0x40
  return clamped
}
