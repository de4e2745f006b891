import { concatBytes } from '../../crypto/bytes.ts'
import type { KeyPair, RandomBytes } from '../../crypto/x25519.ts'
import { xeddsaSign } from '../../crypto/xeddsa.ts'

/** What stands before a Curve25519 key inside Signal structures and signatures. */
const KEY_TYPE = Uint8Array.of(5)

/** Signature of the identity key over 05 and a public pre-key: 64 bytes (chapter 04 section 2). */
export function signPreKey(
  identity: KeyPair,
  publicKey: Uint8Array,
  randomBytes: RandomBytes,
): Uint8Array {
  return xeddsaSign(identity.privateKey, concatBytes(KEY_TYPE, publicKey), randomBytes(64))
}
