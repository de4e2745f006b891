import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'

/** Makes the phone's container anew around changed inner bytes, with the secret of the scanned QR. */
export type Reseal = (signedIdentity: Uint8Array) => Uint8Array

/**
 * The phone's container on its way to the companion, spoiled if a fault asks for it. A wrong account
 * signature under a right MAC needs the QR's secret, which only the phone has; it lends `reseal`.
 */
export function tamper(
  context: ServiceContext,
  connection: Connection,
  container: Uint8Array,
  reseal: Reseal | undefined,
): Uint8Array {
  if (context.armory.strike('bad-hmac', connection) !== undefined) return withWrongMac(container)
  if (context.armory.strike('bad-signature', connection) !== undefined) {
    return withWrongSignature(container, reseal)
  }
  return container
}

function withWrongMac(container: Uint8Array): Uint8Array {
  const outer = decodeProto(ADVSignedDeviceIdentityHMACSchema, container)
  return encodeProto(ADVSignedDeviceIdentityHMACSchema, { ...outer, hmac: flipped(outer.hmac) })
}

function withWrongSignature(container: Uint8Array, reseal: Reseal | undefined): Uint8Array {
  const outer = decodeProto(ADVSignedDeviceIdentityHMACSchema, container)
  const inner = decodeProto(ADVSignedDeviceIdentitySchema, outer.details)
  const spoiled = encodeProto(ADVSignedDeviceIdentitySchema, {
    ...inner,
    accountSignature: flipped(inner.accountSignature),
  })
  if (reseal !== undefined) return reseal(spoiled)
  return encodeProto(ADVSignedDeviceIdentityHMACSchema, { ...outer, details: spoiled })
}

function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, at) => (at === 7 ? byte ^ 1 : byte))
}
