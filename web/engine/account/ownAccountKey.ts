import { decodeProto } from '../../wire/proto/codec.ts'
import { ADVSignedDeviceIdentitySchema } from '../../wire/proto/gen/adv_pb.ts'
import type { AccountFacts } from './accountFacts.ts'

/**
 * The identity key of the own account, 32 bytes, as the phone signed this device with it when it was
 * linked; it never changes while the device is linked. Nothing before that.
 */
export function ownAccountKey(facts: AccountFacts): Uint8Array | undefined {
  const { session } = facts.now()
  if (session === undefined) return undefined
  const { accountSignatureKey } = decodeProto(ADVSignedDeviceIdentitySchema, session.deviceIdentity)
  return accountSignatureKey.length === 0 ? undefined : accountSignatureKey
}
