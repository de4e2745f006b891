import { aesCtr } from '../crypto/aesCtr.ts'
import { aesGcmDecrypt, aesGcmEncrypt } from '../crypto/aesGcm.ts'
import { concatBytes, equalBytes, utf8Encode } from '../crypto/bytes.ts'
import { hkdfSha256 } from '../crypto/hash.ts'
import { pbkdf2Sha256 } from '../crypto/pbkdf2.ts'
import { agree, type RandomBytes } from '../crypto/x25519.ts'

/** No 0, I, O and U: nobody has to guess which one is meant. */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTVWXYZ'
const CODE_BYTES = 5
const BITS_PER_CHARACTER = 5
const CUSTOM_CODE = new RegExp(`^[${ALPHABET}]{8}$`)

const KEY_LENGTH = 32
const SALT_LENGTH = 32
const COUNTER_LENGTH = 16
const ITERATIONS = 131_072
/** salt 32, counter block 16, encrypted key 32. */
const WRAPPED_LENGTH = SALT_LENGTH + COUNTER_LENGTH + KEY_LENGTH

const IV_LENGTH = 12
/** salt 32, IV 12, three encrypted values of 32 bytes, tag 16. */
const BUNDLE_LENGTH = SALT_LENGTH + IV_LENGTH + 3 * KEY_LENGTH + 16
const BUNDLE_INFO = utf8Encode('link_code_pairing_key_bundle_encryption_key')
const SECRET_INFO = utf8Encode('adv_secret')

/**
 * 'malformed': a wrapped key or bundle of a wrong length. 'wrong-code': the bundle does not open,
 * which is the first moment a wrong code is noticed. 'wrong-peer': it opens but names other keys.
 */
export type PairCodeErrorCode = 'malformed' | 'wrong-code' | 'wrong-peer'

/** Linking by code cannot go on with this message. */
export class PairCodeError extends Error {
  override readonly name = 'PairCodeError'
  readonly code: PairCodeErrorCode

  constructor(code: PairCodeErrorCode) {
    super(`pair code: ${code}`)
    this.code = code
  }
}

/** The 8 characters that 5 bytes spell, 5 bits each, highest first. */
export function encodePairCode(bytes: Uint8Array): string {
  if (bytes.length !== CODE_BYTES) throw new PairCodeError('malformed')
  let bits = 0
  let value = 0
  let code = ''
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= BITS_PER_CHARACTER) {
      bits -= BITS_PER_CHARACTER
      code += ALPHABET[(value >>> bits) & 0x1f] ?? ''
    }
    value &= 0x1f
  }
  return code
}

/**
 * A code that a person chose: exactly 8 characters of the alphabet, in capitals. Nothing for any
 * other text.
 */
export function customPairCode(text: string): string | undefined {
  const code = text.replace(/[a-z]/g, (letter) => letter.toUpperCase())
  return CUSTOM_CODE.test(code) ? code : undefined
}

/** The code as people read it: XXXX-XXXX. Everything cryptographic uses it without the dash. */
export function displayPairCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** The key that a code stands for: PBKDF2-HMAC-SHA-256 with 131,072 rounds, 32 bytes. */
function wrappingKey(code: string, salt: Uint8Array): Promise<Uint8Array> {
  return pbkdf2Sha256(utf8Encode(code), salt, ITERATIONS)
}

/**
 * Hides a public key (32 bytes) behind a code: salt, counter block, AES-256-CTR of the key; 80
 * bytes. Nothing authenticates it.
 */
export async function wrapPublicKey(
  publicKey: Uint8Array,
  code: string,
  randomBytes: RandomBytes,
): Promise<Uint8Array> {
  const salt = randomBytes(SALT_LENGTH)
  const counterBlock = randomBytes(COUNTER_LENGTH)
  const key = await wrappingKey(code, salt)
  return concatBytes(salt, counterBlock, aesCtr(key, counterBlock, publicKey))
}

/** The reverse, with the sender's own salt. A wrong code gives another key, not an error. */
export async function unwrapPublicKey(wrapped: Uint8Array, code: string): Promise<Uint8Array> {
  if (wrapped.length !== WRAPPED_LENGTH) throw new PairCodeError('malformed')
  const salt = wrapped.subarray(0, SALT_LENGTH)
  const counterBlock = wrapped.subarray(SALT_LENGTH, SALT_LENGTH + COUNTER_LENGTH)
  const encrypted = wrapped.subarray(SALT_LENGTH + COUNTER_LENGTH)
  return aesCtr(await wrappingKey(code, salt), counterBlock, encrypted)
}

/** What both sides know of each other by the time the bundle is sent, 32 bytes each. */
export interface BundleKeys {
  /** Z: agreement of the two ephemeral keys. */
  readonly sharedEphemeral: Uint8Array
  readonly companionIdentity: Uint8Array
  readonly accountIdentity: Uint8Array
}

/**
 * The companion's key bundle, 156 bytes: salt, IV, AES-256-GCM of both identity keys and `random`
 * (R, 32 fresh bytes), which goes into the new ADV secret.
 */
export function sealKeyBundle(
  keys: BundleKeys,
  random: Uint8Array,
  randomBytes: RandomBytes,
): Uint8Array {
  const salt = randomBytes(SALT_LENGTH)
  const iv = randomBytes(IV_LENGTH)
  const content = concatBytes(keys.companionIdentity, keys.accountIdentity, random)
  return concatBytes(salt, iv, aesGcmEncrypt(bundleKey(keys, salt), iv, content))
}

/** Opens a bundle and checks the two identity keys in it. Gives R. Throws PairCodeError. */
export function openKeyBundle(keys: BundleKeys, bundle: Uint8Array): Uint8Array {
  if (bundle.length !== BUNDLE_LENGTH) throw new PairCodeError('malformed')
  const salt = bundle.subarray(0, SALT_LENGTH)
  const iv = bundle.subarray(SALT_LENGTH, SALT_LENGTH + IV_LENGTH)
  const content = openBundle(bundleKey(keys, salt), iv, bundle.subarray(SALT_LENGTH + IV_LENGTH))
  const identities = content.subarray(0, 2 * KEY_LENGTH)
  if (!equalBytes(identities, concatBytes(keys.companionIdentity, keys.accountIdentity))) {
    throw new PairCodeError('wrong-peer')
  }
  return content.slice(2 * KEY_LENGTH)
}

function openBundle(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  try {
    return aesGcmDecrypt(key, iv, sealed)
  } catch {
    throw new PairCodeError('wrong-code')
  }
}

function bundleKey({ sharedEphemeral }: BundleKeys, salt: Uint8Array): Uint8Array {
  return hkdfSha256(sharedEphemeral, { salt, info: BUNDLE_INFO, length: KEY_LENGTH })
}

/**
 * The ADV secret that both sides end with: from Z, the agreement Y of the two identity keys, and R.
 * Throws CryptoError 'bad-key' for an identity key of small order.
 */
export async function pairCodeSecret(
  sharedEphemeral: Uint8Array,
  identityPrivate: Uint8Array,
  peerIdentity: Uint8Array,
  random: Uint8Array,
): Promise<Uint8Array> {
  const sharedIdentity = await agree(identityPrivate, peerIdentity)
  const input = concatBytes(sharedEphemeral, sharedIdentity, random)
  return hkdfSha256(input, { info: SECRET_INFO, length: KEY_LENGTH })
}
