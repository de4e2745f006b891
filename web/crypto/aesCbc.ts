import {
  block,
  decryptBlock,
  encryptBlock,
  forgetKey,
  takeDecryptionKey,
  takeEncryptionKey,
  wordAt,
} from './aesBlock.ts'
import { CryptoError, requireLength } from './errors.ts'

const KEY_LENGTH = 32
const BLOCK_LENGTH = 16

/**
 * AES-256-CBC with PKCS#7 padding (NIST SP 800-38A, RFC 5652 section 6.3). Nothing is authenticated.
 * Synchronous, meant for messages. Throws CryptoError 'bad-length'.
 */
export function aesCbcEncrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  requireLength(key, KEY_LENGTH, 'AES-256 key')
  requireLength(iv, BLOCK_LENGTH, 'CBC IV')
  const padding = BLOCK_LENGTH - (plaintext.length % BLOCK_LENGTH)
  const out = new Uint8Array(plaintext.length + padding)
  out.set(plaintext)
  out.fill(padding, plaintext.length)
  takeEncryptionKey(key)
  for (let word = 0; word < 4; word++) block[word] = wordAt(iv, 4 * word)
  for (let at = 0; at < out.length; at += BLOCK_LENGTH) {
    for (let word = 0; word < 4; word++) {
      block[word] = (block[word] as number) ^ wordAt(out, at + 4 * word)
    }
    encryptBlock()
    for (let word = 0; word < 4; word++) putWord(out, at + 4 * word, block[word] as number)
  }
  forgetKey()
  return out
}

/**
 * Opens what `aesCbcEncrypt` made; check a MAC or a signature over the ciphertext first. Throws
 * CryptoError 'bad-padding', also for a ciphertext that is no whole number of blocks, and
 * 'bad-length' for the key or IV.
 */
export function aesCbcDecrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  requireLength(key, KEY_LENGTH, 'AES-256 key')
  requireLength(iv, BLOCK_LENGTH, 'CBC IV')
  const { length } = ciphertext
  if (length === 0 || length % BLOCK_LENGTH !== 0) throw badPadding()
  const out = new Uint8Array(length)
  takeDecryptionKey(key)
  for (let at = 0; at < length; at += BLOCK_LENGTH) {
    for (let word = 0; word < 4; word++) block[word] = wordAt(ciphertext, at + 4 * word)
    decryptBlock()
    const before = at === 0 ? iv : ciphertext
    const from = at === 0 ? 0 : at - BLOCK_LENGTH
    for (let word = 0; word < 4; word++) {
      const plain = (block[word] as number) ^ wordAt(before, from + 4 * word)
      putWord(out, at + 4 * word, plain)
    }
  }
  forgetKey()
  return out.subarray(0, length - paddingOf(out))
}

/** How many bytes of padding stand at the end: each of them says that number. */
function paddingOf(padded: Uint8Array): number {
  const count = padded.at(-1) ?? 0
  if (count < 1 || count > BLOCK_LENGTH) throw badPadding()
  for (let at = padded.length - count; at < padded.length; at++) {
    if (padded[at] !== count) throw badPadding()
  }
  return count
}

function putWord(out: Uint8Array, at: number, word: number): void {
  out[at] = word >>> 24
  out[at + 1] = word >>> 16
  out[at + 2] = word >>> 8
  out[at + 3] = word
}

const badPadding = (): CryptoError => new CryptoError('bad-padding', 'the padding is wrong')
