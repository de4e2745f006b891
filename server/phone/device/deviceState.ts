import type { RandomBytes, KeyPair } from '../../../web/crypto/x25519.ts'
import type { SenderKeyRecord, SenderKeyState, SessionRecord } from '../../../web/signal/records.ts'
import { type DeviceKeys, makeDeviceKeys } from './keys.ts'

/** A message as one device read it. */
export interface HeardMessage {
  readonly chat: string
  readonly id: string
  /** Address of the device that sent it, as received. */
  readonly from: string
  readonly fromMe: boolean
  readonly via: 'pkmsg' | 'msg' | 'skmsg' | 'plain'
  /** Which content field it had: `conversation`, `reactionMessage`, … */
  readonly kind: string
  readonly text: string
  /** On the sandbox's clock. */
  readonly atMs: number
  /** The official time, Unix seconds. */
  readonly t: number
  /** How often content came under this id: anything but 1 is a fault. */
  times: number
  /** How often the same ciphertext came again and was refused as such. */
  repeats: number
  /** The encoded Message, without padding and without the wrapping for own devices. */
  readonly bytes: Uint8Array
}

/** A message that could not be read when it came. */
export interface FailedMessage {
  readonly chat: string
  readonly id: string
  readonly from: string
  readonly code: string
  readonly atMs: number
}

/** What is needed to send a message again. */
export interface SentMessage {
  readonly id: string
  /** The stanza's `to`. */
  readonly to: string
  readonly bytes: Uint8Array
  readonly atMs: number
}

/** The device's own key in one group. */
export interface OwnGroupKey {
  state: SenderKeyState
  /** Addresses of the devices that have it. */
  readonly holders: string[]
}

/** Everything a device must keep: plain data of numbers, texts, bytes, lists and maps. */
export interface DeviceState {
  readonly device: number
  keys: DeviceKeys
  /** Companions: what the account signed for it, and its index. */
  readonly keyIndex: number
  readonly signedIdentity: Uint8Array | undefined
  /** By address. */
  readonly sessions: Map<string, SessionRecord>
  readonly identities: Map<string, Uint8Array>
  /** By group, a space, and the sender's address. */
  readonly groupKeys: Map<string, SenderKeyRecord>
  readonly ownGroupKeys: Map<string, OwnGroupKey>
  /** Users of hidden addresses by number. */
  readonly lids: Map<string, string>
  readonly sent: SentMessage[]
  readonly heard: HeardMessage[]
  readonly failed: FailedMessage[]
  /** Retries asked for, by message. */
  readonly asked: Map<string, number>
  /** Base key at the second retry of a message, by device and message. */
  readonly retriedOn: Map<string, Uint8Array>
  /** Whether the service has the keys. */
  published: boolean
}

/** A device that has met nobody yet. */
export async function makeDevice(
  randomBytes: RandomBytes,
  device: number,
  identity?: KeyPair,
  signed?: (keys: DeviceKeys) => { readonly keyIndex: number; readonly signedIdentity: Uint8Array },
): Promise<DeviceState> {
  const keys = await makeDeviceKeys(randomBytes, identity)
  const companion = signed?.(keys)
  return {
    device,
    keys,
    keyIndex: companion?.keyIndex ?? 0,
    signedIdentity: companion?.signedIdentity,
    sessions: new Map(),
    identities: new Map(),
    groupKeys: new Map(),
    ownGroupKeys: new Map(),
    lids: new Map(),
    sent: [],
    heard: [],
    failed: [],
    asked: new Map(),
    retriedOn: new Map(),
    published: false,
  }
}
