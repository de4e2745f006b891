import { concatBytes, utf8Encode } from '../../web/crypto/bytes.ts'
import { hmacSha256 } from '../../web/crypto/hash.ts'
import type { KeyPair } from '../../web/crypto/x25519.ts'
import { xeddsaSign } from '../../web/crypto/xeddsa.ts'
import { encodeProto } from '../../web/wire/proto/codec.ts'
import {
  ADVDeviceIdentitySchema,
  ADVKeyIndexListSchema,
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
  ADVSignedKeyIndexListSchema,
} from '../../web/wire/proto/gen/adv_pb.ts'

/** The account identity that signs, and 64 fresh random bytes a signature. */
export interface Signer {
  readonly identity: KeyPair
  readonly random64: () => Uint8Array
}

/** What an account says about a companion. One `rawId` for the account's whole life. */
export interface DeviceGrant {
  readonly rawId: number
  readonly timestampSec: number
  /** Never used before in this account. */
  readonly keyIndex: number
}

const ACCOUNT_PREFIX = Uint8Array.of(0x06, 0x00)
const KEY_INDEX_LIST_PREFIX = Uint8Array.of(0x06, 0x02)

/**
 * The `device-identity` upload: ADVSignedDeviceIdentityHMAC around {D, A, accountSignature}. The
 * signature covers `06 00 ‖ D ‖ I`, the HMAC is keyed with the secret of the QR code. Enums that
 * are zero stay out of D. Source: chapter 03 section 4.
 */
export function makeDeviceIdentity(
  signer: Signer,
  grant: DeviceGrant,
  companion: { readonly identityPublic: Uint8Array; readonly advSecret: Uint8Array },
): Uint8Array {
  const details = encodeProto(ADVDeviceIdentitySchema, {
    rawId: grant.rawId,
    timestamp: BigInt(grant.timestampSec),
    keyIndex: grant.keyIndex,
  })
  const signed = encodeProto(ADVSignedDeviceIdentitySchema, {
    details,
    accountSignatureKey: signer.identity.publicKey,
    accountSignature: sign(signer, ACCOUNT_PREFIX, details, companion.identityPublic),
  })
  return sealIdentity(signed, companion.advSecret)
}

/** The outer container: the signed identity and its HMAC under the secret of the code. */
export function sealIdentity(signedIdentity: Uint8Array, advSecret: Uint8Array): Uint8Array {
  return encodeProto(ADVSignedDeviceIdentityHMACSchema, {
    details: signedIdentity,
    hmac: hmacSha256(advSecret, signedIdentity),
  })
}

/**
 * The `key-index-list` upload: ADVSignedKeyIndexList, signature over `06 02 ‖ details`.
 * `companionIndexes` are the indexes of all linked companions; 0, the phone itself, is added.
 */
export function makeKeyIndexList(
  signer: Signer,
  list: {
    readonly rawId: number
    readonly timestampSec: number
    /** The highest index ever given out. */
    readonly currentIndex: number
    readonly companionIndexes: readonly number[]
  },
): Uint8Array {
  const details = encodeProto(ADVKeyIndexListSchema, {
    rawId: list.rawId,
    timestamp: BigInt(list.timestampSec),
    currentIndex: list.currentIndex,
    validIndexes: [0, ...list.companionIndexes.toSorted((a, b) => a - b)],
  })
  return encodeProto(ADVSignedKeyIndexListSchema, {
    details,
    accountSignature: sign(signer, KEY_INDEX_LIST_PREFIX, details),
  })
}

/** Proof for the service that this phone holds the account identity: XEdDSA, 64 bytes. */
export function signIn(signer: Signer, challenge: Uint8Array): Uint8Array {
  return sign(signer, SIGN_IN_PREFIX, challenge)
}

const SIGN_IN_PREFIX = utf8Encode('sandbox phone sign-in')

function sign(signer: Signer, ...message: Uint8Array[]): Uint8Array {
  return xeddsaSign(signer.identity.privateKey, concatBytes(...message), signer.random64())
}
