import { concatBytes, fromHex } from './bytes.ts'

/** A PKCS#8 file of an X25519 private key up to the key itself (RFC 8410 section 7). */
const PKCS8_HEADER = fromHex('302e020100300506032b656e04220420')

/** u = 9 (RFC 7748 section 4.1). */
const BASE_POINT = new Uint8Array(32)
BASE_POINT[0] = 9

let basePoint: Promise<CryptoKey> | undefined

/** WebCrypto copies what it is given, but takes no memory that workers share. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return isUnshared(bytes) ? bytes : new Uint8Array(bytes)
}

function isUnshared(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
}

/** A private key, 32 bytes, for agreements. */
export function importPrivate(privateKey: Uint8Array): Promise<CryptoKey> {
  const pkcs8 = unshared(concatBytes(PKCS8_HEADER, privateKey))
  return crypto.subtle.importKey('pkcs8', pkcs8, 'X25519', false, ['deriveBits'])
}

/** A public key, 32 bytes, for agreements. */
export function importPublic(publicKey: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', unshared(publicKey), 'X25519', false, [])
}

/** The agreement of two imported keys. */
export async function derive(privateKey: CryptoKey, publicKey: CryptoKey): Promise<Uint8Array> {
  const algorithm = { name: 'X25519', public: publicKey }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, privateKey, 256))
}

/** X25519 by WebCrypto. Rejects with whatever the browser throws, also for an all-zero result. */
export async function nativeAgree(
  privateKey: Uint8Array,
  publicKey: Uint8Array,
): Promise<Uint8Array> {
  const [own, peer] = await Promise.all([importPrivate(privateKey), importPublic(publicKey)])
  return derive(own, peer)
}

/** The public key of a private one: an agreement with the base point. */
export async function nativePublicKey(privateKey: Uint8Array): Promise<Uint8Array> {
  // A browser's import fails now and then: what failed once is asked for again.
  basePoint ??= importPublic(BASE_POINT).catch((cause: unknown) => {
    basePoint = undefined
    throw cause
  })
  const [own, base] = await Promise.all([importPrivate(privateKey), basePoint])
  return derive(own, base)
}

/** Ed25519 verification by WebCrypto, `edwardsKey` in its 32-byte encoding. */
export async function nativeEd25519Verify(
  edwardsKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return verifyUnder(await importEdwards(edwardsKey), message, signature)
}

/** An Ed25519 key in its 32-byte encoding, for verification. */
export function importEdwards(edwardsKey: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', unshared(edwardsKey), 'Ed25519', false, ['verify'])
}

/** Ed25519 verification under an imported key. */
export function verifyUnder(
  key: CryptoKey,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return crypto.subtle.verify('Ed25519', key, unshared(signature), unshared(message))
}

/** PBKDF2-HMAC-SHA-256 by WebCrypto, 32 bytes. */
export async function nativePbkdf2(
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  const { subtle } = crypto
  const key = await subtle.importKey('raw', unshared(password), 'PBKDF2', false, ['deriveBits'])
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: unshared(salt), iterations }
  return new Uint8Array(await subtle.deriveBits(algorithm, key, 256))
}
