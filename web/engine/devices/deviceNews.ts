import { accountOf, deviceOf, isLid } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import {
  type ChangedDevice,
  type DeviceChange,
  parseDeviceChange,
  parseOwnDevices,
} from '../../wire/stanza/deviceNotification.ts'
import type { UnitOfWork } from '../work/work.ts'
import { type DeviceLists, deviceNumber } from './deviceLists.ts'
import type { DevicesParts } from './deviceParts.ts'

type Listed = { readonly device: number; readonly keyIndex?: number }

/** Takes what the service tells of devices that come and go. */
export function createDeviceNews(
  parts: DevicesParts,
  lists: DeviceLists,
): (unit: UnitOfWork, stanza: WireNode) => Promise<Jid | undefined> {
  const { book, cipher, own } = parts

  /** A person under both addresses, as far as they are known. */
  async function addresses(unit: UnitOfWork, change: DeviceChange) {
    const from = accountOf(change.from)
    const other = change.lid === undefined ? undefined : accountOf(change.lid)
    if (isLid(from)) return { pn: await book.pnOf(unit, from), lid: from }
    if (other !== undefined) await book.learn(unit, from, other, 'strong')
    return { pn: from, lid: other ?? (await book.lidOf(unit, from)) }
  }

  async function ended(unit: UnitOfWork, user: Jid, numbers: readonly number[]): Promise<void> {
    const gone = numbers.map((number) => deviceOf(user, number))
    for (const device of gone) await cipher.forgetDevice(unit, device)
    await cipher.dropGroupKeysOf(unit, gone)
  }

  async function takeChange(unit: UnitOfWork, change: DeviceChange): Promise<Jid> {
    const { pn, lid } = await addresses(unit, change)
    const numbers = change.devices.map(({ jid }) => deviceNumber(jid))
    const named = [
      { user: pn, hash: change.hash },
      { user: lid, hash: change.lidHash },
    ]
    for (const { user, hash } of named) {
      if (user === undefined) continue
      if (change.operation === 'update') {
        await lists.distrust(unit, user)
        continue
      }
      const alter =
        change.operation === 'remove' ? without(numbers) : withMore(listedOf(change.devices))
      await lists.change(unit, user, alter, { hash, keyIndexList: change.keyIndexList })
      if (change.operation === 'remove') await ended(unit, user, numbers)
    }
    return lid ?? accountOf(change.from)
  }

  /** The own account's devices, all of them. */
  async function takeOwn(unit: UnitOfWork, devices: readonly ChangedDevice[], hash?: string) {
    const { pn, lid } = own()
    const listed = listedOf(devices)
    const numbers = listed.map(({ device }) => device)
    for (const user of [pn, lid]) {
      if (user === undefined) continue
      const [before] = await lists.read(unit, [user])
      const gone = (before?.devices ?? [])
        .map(({ device }) => device)
        .filter((device) => !numbers.includes(device))
      // The hash is that of the list as it stands in the notification.
      const asTold = devices.every(({ jid }) => isLid(jid) === isLid(user))
      await lists.replace(unit, user, listed, asTold ? hash : undefined)
      await ended(unit, user, gone)
    }
    return lid ?? pn
  }

  return async (unit, stanza) => {
    if (stanza.attrs['type'] === 'devices') return takeChange(unit, parseDeviceChange(stanza))
    const told = parseOwnDevices(stanza)
    return told === undefined ? undefined : takeOwn(unit, told.devices, told.hash)
  }
}

const without = (numbers: readonly number[]) => (devices: readonly Listed[]) =>
  devices.filter(({ device }) => !numbers.includes(device))

const withMore = (more: readonly Listed[]) => (devices: readonly Listed[]) => [
  ...devices.filter(({ device }) => more.every((added) => added.device !== device)),
  ...more,
]

function listedOf(devices: readonly ChangedDevice[]): readonly Listed[] {
  return devices.map(({ jid, keyIndex }) => ({
    device: deviceNumber(jid),
    ...(keyIndex === undefined ? {} : { keyIndex }),
  }))
}
