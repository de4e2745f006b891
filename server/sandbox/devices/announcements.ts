import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import { deviceListHash, ownDevices } from '../linking/deviceLists.ts'
import { post } from '../login/delivery.ts'
import type { Account, Companion } from '../state/accounts.ts'
import { deviceJid, devicesOf, publishedDevices } from '../state/directory.ts'
import type { AddressingMode } from '../state/groups.ts'

/** Tells everybody who has to know that an account has a device more (05 section 4). */
export function announceAdded(context: ServiceContext, account: Account, added: Companion): void {
  tellAcquaintances(context, account, change(account, 'add', [added]))
  const own = ownDevices(account)
  for (const device of account.companions.values()) {
    if (device !== added) post(context, device, own)
  }
}

/** The same for devices that are gone; the account's own hear of it elsewhere. */
export function announceRemoved(
  context: ServiceContext,
  account: Account,
  removed: readonly Companion[],
): void {
  tellAcquaintances(context, account, change(account, 'remove', removed))
}

/** The account has another identity now: sessions with it are worth nothing (05 section 7). */
export function announceIdentity(context: ServiceContext, account: Account): void {
  const attrs = { type: 'encrypt', from: account.lid }
  tellAcquaintances(context, account, node('notification', attrs, [node('identity')]))
}

/** Sends a notification to all devices of the accounts that know this one. */
export function tellAcquaintances(
  context: ServiceContext,
  account: Account,
  stanza: WireNode,
): void {
  for (const number of account.knownBy.keys()) {
    const other = context.state.accounts.get(number)
    if (other === undefined || other === account) continue
    for (const device of devicesOf(other)) post(context, device, stanza)
  }
}

function change(account: Account, tag: string, devices: readonly Companion[]): WireNode {
  const { keyIndexList } = account
  const named = devices.map((device) =>
    node('device', { jid: device.jid, lid: device.lid, 'key-index': String(device.keyIndex) }),
  )
  const list =
    keyIndexList === undefined
      ? []
      : [
          tag === 'add'
            ? node('key-index-list', { ts: keyIndexList.ts }, keyIndexList.bytes)
            : node('key-index-list', { ts: keyIndexList.ts }),
        ]
  const attrs = {
    device_hash: accountHash(account, 'pn'),
    device_lid_hash: accountHash(account, 'lid'),
  }
  return node('notification', { type: 'devices', from: account.jid, lid: account.lid }, [
    node(tag, attrs, [...named, ...list]),
  ])
}

/** The hash over the devices of one account (05 section 4); the phone always counts. */
export function accountHash(account: Account, mode: AddressingMode): string {
  const companions = publishedDevices(account).filter(({ device }) => device !== 0)
  const phone = mode === 'lid' ? account.lid : account.jid
  return deviceListHash([phone, ...companions.map((device) => deviceJid(device, mode))])
}
