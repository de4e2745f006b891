import { concatBytes } from '../../../web/crypto/bytes.ts'
import {
  generateKeyPair,
  generateKeyPairs,
  type KeyPair,
  type RandomBytes,
} from '../../../web/crypto/x25519.ts'
import { xeddsaSign } from '../../../web/crypto/xeddsa.ts'
import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'

/** All keys of one device (chapter 04 section 2). */
export interface DeviceKeys {
  readonly registrationId: number
  readonly identity: KeyPair
  readonly signedPreKey: {
    readonly id: number
    readonly pair: KeyPair
    readonly signature: Uint8Array
  }
  /** Private halves of one-time keys that were not used yet, by id. */
  readonly preKeys: Map<number, KeyPair>
  nextPreKeyId: number
}

/** A simulated device offers few keys at a time: many devices start at once. */
const PRE_KEYS_AT_ONCE = 20
const HIGHEST_REGISTRATION_ID = 16380

/** A new key set; device 0 brings the identity of its account. */
export async function makeDeviceKeys(
  randomBytes: RandomBytes,
  accountIdentity?: KeyPair,
): Promise<DeviceKeys> {
  const identity = accountIdentity ?? (await generateKeyPair(randomBytes))
  const pair = await generateKeyPair(randomBytes)
  const [high = 0, low = 0] = randomBytes(2)
  return {
    registrationId: (((high << 8) | low) % HIGHEST_REGISTRATION_ID) + 1,
    identity,
    signedPreKey: {
      id: 1,
      pair,
      signature: xeddsaSign(identity.privateKey, prefixed(pair.publicKey), randomBytes(64)),
    },
    preKeys: new Map(),
    nextPreKeyId: 1,
  }
}

/** Makes more one-time keys; they are in `keys` before anybody hears of them. */
export async function addPreKeys(
  keys: DeviceKeys,
  randomBytes: RandomBytes,
  count = PRE_KEYS_AT_ONCE,
): Promise<ReadonlyArray<{ readonly id: number; readonly pair: KeyPair }>> {
  const pairs = await generateKeyPairs(randomBytes, count)
  return pairs.map((pair) => {
    const id = keys.nextPreKeyId++
    keys.preKeys.set(id, pair)
    return { id, pair }
  })
}

/** The upload of a whole key set. */
export function keyUpload(
  id: string,
  keys: DeviceKeys,
  preKeys: ReadonlyArray<{ readonly id: number; readonly pair: KeyPair }>,
): WireNode {
  const list = preKeys.map((key) => preKeyNode(key.id, key.pair.publicKey))
  return node('iq', { id, to: SERVICE, type: 'set', xmlns: 'encrypt' }, [
    node('registration', {}, fourBytes(keys.registrationId)),
    node('type', {}, Uint8Array.of(5)),
    node('identity', {}, keys.identity.publicKey),
    node('list', {}, list),
    signedPreKeyNode(keys),
  ])
}

/** The `<skey>` of a device. */
export function signedPreKeyNode({ signedPreKey }: DeviceKeys): WireNode {
  const { id, pair, signature } = signedPreKey
  return node('skey', {}, [
    node('id', {}, threeBytes(id)),
    node('value', {}, pair.publicKey),
    node('signature', {}, signature),
  ])
}

/** A `<key>`. */
export function preKeyNode(id: number, publicKey: Uint8Array): WireNode {
  return node('key', {}, [node('id', {}, threeBytes(id)), node('value', {}, publicKey)])
}

/** The 33-byte form inside Signal structures. */
export function prefixed(publicKey: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(5), publicKey)
}

export function fourBytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

function threeBytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 16, value >>> 8, value)
}

/** A big-endian number of any length up to six bytes. */
export function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}
