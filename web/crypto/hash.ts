import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { md5 as nobleMd5 } from '@noble/hashes/legacy.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/** SHA-256, 32 bytes (FIPS 180-4). */
export function sha256(data: Uint8Array): Uint8Array {
  return nobleSha256(data)
}

/** MD5, 16 bytes. Only where the wire asks for it; it protects nothing. */
export function md5(data: Uint8Array): Uint8Array {
  return nobleMd5(data)
}

/** HMAC-SHA-256, 32 bytes (RFC 2104). */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  return hmac(nobleSha256, key, data)
}

/**
 * How to stretch: an absent salt is 32 zero bytes, an absent info is empty, `length` is in bytes.
 */
export interface HkdfOptions {
  readonly salt?: Uint8Array
  readonly info?: Uint8Array
  readonly length: number
}

/** HKDF-SHA-256, extract and expand (RFC 5869). */
export function hkdfSha256(inputKey: Uint8Array, options: HkdfOptions): Uint8Array {
  return hkdf(nobleSha256, inputKey, options.salt, options.info, options.length)
}
