import { BACKWARD, FORWARD, RESTORE, SUBSTITUTE } from './aesTables.ts'

/*
 * AES-256 on one block at a time (FIPS 197), with a key schedule in memory that is used again: a
 * message of a ratchet has a key of its own, and making an object for each costs more than the block.
 */

const KEY_WORDS = 8
const ROUNDS = 14
const SCHEDULE_WORDS = 4 * (ROUNDS + 1)

const [f0, f1, f2, f3] = FORWARD
const [b0, b1, b2, b3] = BACKWARD

/** The block that is worked on, as four columns. */
export const block = new Int32Array(4)

const roundKeys = new Int32Array(SCHEDULE_WORDS)

/** Takes in a key of 32 bytes for `encryptBlock`. */
export function takeEncryptionKey(key: Uint8Array): void {
  const w = roundKeys
  for (let i = 0; i < KEY_WORDS; i++) w[i] = wordAt(key, 4 * i)
  let constant = 1
  for (let i = KEY_WORDS; i < SCHEDULE_WORDS; i++) {
    let word = w[i - 1] as number
    if (i % KEY_WORDS === 0) {
      word = substituteWord((word << 8) | (word >>> 24)) ^ (constant << 24)
      constant <<= 1
    } else if (i % KEY_WORDS === 4) word = substituteWord(word)
    w[i] = (w[i - KEY_WORDS] as number) ^ word
  }
}

/** Takes in a key of 32 bytes for `decryptBlock` (the equivalent inverse cipher). */
export function takeDecryptionKey(key: Uint8Array): void {
  takeEncryptionKey(key)
  const w = roundKeys
  for (let i = 4; i < SCHEDULE_WORDS - 4; i++) {
    const word = w[i] as number
    w[i] =
      (b0[SUBSTITUTE[word >>> 24] as number] as number) ^
      (b1[SUBSTITUTE[(word >>> 16) & 0xff] as number] as number) ^
      (b2[SUBSTITUTE[(word >>> 8) & 0xff] as number] as number) ^
      (b3[SUBSTITUTE[word & 0xff] as number] as number)
  }
}

/** Forgets the key. */
export function forgetKey(): void {
  roundKeys.fill(0)
}

/** Encrypts what is in `block`. */
export function encryptBlock(): void {
  const w = roundKeys
  let s0 = (block[0] as number) ^ (w[0] as number)
  let s1 = (block[1] as number) ^ (w[1] as number)
  let s2 = (block[2] as number) ^ (w[2] as number)
  let s3 = (block[3] as number) ^ (w[3] as number)
  let k = 4
  for (let round = 1; round < ROUNDS; round++, k += 4) {
    const t0 = forward(s0, s1, s2, s3) ^ (w[k] as number)
    const t1 = forward(s1, s2, s3, s0) ^ (w[k + 1] as number)
    const t2 = forward(s2, s3, s0, s1) ^ (w[k + 2] as number)
    const t3 = forward(s3, s0, s1, s2) ^ (w[k + 3] as number)
    s0 = t0
    s1 = t1
    s2 = t2
    s3 = t3
  }
  block[0] = lastStep(SUBSTITUTE, s0, s1, s2, s3) ^ (w[k] as number)
  block[1] = lastStep(SUBSTITUTE, s1, s2, s3, s0) ^ (w[k + 1] as number)
  block[2] = lastStep(SUBSTITUTE, s2, s3, s0, s1) ^ (w[k + 2] as number)
  block[3] = lastStep(SUBSTITUTE, s3, s0, s1, s2) ^ (w[k + 3] as number)
}

/** Decrypts what is in `block`. */
export function decryptBlock(): void {
  const w = roundKeys
  let k = SCHEDULE_WORDS - 4
  let s0 = (block[0] as number) ^ (w[k] as number)
  let s1 = (block[1] as number) ^ (w[k + 1] as number)
  let s2 = (block[2] as number) ^ (w[k + 2] as number)
  let s3 = (block[3] as number) ^ (w[k + 3] as number)
  for (k -= 4; k > 0; k -= 4) {
    const t0 = backward(s0, s3, s2, s1) ^ (w[k] as number)
    const t1 = backward(s1, s0, s3, s2) ^ (w[k + 1] as number)
    const t2 = backward(s2, s1, s0, s3) ^ (w[k + 2] as number)
    const t3 = backward(s3, s2, s1, s0) ^ (w[k + 3] as number)
    s0 = t0
    s1 = t1
    s2 = t2
    s3 = t3
  }
  block[0] = lastStep(RESTORE, s0, s3, s2, s1) ^ (w[0] as number)
  block[1] = lastStep(RESTORE, s1, s0, s3, s2) ^ (w[1] as number)
  block[2] = lastStep(RESTORE, s2, s1, s0, s3) ^ (w[2] as number)
  block[3] = lastStep(RESTORE, s3, s2, s1, s0) ^ (w[3] as number)
}

/** One column of a round: each row comes from the column that ShiftRows brings here. */
function forward(row0: number, row1: number, row2: number, row3: number): number {
  return (
    (f0[row0 >>> 24] as number) ^
    (f1[(row1 >>> 16) & 0xff] as number) ^
    (f2[(row2 >>> 8) & 0xff] as number) ^
    (f3[row3 & 0xff] as number)
  )
}

function backward(row0: number, row1: number, row2: number, row3: number): number {
  return (
    (b0[row0 >>> 24] as number) ^
    (b1[(row1 >>> 16) & 0xff] as number) ^
    (b2[(row2 >>> 8) & 0xff] as number) ^
    (b3[row3 & 0xff] as number)
  )
}

/** The last round mixes no columns. */
function lastStep(
  bytes: Uint8Array,
  row0: number,
  row1: number,
  row2: number,
  row3: number,
): number {
  return (
    ((bytes[row0 >>> 24] as number) << 24) |
    ((bytes[(row1 >>> 16) & 0xff] as number) << 16) |
    ((bytes[(row2 >>> 8) & 0xff] as number) << 8) |
    (bytes[row3 & 0xff] as number)
  )
}

function substituteWord(word: number): number {
  return lastStep(SUBSTITUTE, word, word, word, word)
}

/** Four bytes as a column. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  )
}
