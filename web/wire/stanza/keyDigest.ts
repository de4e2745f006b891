import { concatBytes } from '../../crypto/bytes.ts'
import { sha1 } from '../../crypto/sha1.ts'
import { children, node, type WireNode } from '../node/node.ts'
import { iqRequest } from './iq.ts'
import type { PublicSignedPreKey } from './preKeys.ts'
import { bigEndianOf, exactContent, ofLength } from './content.ts'
import { requiredChild } from './reading.ts'

/** What the service holds of this device, in short. */
export interface KeyDigest {
  readonly registrationId: number
  /** 5 for Curve25519. */
  readonly keyType: number
  /** 32 bytes. */
  readonly identityPublic: Uint8Array
  readonly signedPreKey: PublicSignedPreKey
  /** Ids of the one-time keys that nobody has taken yet, in the order in which they are hashed. */
  readonly preKeyIds: readonly number[]
  /** SHA-1, 20 bytes. */
  readonly hash: Uint8Array
}

/** Asks for the digest (chapter 04 section 2). Refused with 404 when the service has no keys. */
export function keyDigestRequest(id: string): WireNode {
  return iqRequest(id, 'get', 'encrypt', [node('digest')])
}

/** Reads the answer. Throws StanzaError 'missing-child', 'bad-length'. */
export function parseKeyDigest(answer: WireNode): KeyDigest {
  const digest = requiredChild(answer, 'digest')
  const signed = requiredChild(digest, 'skey')
  return {
    registrationId: bigEndianOf(exactContent(digest, 'registration', 4)),
    keyType: bigEndianOf(exactContent(digest, 'type', 1)),
    identityPublic: exactContent(digest, 'identity', 32),
    signedPreKey: {
      id: bigEndianOf(exactContent(signed, 'id', 3)),
      publicKey: exactContent(signed, 'value', 32),
      signature: exactContent(signed, 'signature', 64),
    },
    preKeyIds: children(requiredChild(digest, 'list')).map((key) => bigEndianOf(ofLength(key, 3))),
    hash: exactContent(digest, 'hash', 20),
  }
}

/**
 * The hash of a set of keys: SHA-1 over identity key (32 bytes), signed pre-key (32), its signature
 * (64) and the public one-time keys (32 each) in the order of the list.
 */
export function keyDigestHash(
  identityPublic: Uint8Array,
  signedPreKey: Pick<PublicSignedPreKey, 'publicKey' | 'signature'>,
  preKeys: readonly Uint8Array[],
): Uint8Array {
  const { publicKey, signature } = signedPreKey
  return sha1(concatBytes(identityPublic, publicKey, signature, ...preKeys))
}
