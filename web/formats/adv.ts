import { concatBytes, equalBytes } from '../crypto/bytes.ts'
import { hmacSha256 } from '../crypto/hash.ts'
import type { KeyPair } from '../crypto/x25519.ts'
import { xeddsaSign, xeddsaVerify } from '../crypto/xeddsa.ts'
import { decodeProto, encodeProto } from '../wire/proto/codec.ts'
import {
  ADVDeviceIdentitySchema,
  ADVEncryptionType,
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
} from '../wire/proto/gen/adv_pb.ts'

// Two bytes before everything that is signed or MACed here say what kind of statement it is.
const ACCOUNT_SIGNATURE = Uint8Array.of(6, 0)
const DEVICE_SIGNATURE = Uint8Array.of(6, 1)
const HOSTED_ACCOUNT_SIGNATURE = Uint8Array.of(6, 5)

/** The failed check: 'malformed' is answered with error 500, the other two with 401. */
export type AdvErrorCode = 'malformed' | 'hmac' | 'signature'

/** A device identity that must not be believed. */
export class AdvError extends Error {
  override readonly name = 'AdvError'
  readonly code: AdvErrorCode

  constructor(code: AdvErrorCode) {
    super(`device identity refused: ${code}`)
    this.code = code
  }
}

/**
 * Whose word is checked: the secret of the QR code and the companion's own identity key, 32 bytes
 * each.
 */
export interface DeviceIdentityCheck {
  readonly advSecret: Uint8Array
  readonly identityPublic: Uint8Array
}

/** What the account has signed about this device. */
export interface VerifiedDeviceIdentity {
  readonly keyIndex: number
  /** The account's identity public key, 32 bytes. */
  readonly accountKey: Uint8Array
  /** The encoded ADVDeviceIdentity as received. */
  readonly details: Uint8Array
  /** 64 bytes. */
  readonly accountSignature: Uint8Array
  /** Whether the device belongs to an account that a business provider hosts. */
  readonly hosted: boolean
}

/**
 * Checks the ADVSignedDeviceIdentityHMAC of a pair-success: the MAC proves that the phone saw our
 * QR code, the signature that the account wants our identity key. Both are checked over the bytes
 * as received (whatsmeow pair.go). Throws AdvError.
 */
export async function verifyDeviceIdentity(
  container: Uint8Array,
  { advSecret, identityPublic }: DeviceIdentityCheck,
): Promise<VerifiedDeviceIdentity> {
  const outer = parse(() => decodeProto(ADVSignedDeviceIdentityHMACSchema, container))
  const hostedAccount = outer.accountType === ADVEncryptionType.HOSTED
  const expectedHmac = hmacSha256(advSecret, hmacInput(outer.details, hostedAccount))
  if (!equalBytes(expectedHmac, outer.hmac)) throw new AdvError('hmac')

  const signed = parse(() => decodeProto(ADVSignedDeviceIdentitySchema, outer.details))
  const identity = parse(() => decodeProto(ADVDeviceIdentitySchema, signed.details))
  const { details, accountSignatureKey, accountSignature } = signed
  const hosted = identity.deviceType === ADVEncryptionType.HOSTED
  const statement = accountSignatureInput(details, identityPublic, hosted)
  if (!(await xeddsaVerify(accountSignatureKey, statement, accountSignature))) {
    throw new AdvError('signature')
  }
  return {
    keyIndex: identity.keyIndex,
    accountKey: accountSignatureKey.slice(),
    details: details.slice(),
    accountSignature: accountSignature.slice(),
    hosted,
  }
}

/** Our answer to a verified identity: two encodings of ADVSignedDeviceIdentity. */
export interface SignedDeviceIdentity {
  /** With the account's key. Kept, and sent along in first messages to other devices. */
  readonly stored: Uint8Array
  /** Without it. Goes back to the service. */
  readonly reply: Uint8Array
}

/** Adds the device's own signature. `random64` are 64 fresh bytes. */
export function signDeviceIdentity(
  verified: VerifiedDeviceIdentity,
  { identity, random64 }: { readonly identity: KeyPair; readonly random64: Uint8Array },
): SignedDeviceIdentity {
  const { details, accountKey, accountSignature } = verified
  const statement = deviceSignatureInput(details, identity.publicKey, accountKey)
  const deviceSignature = xeddsaSign(identity.privateKey, statement, random64)
  const reply = { details, accountSignature, deviceSignature }
  return {
    stored: encodeProto(ADVSignedDeviceIdentitySchema, {
      ...reply,
      accountSignatureKey: accountKey,
    }),
    reply: encodeProto(ADVSignedDeviceIdentitySchema, reply),
  }
}

/** What the MAC covers: the encoded ADVSignedDeviceIdentity, with a prefix for a hosted account. */
export function hmacInput(signedIdentity: Uint8Array, hostedAccount: boolean): Uint8Array {
  return hostedAccount ? concatBytes(HOSTED_ACCOUNT_SIGNATURE, signedIdentity) : signedIdentity
}

/** What the account signs: prefix, encoded ADVDeviceIdentity, the companion's identity key. */
export function accountSignatureInput(
  details: Uint8Array,
  identityPublic: Uint8Array,
  hostedDevice: boolean,
): Uint8Array {
  const prefix = hostedDevice ? HOSTED_ACCOUNT_SIGNATURE : ACCOUNT_SIGNATURE
  return concatBytes(prefix, details, identityPublic)
}

/** What the companion signs: prefix, the same two, the account's identity key. Hosted or not. */
export function deviceSignatureInput(
  details: Uint8Array,
  identityPublic: Uint8Array,
  accountKey: Uint8Array,
): Uint8Array {
  return concatBytes(DEVICE_SIGNATURE, details, identityPublic, accountKey)
}

function parse<T>(decode: () => T): T {
  try {
    return decode()
  } catch {
    throw new AdvError('malformed')
  }
}
