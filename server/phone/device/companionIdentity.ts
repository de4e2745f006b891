import { concatBytes, equalBytes } from '../../../web/crypto/bytes.ts'
import type { KeyPair } from '../../../web/crypto/x25519.ts'
import { xeddsaSign, xeddsaVerify } from '../../../web/crypto/xeddsa.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVDeviceIdentitySchema,
  ADVSignedDeviceIdentitySchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'

const BY_ACCOUNT = Uint8Array.of(6, 0)
const BY_DEVICE = Uint8Array.of(6, 1)

/**
 * An encoded ADVSignedDeviceIdentity for a simulated companion, with both signatures and the
 * account's key, as the device sends it with pre-key messages.
 */
export function signCompanion(
  account: KeyPair,
  device: KeyPair,
  about: { readonly rawId: number; readonly keyIndex: number; readonly timestampSec: number },
  random64: () => Uint8Array,
): Uint8Array {
  const details = encodeProto(ADVDeviceIdentitySchema, {
    rawId: about.rawId,
    timestamp: BigInt(about.timestampSec),
    keyIndex: about.keyIndex,
  })
  const covered = concatBytes(details, device.publicKey)
  return encodeProto(ADVSignedDeviceIdentitySchema, {
    details,
    accountSignatureKey: account.publicKey,
    accountSignature: xeddsaSign(account.privateKey, concatBytes(BY_ACCOUNT, covered), random64()),
    deviceSignature: xeddsaSign(
      device.privateKey,
      concatBytes(BY_DEVICE, covered, account.publicKey),
      random64(),
    ),
  })
}

/** The same identity without the account's key, as a service passes it on. */
export function withoutAccountKey(signed: Uint8Array): Uint8Array {
  const { details, accountSignature, deviceSignature } = decodeProto(
    ADVSignedDeviceIdentitySchema,
    signed,
  )
  return encodeProto(ADVSignedDeviceIdentitySchema, { details, accountSignature, deviceSignature })
}

/** The same identity with a device signature that does not fit. */
export function forged(signed: Uint8Array): Uint8Array {
  const identity = decodeProto(ADVSignedDeviceIdentitySchema, signed)
  const signature = identity.deviceSignature.slice()
  signature.set([(signature[0] ?? 0) ^ 1])
  return encodeProto(ADVSignedDeviceIdentitySchema, {
    details: identity.details,
    accountSignatureKey: identity.accountSignatureKey,
    accountSignature: identity.accountSignature,
    deviceSignature: signature,
  })
}

/**
 * Whether the account vouches for a companion's identity key, and the companion for the account
 * (04 section 3). `accountKey` is what is known of the account; the key inside counts when nothing
 * is known. 'unknown': no account key at hand.
 */
export async function checkCompanion(
  signed: Uint8Array,
  identityKey: Uint8Array,
  accountKey: Uint8Array | undefined,
): Promise<'valid' | 'wrong' | 'unknown'> {
  let identity
  try {
    identity = decodeProto(ADVSignedDeviceIdentitySchema, signed)
  } catch {
    return 'wrong'
  }
  const { details, accountSignature, deviceSignature, accountSignatureKey } = identity
  const inside = accountSignatureKey.length === 32 ? accountSignatureKey : undefined
  if (accountKey && inside && !equalBytes(accountKey, inside)) return 'wrong'
  const key = accountKey ?? inside
  if (key === undefined) return 'unknown'
  const covered = concatBytes(details, identityKey)
  const byAccount = await xeddsaVerify(key, concatBytes(BY_ACCOUNT, covered), accountSignature)
  const byDevice = await xeddsaVerify(
    identityKey,
    concatBytes(BY_DEVICE, covered, key),
    deviceSignature,
  )
  return byAccount && byDevice ? 'valid' : 'wrong'
}
