import { concatBytes } from '../../../web/crypto/bytes.ts'

const COMPRESSED_FLAG = 2
const BLOCK = 0xffff

/**
 * A stanza's bytes (flag 0 and data) with the compressed flag: flag 2 and a zlib stream of stored
 * blocks (RFC 1950, RFC 1951 section 3.2.4). Valid for any reader, though nothing gets smaller.
 */
export function withCompressedFlag(plaintext: Uint8Array): Uint8Array {
  const data = plaintext.subarray(1)
  const parts: Uint8Array[] = [Uint8Array.of(COMPRESSED_FLAG, 0x78, 0x01)]
  for (let at = 0; at === 0 || at < data.length; at += BLOCK) {
    const block = data.subarray(at, at + BLOCK)
    const isLast = at + BLOCK >= data.length
    const { length } = block
    const head = [
      isLast ? 1 : 0,
      length & 0xff,
      length >>> 8,
      ~length & 0xff,
      (~length >>> 8) & 0xff,
    ]
    parts.push(Uint8Array.from(head), block)
  }
  parts.push(adler32(data))
  return concatBytes(...parts)
}

/** Adler-32 as 4 big-endian bytes (RFC 1950 section 9). */
function adler32(data: Uint8Array): Uint8Array {
  let low = 1
  let high = 0
  for (const byte of data) {
    low = (low + byte) % 65_521
    high = (high + low) % 65_521
  }
  return Uint8Array.of(high >>> 8, high & 0xff, low >>> 8, low & 0xff)
}
