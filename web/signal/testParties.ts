import { toHex, utf8Encode } from '../crypto/bytes.ts'
import { generateKeyPair, type KeyPair, type RandomBytes } from '../crypto/x25519.ts'
import { xeddsaSign } from '../crypto/xeddsa.ts'
import { prefixedKey } from './publicKeys.ts'
import type { LocalIdentity, PreKeyBundle, SenderKeyRecord, SessionRecord } from './records.ts'
import type { DecryptKeys } from './session.ts'

/** For tests: a device with all its keys, and what it has committed. */
export interface TestDevice {
  readonly name: string
  readonly local: LocalIdentity
  readonly keys: DecryptKeys
  readonly preKeys: Map<number, KeyPair>
  /** Sessions by the name of the other device. */
  readonly sessions: Map<string, SessionRecord>
  /** Group keys by the name of their sender. */
  readonly senderKeys: Map<string, SenderKeyRecord>
  /** What the service hands out: takes a one-time key as long as there are any. */
  readonly bundle: () => PreKeyBundle
}

const SIGNED_PRE_KEY_ID = 1

/** A device with so many one-time pre-keys. */
export async function testDevice(
  name: string,
  random: RandomBytes,
  preKeyCount = 3,
): Promise<TestDevice> {
  const newKeyPair = () => generateKeyPair(random)
  const identity = await newKeyPair()
  const signedPreKey = await newKeyPair()
  const preKeys = new Map<number, KeyPair>()
  for (let id = 1; id <= preKeyCount; id++) preKeys.set(id, await newKeyPair())
  const signature = xeddsaSign(identity.privateKey, prefixedKey(signedPreKey.publicKey), random(64))
  const offered = [...preKeys].map(([id, { publicKey }]) => ({ id, publicKey }))
  const local = { ...identity, registrationId: 1 + name.length }
  return {
    name,
    local,
    preKeys,
    sessions: new Map(),
    senderKeys: new Map(),
    keys: {
      local,
      newKeyPair,
      preKey: async (id) => preKeys.get(id),
      signedPreKey: async (id) => (id === SIGNED_PRE_KEY_ID ? signedPreKey : undefined),
    },
    bundle: () => ({
      registrationId: local.registrationId,
      identityKey: local.publicKey,
      signedPreKey: { id: SIGNED_PRE_KEY_ID, publicKey: signedPreKey.publicKey, signature },
      preKey: offered.shift(),
    }),
  }
}

/** A text as message bytes. */
export const text = (words: string): Uint8Array => utf8Encode(words)

/** Bytes as a key of a map. */
export const nameOf = (bytes: Uint8Array | undefined): string => toHex(bytes ?? new Uint8Array())
