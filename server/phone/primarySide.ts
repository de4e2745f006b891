import { aesCtr } from '../../web/crypto/aesCtr.ts'
import { aesGcmDecrypt } from '../../web/crypto/aesGcm.ts'
import { concatBytes, equalBytes, utf8Encode } from '../../web/crypto/bytes.ts'
import { CryptoError } from '../../web/crypto/errors.ts'
import { hkdfSha256 } from '../../web/crypto/hash.ts'
import { pbkdf2Sha256 } from '../../web/crypto/pbkdf2.ts'
import { agree, type KeyPair, type RandomBytes } from '../../web/crypto/x25519.ts'

/** What a typed code may be made of. */
const TYPED = /^[1-9A-HJ-NP-TV-Z]{8}$/
const ROUNDS = 131_072
const SALT = 32
const COUNTER = 16
const KEY = 32
const IV = 12
const BUNDLE_INFO = utf8Encode('link_code_pairing_key_bundle_encryption_key')
const SECRET_INFO = utf8Encode('adv_secret')

/** A typed code in the form the keys are made from; undefined when nothing can be made of it. */
export function readTypedCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s\-\u2010-\u2015]/g, '').toUpperCase()
  return TYPED.test(code) ? code : undefined
}

/** Hides the phone's ephemeral public key behind the code: salt 32, counter block 16, key 32. */
export async function hidePublicKey(
  publicKey: Uint8Array,
  code: string,
  randomBytes: RandomBytes,
): Promise<Uint8Array> {
  const salt = randomBytes(SALT)
  const counter = randomBytes(COUNTER)
  return concatBytes(salt, counter, aesCtr(await codeKey(code, salt), counter, publicKey))
}

/** The companion's ephemeral public key, if the code is right; else some other 32 bytes. */
export async function revealPublicKey(hidden: Uint8Array, code: string): Promise<Uint8Array> {
  const salt = hidden.subarray(0, SALT)
  const counter = hidden.subarray(SALT, SALT + COUNTER)
  return aesCtr(await codeKey(code, salt), counter, hidden.subarray(SALT + COUNTER))
}

function codeKey(code: string, salt: Uint8Array): Promise<Uint8Array> {
  return pbkdf2Sha256(utf8Encode(code), salt, ROUNDS)
}

/** What a bundle told the phone. */
export type OpenedBundle =
  | { readonly ok: true; readonly advSecret: Uint8Array }
  /** 'wrong-code': it does not open. 'wrong-device': it opens and names other identities. */
  | { readonly ok: false; readonly fault: 'wrong-code' | 'wrong-device' }

/**
 * Opens a companion's key bundle (156 bytes: salt, IV, AES-256-GCM of both identities and 32 random
 * bytes) and derives the ADV secret from it. Source: chapter 03 section 5, rows 8 and 9.
 */
export async function openBundle(
  bundle: Uint8Array,
  keys: {
    /** Agreement of the two ephemeral keys. */
    readonly shared: Uint8Array
    readonly identity: KeyPair
    /** The identity that the companion named beside its bundle. */
    readonly companionIdentity: Uint8Array
  },
): Promise<OpenedBundle> {
  const { shared, identity, companionIdentity } = keys
  const content = decryptBundle(bundle, shared)
  if (content === undefined) return { ok: false, fault: 'wrong-code' }
  const named = content.subarray(0, KEY)
  const account = content.subarray(KEY, 2 * KEY)
  if (!equalBytes(named, companionIdentity) || !equalBytes(account, identity.publicKey)) {
    return { ok: false, fault: 'wrong-device' }
  }
  const sharedIdentity = await agree(identity.privateKey, companionIdentity)
  const input = concatBytes(shared, sharedIdentity, content.subarray(2 * KEY))
  return { ok: true, advSecret: hkdfSha256(input, { info: SECRET_INFO, length: KEY }) }
}

function decryptBundle(bundle: Uint8Array, shared: Uint8Array): Uint8Array | undefined {
  const salt = bundle.subarray(0, SALT)
  const iv = bundle.subarray(SALT, SALT + IV)
  const key = hkdfSha256(shared, { salt, info: BUNDLE_INFO, length: KEY })
  try {
    const content = aesGcmDecrypt(key, iv, bundle.subarray(SALT + IV))
    return content.length === 3 * KEY ? content : undefined
  } catch (cause) {
    if (cause instanceof CryptoError) return undefined
    throw cause
  }
}
