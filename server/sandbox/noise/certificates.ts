import type { KeyPair } from '../../../web/crypto/x25519.ts'
import { xeddsaSign } from '../../../web/crypto/xeddsa.ts'
import { encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  CertChain_NoiseCertificate_DetailsSchema,
  CertChainSchema,
} from '../../../web/wire/proto/gen/noise_pb.ts'
import type { RandomBytes } from '../world.ts'

const DAY_SEC = 86_400
const NOT_BEFORE_DAYS = 30
const NOT_AFTER_DAYS = 3652
const INTERMEDIATE_SERIAL = 1
const LEAF_SERIAL = 2

/** The service's signing keys and the static key that the leaf speaks for. */
export interface ServiceKeys {
  readonly root: KeyPair
  readonly intermediate: KeyPair
  readonly noise: KeyPair
}

/** Ways in which a chain can be wrong, one for each check of 01 section 4. */
export const CHAIN_FLAWS = [
  'missing-leaf',
  'missing-intermediate',
  'short-signature',
  'root',
  'intermediate-signature',
  'root-issuer',
  'intermediate-key',
  'leaf-signature',
  'issuer',
  'leaf-key',
  'expired',
  'not-yet-valid',
] as const
export type ChainFlaw = (typeof CHAIN_FLAWS)[number]

interface Details {
  readonly serial: number
  readonly issuerSerial: number
  readonly key: Uint8Array
  readonly notBefore: number
  readonly notAfter: number
}

/**
 * An encoded CertChain (01 section 10.2): intermediate with serial 1 signed by the root, leaf with
 * serial 2 for the static key; good from 30 days ago for ten years. `flaw` spoils exactly one thing.
 */
export function issueChain(
  keys: ServiceKeys,
  options: { nowSec: number; randomBytes: RandomBytes; flaw?: ChainFlaw | undefined },
): Uint8Array {
  const { flaw, randomBytes } = options
  const window = validity(options.nowSec, flaw)
  const intermediate = certificate(
    {
      serial: INTERMEDIATE_SERIAL,
      issuerSerial: flaw === 'root-issuer' ? 7 : 0,
      key:
        flaw === 'intermediate-key'
          ? keys.intermediate.publicKey.slice(0, 31)
          : keys.intermediate.publicKey,
      ...window,
    },
    // A root that nobody pinned: the intermediate's own key signs for itself.
    flaw === 'root' ? keys.intermediate : keys.root,
    randomBytes,
  )
  const leaf = certificate(
    {
      serial: LEAF_SERIAL,
      issuerSerial: flaw === 'issuer' ? INTERMEDIATE_SERIAL + 8 : INTERMEDIATE_SERIAL,
      key: flaw === 'leaf-key' ? keys.root.publicKey : keys.noise.publicKey,
      ...window,
    },
    keys.intermediate,
    randomBytes,
  )
  if (flaw === 'intermediate-signature') flipBit(intermediate.signature)
  if (flaw === 'leaf-signature') flipBit(leaf.signature)
  if (flaw === 'short-signature') leaf.signature = leaf.signature.slice(0, 63)
  return encodeProto(CertChainSchema, {
    leaf: flaw === 'missing-leaf' ? undefined : leaf,
    intermediate: flaw === 'missing-intermediate' ? undefined : intermediate,
  })
}

function validity(nowSec: number, flaw: ChainFlaw | undefined) {
  if (flaw === 'expired') {
    return { notBefore: nowSec - 60 * DAY_SEC, notAfter: nowSec - NOT_BEFORE_DAYS * DAY_SEC }
  }
  if (flaw === 'not-yet-valid') {
    return { notBefore: nowSec + NOT_BEFORE_DAYS * DAY_SEC, notAfter: nowSec + 3652 * DAY_SEC }
  }
  return {
    notBefore: nowSec - NOT_BEFORE_DAYS * DAY_SEC,
    notAfter: nowSec + NOT_AFTER_DAYS * DAY_SEC,
  }
}

function certificate(details: Details, issuer: KeyPair, randomBytes: RandomBytes) {
  const bytes = encodeProto(CertChain_NoiseCertificate_DetailsSchema, {
    serial: details.serial,
    issuerSerial: details.issuerSerial,
    key: details.key,
    notBefore: BigInt(details.notBefore),
    notAfter: BigInt(details.notAfter),
  })
  return { details: bytes, signature: xeddsaSign(issuer.privateKey, bytes, randomBytes(64)) }
}

function flipBit(signature: Uint8Array): void {
  signature.set([(signature[5] ?? 0) ^ 1], 5)
}
