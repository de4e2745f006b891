import { CryptoError } from './errors.ts'
import { compress, INITIAL_STATE, schedule } from './sha256Core.ts'

/*
 * HMAC-SHA-256 with the work on the key done once (RFC 2104 section 4), and HKDF-SHA-256 (RFC 5869)
 * on top of it: the same results as `hash.ts`, several times faster for the short inputs of a
 * ratchet.
 */

const BLOCK_LENGTH = 64
const HASH_LENGTH = 32
const INNER_PAD = 0x36363636
const OUTER_PAD = 0x5c5c5c5c

/** A key taken in: the hash states after the inner and the outer block of the key, 8 words each. */
export type HmacKey = Int32Array & { readonly hmacKey?: true }

/** Takes in a key of at most 64 bytes. Throws CryptoError 'bad-length' for a longer one. */
export function hmacKey(key: Uint8Array): HmacKey {
  if (key.length > BLOCK_LENGTH) throw new CryptoError('bad-length', 'HMAC key of over 64 bytes')
  const states = new Int32Array(16)
  states.set(INITIAL_STATE)
  states.set(INITIAL_STATE, 8)
  padKey(key, INNER_PAD)
  compress(states)
  padKey(key, OUTER_PAD)
  compress(states, 8)
  return states
}

/** HMAC-SHA-256 of a message, 32 bytes. */
export function hmacUnder(key: HmacKey, message: Uint8Array): Uint8Array {
  const out = new Uint8Array(HASH_LENGTH)
  writeHmac(key, message, out, 0)
  return out
}

/** HKDF-SHA-256 with a salt that is taken in already: `length` bytes, at most 255 * 32. */
export function hkdfUnder(
  salt: HmacKey,
  inputKey: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const key = hmacKey(hmacUnder(salt, inputKey))
  const rounds = Math.ceil(length / HASH_LENGTH)
  const out = new Uint8Array(rounds * HASH_LENGTH)
  // Previous block, info, number of the block; the first has no previous one.
  const input = new Uint8Array(HASH_LENGTH + info.length + 1)
  input.set(info, HASH_LENGTH)
  for (let round = 0; round < rounds; round++) {
    input[input.length - 1] = round + 1
    if (round > 0) {
      input.set(out.subarray((round - 1) * HASH_LENGTH, round * HASH_LENGTH))
    }
    writeHmac(key, round === 0 ? input.subarray(HASH_LENGTH) : input, out, round * HASH_LENGTH)
  }
  return out.subarray(0, length)
}

/** 32 zero bytes: the salt of HKDF where there is none. */
export const NO_SALT: HmacKey = hmacKey(new Uint8Array(HASH_LENGTH))

const running = new Int32Array(8)

function writeHmac(key: HmacKey, message: Uint8Array, out: Uint8Array, at: number): void {
  for (let word = 0; word < 8; word++) running[word] = key[word] as number
  absorb(message)
  // The inner hash is one block of the outer one: 8 words, the padding, and 96 bytes as bits.
  for (let word = 0; word < 8; word++) schedule[word] = running[word] as number
  schedule[8] = 0x80000000
  schedule.fill(0, 9, 15)
  schedule[15] = (BLOCK_LENGTH + HASH_LENGTH) * 8
  for (let word = 0; word < 8; word++) running[word] = key[8 + word] as number
  compress(running)
  for (let word = 0, to = at; word < 8; word++, to += 4) {
    const value = running[word] as number
    out[to] = value >>> 24
    out[to + 1] = value >>> 16
    out[to + 2] = value >>> 8
    out[to + 3] = value
  }
}

/** Hashes a whole message and its padding into `running`, which has seen one block before it. */
function absorb(message: Uint8Array): void {
  const { length } = message
  let at = 0
  for (; at + BLOCK_LENGTH <= length; at += BLOCK_LENGTH) {
    for (let word = 0, from = at; word < 16; word++, from += 4) {
      schedule[word] =
        ((message[from] as number) << 24) |
        ((message[from + 1] as number) << 16) |
        ((message[from + 2] as number) << 8) |
        (message[from + 3] as number)
    }
    compress(running)
  }
  schedule.fill(0, 0, 16)
  for (let byte = 0; at < length; at++, byte++) placeByte(byte, message[at] as number)
  placeByte(length % BLOCK_LENGTH, 0x80)
  if (length % BLOCK_LENGTH >= BLOCK_LENGTH - 8) {
    compress(running)
    schedule.fill(0, 0, 16)
  }
  const bits = (BLOCK_LENGTH + length) * 8
  schedule[14] = Math.floor(bits / 0x100000000)
  schedule[15] = bits
  compress(running)
}

function padKey(key: Uint8Array, pad: number): void {
  schedule.fill(0, 0, 16)
  for (let byte = 0; byte < key.length; byte++) placeByte(byte, key[byte] as number)
  for (let word = 0; word < 16; word++) schedule[word] = (schedule[word] as number) ^ pad
}

function placeByte(at: number, value: number): void {
  schedule[at >> 2] = (schedule[at >> 2] as number) | (value << (24 - (at & 3) * 8))
}
