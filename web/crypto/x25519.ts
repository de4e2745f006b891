import { CryptoError, requireLength } from './errors.ts'
import { nativeAgree, nativePublicKey } from './nativePrimitives.ts'
import { preferNative } from './native.ts'
import { nobleAgree, noblePublicKey } from './noble25519.ts'

/** Cryptographically secure random bytes, as the platform gives them. */
export type RandomBytes = (length: number) => Uint8Array

/** A Curve25519 pair, raw: 32 bytes each, the private key clamped. */
export interface KeyPair {
  readonly privateKey: Uint8Array
  readonly publicKey: Uint8Array
}

const KEY_LENGTH = 32

/** A clamped copy of a private key (RFC 7748 section 5). Throws CryptoError 'bad-length'. */
export function clampPrivateKey(privateKey: Uint8Array): Uint8Array {
  requireLength(privateKey, KEY_LENGTH, 'private key')
  const clamped = privateKey.slice()
  clamped[0] = (clamped[0] ?? 0) & 0xf8
  clamped[31] = ((clamped[31] ?? 0) & 0x7f) | 0x40
  return clamped
}

/** A new pair from 32 bytes of the given source. */
export async function generateKeyPair(randomBytes: RandomBytes): Promise<KeyPair> {
  const privateKey = clampPrivateKey(randomBytes(KEY_LENGTH))
  return { privateKey, publicKey: await publicKeyOf(privateKey) }
}

/** Many new pairs, the work on them under way at the same time. */
export function generateKeyPairs(randomBytes: RandomBytes, count: number): Promise<KeyPair[]> {
  return Promise.all(Array.from({ length: count }, () => generateKeyPair(randomBytes)))
}

/** The public key of a private one. Throws CryptoError 'bad-length'. */
export async function publicKeyOf(privateKey: Uint8Array): Promise<Uint8Array> {
  requireLength(privateKey, KEY_LENGTH, 'private key')
  return preferNative(
    () => nativePublicKey(privateKey),
    () => noblePublicKey(privateKey),
  )
}

/** WebCrypto's agreement, with keys imported for it or remembered from before. */
export type NativeAgree = typeof nativeAgree

/**
 * X25519 (RFC 7748 section 5): the 32-byte shared secret. Throws CryptoError 'bad-key' when it is
 * all zero, which only a public key of small order brings about, and 'bad-length'.
 */
export async function agree(
  privateKey: Uint8Array,
  publicKey: Uint8Array,
  native: NativeAgree = nativeAgree,
): Promise<Uint8Array> {
  requireLength(privateKey, KEY_LENGTH, 'private key')
  requireLength(publicKey, KEY_LENGTH, 'public key')
  const secret = await preferNative(
    () => native(privateKey, publicKey),
    () => nobleAgreement(privateKey, publicKey),
  )
  // Browsers must refuse such keys themselves (W3C Secure Curves); this holds where one does not.
  if (secret.every((byte) => byte === 0)) throw smallOrder()
  return secret
}

function nobleAgreement(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  try {
    return nobleAgree(privateKey, publicKey)
  } catch {
    throw smallOrder()
  }
}

function smallOrder(): CryptoError {
  return new CryptoError('bad-key', 'the public key has small order')
}
