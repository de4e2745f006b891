import type { RandomBytes } from '../platform.ts'

/** Most that one call of getRandomValues gives (Web Cryptography API, section 10.1.1). */
const largestDraw = 65_536

/** Bytes of the browser's cryptographically secure generator. */
export const randomBytes: RandomBytes = (length) => {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += largestDraw) {
    crypto.getRandomValues(bytes.subarray(at, at + largestDraw))
  }
  return bytes
}
