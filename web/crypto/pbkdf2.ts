import { pbkdf2Async } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { preferNative } from './native.ts'
import { nativePbkdf2 } from './nativePrimitives.ts'

/** How long the fallback computes at a stretch before other work gets its turn, in milliseconds. */
const STRETCH_MS = 8

/**
 * PBKDF2-HMAC-SHA-256 (RFC 8018 section 5.2), a key of 32 bytes. Never blocks: the browser derives
 * beside this thread, and the fallback pauses.
 */
export function pbkdf2Sha256(
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  return preferNative(
    () => nativePbkdf2(password, salt, iterations),
    () => pbkdf2Async(sha256, password, salt, { c: iterations, dkLen: 32, asyncTick: STRETCH_MS }),
  )
}
