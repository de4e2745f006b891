import { utf8Encode } from '../crypto/bytes.ts'
import { hkdfBlocks, NO_SALT } from '../crypto/keyedHash.ts'
import { FormatError } from './formatError.ts'

const LENGTH = 128
const INFO = utf8Encode('WhatsApp Patch Integrity')
const BLOCKS = 4
const BLOCK = 32

/**
 * The hash of a set after some of its values went and others came (chapter 08 section 4): 64 lanes of
 * 16 bits, little endian, each a sum modulo 65536. `base` is the hash before, 128 bytes, zero for the
 * empty set; values are the MACs of records, 32 bytes. The order of the values does not matter.
 *
 * @throws FormatError 'malformed' when `base` has another length.
 */
export function ltHash(
  base: Uint8Array,
  change: { readonly subtract: readonly Uint8Array[]; readonly add: readonly Uint8Array[] },
): Uint8Array {
  if (base.length !== LENGTH) throw new FormatError('malformed', 'LT-hash')
  const hash = base.slice()
  for (const value of change.subtract) mix(hash, value, -1)
  for (const value of change.add) mix(hash, value, 1)
  return hash
}

/** Adds or subtracts what a value is expanded to, lane by lane, in place. */
function mix(hash: Uint8Array, value: Uint8Array, sign: 1 | -1): void {
  const blocks = hkdfBlocks(NO_SALT, value, INFO, BLOCKS)
  for (const [number, block] of blocks.entries()) {
    for (let at = 0; at < BLOCK; at += 2) {
      const place = number * BLOCK + at
      const lane = laneAt(hash, place) + sign * laneAt(block, at)
      hash[place] = lane & 0xff
      hash[place + 1] = (lane >> 8) & 0xff
    }
  }
}

const laneAt = (bytes: Uint8Array, at: number) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
