import { sha1 as nobleSha1 } from '@noble/hashes/legacy.js'

/** SHA-1, 20 bytes. Only where the wire asks for it; it protects nothing. */
export function sha1(data: Uint8Array): Uint8Array {
  return nobleSha1(data)
}
