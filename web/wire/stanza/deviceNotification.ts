import { child, children, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import {
  optionalCount,
  optionalJid,
  optionalText,
  present,
  requiredJid,
  requireTag,
} from './reading.ts'
import { StanzaError } from './stanzaError.ts'
import { signedDeviceList, type SignedDeviceList } from './usyncAnswer.ts'

/** One device that came or went. */
export interface ChangedDevice {
  readonly jid: Jid
  readonly lid?: Jid
  readonly keyIndex?: number
}

/** Somebody's devices changed (chapter 05 section 4). */
export interface DeviceChange {
  /** The account, under the address that the service used. */
  readonly from: Jid
  readonly lid?: Jid
  /** `update`: what is known of them is worth nothing any more. */
  readonly operation: 'add' | 'remove' | 'update'
  readonly devices: readonly ChangedDevice[]
  readonly keyIndexList?: SignedDeviceList
  /** Of all devices after the change, under the phone number and under the LID. */
  readonly hash?: string
  readonly lidHash?: string
}

const operations = ['remove', 'add', 'update'] as const

/**
 * Reads `<notification type="devices">`.
 *
 * @throws StanzaError 'wrong-tag', 'missing-child', 'missing-attribute', 'bad-address', 'bad-number'
 */
export function parseDeviceChange(stanza: WireNode): DeviceChange {
  requireTag(stanza, 'notification')
  const operation = operations.find((tag) => child(stanza, tag) !== undefined)
  const change = operation && child(stanza, operation)
  if (operation === undefined || change === undefined) {
    throw new StanzaError('missing-child', 'notification>add')
  }
  const keyIndexes = child(change, 'key-index-list')
  return {
    from: requiredJid(stanza, 'from'),
    operation,
    devices: changedDevices(change),
    ...present('lid', optionalJid(stanza, 'lid')),
    ...present('keyIndexList', keyIndexes && signedDeviceList(keyIndexes)),
    ...present('hash', optionalText(change, 'device_hash') ?? optionalText(change, 'hash')),
    ...present('lidHash', optionalText(change, 'device_lid_hash')),
  }
}

/** The own devices as the service lists them after a change. */
export interface OwnDevices {
  readonly devices: readonly ChangedDevice[]
  readonly hash?: string
}

/**
 * The devices in a `<notification type="account_sync">`; nothing when it is about something else.
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'bad-address', 'bad-number'
 */
export function parseOwnDevices(stanza: WireNode): OwnDevices | undefined {
  requireTag(stanza, 'notification')
  const list = child(stanza, 'devices')
  if (list === undefined) return undefined
  return { devices: changedDevices(list), ...present('hash', optionalText(list, 'dhash')) }
}

function changedDevices(list: WireNode): readonly ChangedDevice[] {
  return children(list)
    .filter(({ tag }) => tag === 'device')
    .map((device) => ({
      jid: requiredJid(device, 'jid'),
      ...present('lid', optionalJid(device, 'lid')),
      ...present('keyIndex', optionalCount(device, 'key-index')),
    }))
}
