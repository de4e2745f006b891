import { concatBytes } from './bytes.ts'
import { requireLength } from './errors.ts'
import { preferNative } from './native.ts'
import { nativeEd25519Verify } from './nativePrimitives.ts'
import {
  baseTimes,
  edwardsY,
  hashToScalar,
  nobleEd25519Verify,
  scalarBytes,
  scalarOf,
} from './noble25519.ts'
import { clampPrivateKey } from './x25519.ts'

const SIGN_BIT = 0x80
/** FE and 31 times FF: no encoded point or scalar starts like this (XEdDSA, hash_1). */
const NONCE_PREFIX = new Uint8Array(32).fill(0xff)
NONCE_PREFIX[0] = 0xfe

/**
 * XEdDSA with the sign of the Edwards key in bit 7 of the last byte, 64 bytes. `random` are 64
 * fresh bytes. Throws CryptoError 'bad-length'. (Signal, "The XEdDSA and VXEdDSA Signature
 * Schemes".) `edwardsKey` may be given where it is known for sure to belong to the private key.
 */
export function xeddsaSign(
  privateKey: Uint8Array,
  message: Uint8Array,
  random: Uint8Array,
  edwardsKey = edwardsKeyOf(privateKey),
): Uint8Array {
  requireLength(random, 64, 'random for a signature')
  const clamped = clampPrivateKey(privateKey)
  const secret = scalarOf(clamped)
  const nonce = hashToScalar(NONCE_PREFIX, clamped, message, random)
  const commitment = baseTimes(nonce)
  const challenge = hashToScalar(commitment, edwardsKey, message)
  const signature = concatBytes(commitment, scalarBytes(nonce + challenge * secret))
  signature[63] = ((signature[63] ?? 0) & 0x7f) | ((edwardsKey[31] ?? 0) & SIGN_BIT)
  return signature
}

/** The Edwards form of the public key, 32 bytes, with its own sign. Throws CryptoError 'bad-length'. */
export function edwardsKeyOf(privateKey: Uint8Array): Uint8Array {
  return baseTimes(scalarOf(clampPrivateKey(privateKey)))
}

/** Ed25519 verification by WebCrypto, and which Edwards form belongs to a public key. */
export interface VerifyParts {
  readonly edwardsY: (publicKey: Uint8Array) => Uint8Array | undefined
  readonly nativeVerify: typeof nativeEd25519Verify
}

/**
 * Whether `signature` (64 bytes, sign bit as in `xeddsaSign`) is the key owner's over the message.
 * False, never an exception, for wrong lengths, for an s outside the group, and for public keys
 * that have small order or no Edwards point.
 */
export async function xeddsaVerify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  parts: VerifyParts = { edwardsY, nativeVerify: nativeEd25519Verify },
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const plain = signature.slice()
  const last = plain[63] ?? 0
  plain[63] = last & 0x7f
  if ((last & 0x60) !== 0) return false
  const positive = parts.edwardsY(publicKey)
  if (positive === undefined) return false
  const edwardsKey = positive.slice()
  edwardsKey[31] = (edwardsKey[31] ?? 0) | (last & SIGN_BIT)
  return preferNative(
    () => parts.nativeVerify(edwardsKey, message, plain),
    () => nobleEd25519Verify(edwardsKey, message, plain),
  )
}
