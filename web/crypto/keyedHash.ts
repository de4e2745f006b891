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
  writeHmac(key, message, 0, out)
  return out
}

/**
 * HKDF-SHA-256 with a salt that is taken in already: so many blocks of 32 bytes. What a protocol
 * calls 64 or 80 bytes are the blocks behind each other.
 */
export function hkdfBlocks(
  salt: HmacKey,
  inputKey: Uint8Array,
  info: Uint8Array,
  count: number,
): Uint8Array[] {
  const key = hmacKey(hmacUnder(salt, inputKey))
  const blocks: Uint8Array[] = []
  // The block before, info, the number of the block; the first has none before it.
  const input = new Uint8Array(HASH_LENGTH + info.length + 1)
  input.set(info, HASH_LENGTH)
  for (let number = 1; number <= count; number++) {
    input[input.length - 1] = number
    const block = new Uint8Array(HASH_LENGTH)
    writeHmac(key, input, number === 1 ? HASH_LENGTH : 0, block)
    blocks.push(block)
    input.set(block)
  }
  return blocks
}

/** 32 zero bytes: the salt of HKDF where there is none. */
export const NO_SALT: HmacKey = hmacKey(new Uint8Array(HASH_LENGTH))

const running = new Int32Array(8)

function writeHmac(key: HmacKey, message: Uint8Array, from: number, out: Uint8Array): void {
  for (let word = 0; word < 8; word++) running[word] = key[word] as number
  absorb(message, from)
  // The inner hash is one block of the outer one: 8 words, the padding, and 96 bytes as bits.
  for (let word = 0; word < 8; word++) schedule[word] = running[word] as number
  schedule[8] = 0x80000000
  for (let word = 9; word < 15; word++) schedule[word] = 0
  schedule[15] = (BLOCK_LENGTH + HASH_LENGTH) * 8
  for (let word = 0; word < 8; word++) running[word] = key[8 + word] as number
  compress(running)
  for (let word = 0, to = 0; word < 8; word++, to += 4) {
    const value = running[word] as number
    out[to] = value >>> 24
    out[to + 1] = value >>> 16
    out[to + 2] = value >>> 8
    out[to + 3] = value
  }
}

/** Hashes a message from a place on, and its padding, into `running`, which has seen one block. */
function absorb(message: Uint8Array, from: number): void {
  const end = message.length
  let at = from
  for (; at + BLOCK_LENGTH <= end; at += BLOCK_LENGTH) {
    loadWords(message, at, 16)
    compress(running)
  }
  const whole = (end - at) >> 2
  loadWords(message, at, whole)
  let tail = 0x80000000
  for (let byte = end - 1; byte >= at + whole * 4; byte--) {
    tail = (tail >>> 8) | ((message[byte] as number) << 24)
  }
  schedule[whole] = tail
  for (let word = whole + 1; word < 16; word++) schedule[word] = 0
  if (whole >= 14) {
    compress(running)
    for (let word = 0; word < 14; word++) schedule[word] = 0
  }
  const bits = (BLOCK_LENGTH + end - from) * 8
  schedule[14] = Math.floor(bits / 0x100000000)
  schedule[15] = bits
  compress(running)
}

function padKey(key: Uint8Array, pad: number): void {
  const whole = key.length >> 2
  loadWords(key, 0, whole)
  for (let word = whole; word < 16; word++) schedule[word] = 0
  for (let byte = whole * 4; byte < key.length; byte++) {
    schedule[whole] = (schedule[whole] as number) | ((key[byte] as number) << (24 - (byte & 3) * 8))
  }
  for (let word = 0; word < 16; word++) schedule[word] = (schedule[word] as number) ^ pad
}

/** Big-endian words into the beginning of the schedule. */
function loadWords(bytes: Uint8Array, from: number, count: number): void {
  for (let word = 0, at = from; word < count; word++, at += 4) {
    schedule[word] =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)
  }
}
