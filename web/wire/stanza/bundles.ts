import { child, children, node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { bigEndianOf, exactContent, optionalContent } from './content.ts'
import { iqRequest } from './iq.ts'
import type { PublicPreKey, PublicSignedPreKey } from './preKeys.ts'
import { optionalCount, present, requiredChild, requiredJid } from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** The keys of one device, to begin a session with. Nothing in it is verified yet. */
export interface DeviceBundle {
  readonly registrationId: number
  /** 32 bytes. */
  readonly identityKey: Uint8Array
  readonly signedPreKey: PublicSignedPreKey
  /** Absent when the service has no one-time key left. */
  readonly preKey?: PublicPreKey
  /** An ADVSignedDeviceIdentity; `formats/peerIdentity.ts` judges it. */
  readonly deviceIdentity?: Uint8Array
}

/** What the service says of one device that was asked for. */
export type BundleAnswer =
  | { readonly kind: 'bundle'; readonly device: Jid; readonly bundle: DeviceBundle }
  /** 406: not registered any more. */
  | { readonly kind: 'refused'; readonly device: Jid; readonly code: number }
  /** Its keys cannot be what they should be; the rule that they broke. */
  | { readonly kind: 'malformed'; readonly device: Jid; readonly rule: string }

/**
 * Asks for the keys of these devices (chapter 04 section 3); the phone is addressed without a device
 * number, which is its canonical address. `refresh` after a change of identity.
 */
export function bundlesRequest(id: string, devices: readonly Jid[], refresh = false): WireNode {
  const reason: Record<string, string> = refresh ? { reason: 'identity' } : {}
  const users = devices.map((jid) => node('user', { jid, ...reason }))
  return iqRequest(id, 'get', 'encrypt', [node('key', {}, users)])
}

/**
 * Reads the answer, device by device: one that is wrong does not cost the others. A device that is
 * not in it was left out by the service.
 *
 * @throws StanzaError 'missing-child' without `<list>`
 */
export function parseBundles(answer: WireNode): readonly BundleAnswer[] {
  const users = children(requiredChild(answer, 'list')).filter(({ tag }) => tag === 'user')
  return users.flatMap((user): readonly BundleAnswer[] => {
    let device: Jid | undefined
    try {
      device = requiredJid(user, 'jid')
      return [readUser(user, device)]
    } catch (cause) {
      if (!(cause instanceof StanzaError)) throw cause
      // Without an address nobody can say whose keys these are.
      return device === undefined ? [] : [{ kind: 'malformed', device, rule: cause.message }]
    }
  })
}

function readUser(user: WireNode, device: Jid): BundleAnswer {
  const error = child(user, 'error')
  if (error !== undefined) {
    return { kind: 'refused', device, code: optionalCount(error, 'code') ?? 0 }
  }
  // The keys stand in the user, or in a `keys` of its own as in a request for a message.
  const keys = child(user, 'keys') ?? user
  const registration = child(keys, 'registration') === undefined ? user : keys
  const registrationId = bigEndianOf(exactContent(registration, 'registration', 4))
  return { kind: 'bundle', device, bundle: { registrationId, ...parseKeys(keys, user) } }
}

/**
 * Reads `type`, `identity`, `skey`, `key` and `device-identity` of a bundle or of a `<keys>`.
 *
 * @throws StanzaError 'missing-child', 'bad-length', 'bad-number' (another curve than 05)
 */
export function parseKeys(
  keys: WireNode,
  around: WireNode = keys,
): Omit<DeviceBundle, 'registrationId'> {
  if (bigEndianOf(exactContent(keys, 'type', 1)) !== 5) throw new StanzaError('bad-number', 'type')
  const signed = requiredChild(keys, 'skey')
  const oneTime = child(keys, 'key')
  const deviceIdentity =
    optionalContent(keys, 'device-identity') ?? optionalContent(around, 'device-identity')
  return {
    identityKey: exactContent(keys, 'identity', 32),
    signedPreKey: { ...parseKey(signed), signature: exactContent(signed, 'signature', 64) },
    ...present('preKey', oneTime && parseKey(oneTime)),
    ...present('deviceIdentity', deviceIdentity),
  }
}

function parseKey(key: WireNode): PublicPreKey {
  return {
    id: bigEndianOf(exactContent(key, 'id', 3)),
    publicKey: exactContent(key, 'value', 32),
  }
}
