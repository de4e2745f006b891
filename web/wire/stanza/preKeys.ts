import { child, node, type WireNode } from '../node/node.ts'
import { iqRequest } from './iq.ts'
import { bigEndianBytes } from './content.ts'
import { optionalCount } from './reading.ts'

/** A public pre-key under its id (1 to 2^24-1). */
export interface PublicPreKey {
  readonly id: number
  /** 32 bytes, without the leading 05 of Signal structures. */
  readonly publicKey: Uint8Array
}

/** A public signed pre-key. */
export interface PublicSignedPreKey extends PublicPreKey {
  /** XEdDSA of the identity key over 05 and the public key, 64 bytes. */
  readonly signature: Uint8Array
}

/** What the service hands to those who want to write to this device. */
export interface PreKeyBundle {
  readonly registrationId: number
  /** 32 bytes. */
  readonly identityPublic: Uint8Array
  readonly signedPreKey: PublicSignedPreKey
  readonly preKeys: readonly PublicPreKey[]
}

/** Key type byte of Curve25519, the content of `type`. */
export const CURVE25519 = Uint8Array.of(5)

/** `<iq xmlns="encrypt" type="set">` with registration, identity, one-time keys and the signed one. */
export function preKeyUpload(id: string, bundle: PreKeyBundle): WireNode {
  return iqRequest(id, 'set', 'encrypt', [
    node('registration', {}, bigEndianBytes(bundle.registrationId, 4)),
    node('type', {}, CURVE25519),
    node('identity', {}, bundle.identityPublic),
    node(
      'list',
      {},
      bundle.preKeys.map((key) => node('key', {}, keyParts(key))),
    ),
    signedKey(bundle.signedPreKey),
  ])
}

/** `<rotate>`: from now on the service hands out this signed pre-key. */
export function signedPreKeyRotation(id: string, signedPreKey: PublicSignedPreKey): WireNode {
  return iqRequest(id, 'set', 'encrypt', [node('rotate', {}, [signedKey(signedPreKey)])])
}

/** `<skey>`. */
export function signedKey(key: PublicSignedPreKey): WireNode {
  return node('skey', {}, [...keyParts(key), node('signature', {}, key.signature)])
}

/** What stands in `<key>` and `<skey>`: the id in 3 bytes, the key in 32. */
export function keyParts(key: PublicPreKey): WireNode[] {
  return [node('id', {}, bigEndianBytes(key.id, 3)), node('value', {}, key.publicKey)]
}

/** Asks how many one-time keys the service has left. */
export function preKeyCountRequest(id: string): WireNode {
  return iqRequest(id, 'get', 'encrypt', [node('count')])
}

/** The number in the answer; a missing one is 0. Throws StanzaError 'bad-number'. */
export function parsePreKeyCount(answer: WireNode): number {
  const count = child(answer, 'count')
  return count === undefined ? 0 : (optionalCount(count, 'value') ?? 0)
}
