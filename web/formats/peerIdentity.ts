import { concatBytes, equalBytes } from '../crypto/bytes.ts'
import { xeddsaVerify } from '../crypto/xeddsa.ts'
import { decodeProto } from '../wire/proto/codec.ts'
import {
  ADVDeviceIdentitySchema,
  ADVEncryptionType,
  ADVSignedDeviceIdentitySchema,
} from '../wire/proto/gen/adv_pb.ts'
import { accountSignatureInput, deviceSignatureInput } from './adv.ts'

/** A device of somebody and what it shows to prove whose it is. */
export interface PeerIdentity {
  /** 0 is the phone, whose identity is the account's. */
  readonly device: number
  /** The device's identity key, of its bundle or of its first message; 32 bytes. */
  readonly identityKey: Uint8Array
  /** `device-identity` as received: an ADVSignedDeviceIdentity. */
  readonly deviceIdentity?: Uint8Array
  /** The stored identity key of the same person's device 0, 32 bytes. */
  readonly accountKey?: Uint8Array
  /** Whether it speaks as a device of the own account, which must prove more. */
  readonly isOwn?: boolean
}

/**
 * What came of it. 'forged' alone forbids the use of the device; 'no-account-key' and 'absent' are
 * used and counted; 'phone' of others is never checked.
 */
export type PeerIdentityVerdict = 'valid' | 'phone' | 'no-account-key' | 'absent' | 'forged'

const HOSTED_DEVICE_SIGNATURE = Uint8Array.of(6, 6)

/**
 * Whether a companion belongs to the account that it says: the account has signed the companion's
 * identity key, and the companion the account's (chapter 04 section 3, its table). The stored
 * key of the account counts before one that came along, which must be the same. Of the own account
 * the phone must have the stored key, and companions must show something. Never throws.
 */
export async function checkPeerIdentity(peer: PeerIdentity): Promise<PeerIdentityVerdict> {
  const { isOwn = false, accountKey } = peer
  if (peer.device === 0) {
    const isAnother = accountKey !== undefined && !equalBytes(accountKey, peer.identityKey)
    return isOwn && isAnother ? 'forged' : 'phone'
  }
  if (peer.deviceIdentity === undefined || peer.deviceIdentity.length === 0) {
    return isOwn ? 'forged' : 'absent'
  }
  try {
    return await verify(peer.deviceIdentity, peer)
  } catch {
    // Undecodable bytes, or a key that is none: whoever sent them proves nothing by them.
    return 'forged'
  }
}

async function verify(
  bytes: Uint8Array,
  { identityKey, accountKey: stored }: PeerIdentity,
): Promise<PeerIdentityVerdict> {
  const signed = decodeProto(ADVSignedDeviceIdentitySchema, bytes)
  const { details, accountSignature, deviceSignature, accountSignatureKey } = signed
  const { deviceType } = decodeProto(ADVDeviceIdentitySchema, details)
  if (details.length === 0 || accountSignature.length !== 64 || deviceSignature.length !== 64) {
    return 'forged'
  }
  const told = accountSignatureKey.length > 0 ? accountSignatureKey : undefined
  if (stored !== undefined && told !== undefined && !equalBytes(stored, told)) return 'forged'
  const accountKey = stored ?? told
  if (accountKey === undefined) return 'no-account-key'
  const hosted = deviceType === ADVEncryptionType.HOSTED
  const byAccount = accountSignatureInput(details, identityKey, hosted)
  if (!(await xeddsaVerify(accountKey, byAccount, accountSignature))) return 'forged'
  const byDevice = hosted
    ? concatBytes(HOSTED_DEVICE_SIGNATURE, details, identityKey, accountKey)
    : deviceSignatureInput(details, identityKey, accountKey)
  return (await xeddsaVerify(identityKey, byDevice, deviceSignature)) ? 'valid' : 'forged'
}
