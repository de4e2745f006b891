import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { preferNative } from './native.ts'
import { nativePbkdf2 } from './nativePrimitives.ts'

/** PBKDF2-HMAC-SHA-256 (RFC 8018 section 5.2), a key of 32 bytes. */
export function pbkdf2Sha256(
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  return preferNative(
    () => nativePbkdf2(password, salt, iterations),
    () => pbkdf2(sha256, password, salt, { c: iterations, dkLen: 32 }),
  )
}
