import { bytesToHex, concatBytes as concat, hexToBytes } from '@noble/hashes/utils.js'
import { CryptoError } from './errors.ts'

/** One array with the bytes of all parts, in order. */
export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  return concat(...parts)
}

/** Whether both hold the same bytes. The time depends on the length alone, never on the content. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let at = 0; at < a.length; at++) difference |= (a[at] ?? 0) ^ (b[at] ?? 0)
  return difference === 0
}

/** Lowercase hex. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}

/** Bytes of hex text in either case. Throws CryptoError 'bad-encoding'. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    throw new CryptoError('bad-encoding', 'not hex')
  }
  return hexToBytes(text)
}

/** Characters are made in pieces: a call with too many arguments would overflow the stack. */
const BASE64_PIECE = 0x2000

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  let latin1 = ''
  for (let at = 0; at < bytes.length; at += BASE64_PIECE) {
    latin1 += String.fromCharCode(...bytes.subarray(at, at + BASE64_PIECE))
  }
  return btoa(latin1)
}

/**
 * Bytes of standard base64 with padding. Spaces, missing padding and stray bits in the last
 * character throw CryptoError 'bad-encoding', so that each byte string has one spelling.
 */
export function fromBase64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) {
    throw new CryptoError('bad-encoding', 'not base64')
  }
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  if (toBase64(bytes) !== text) throw new CryptoError('bad-encoding', 'not canonical base64')
  return bytes
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 bytes of a text. */
export function utf8Encode(text: string): Uint8Array {
  return encoder.encode(text)
}

/** The text of UTF-8 bytes, a leading byte order mark kept. Throws CryptoError 'bad-encoding'. */
export function utf8Decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new CryptoError('bad-encoding', 'not UTF-8')
  }
}
