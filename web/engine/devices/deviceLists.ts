import { readKeyIndexList, devicesInList, type KeyIndexList } from '../../formats/keyIndexList.ts'
import { participantHash } from '../../formats/phash.ts'
import type { DeviceListRow } from '../../storage/peerRows.ts'
import { accountOf, deviceOf } from '../../wire/account.ts'
import { jidParts, type Jid } from '../../wire/jid.ts'
import type { SignedDeviceList, UsyncDevices } from '../../wire/stanza/usyncAnswer.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { DevicesParts } from './deviceParts.ts'

/** The stored lists of people's devices: one for each address of a person that was asked about. */
export interface DeviceLists {
  read(rows: RowReader, users: readonly Jid[]): Promise<readonly (DeviceListRow | undefined)[]>
  /** What the service says of somebody's devices. Sessions of an account made anew are dropped. */
  take(unit: UnitOfWork, user: Jid, told: UsyncDevices): Promise<void>
  /** The service holds the stored list for right. */
  confirm(unit: UnitOfWork, user: Jid): Promise<void>
  /** Changes a stored list; nothing where there is none. `hash`: what it must come to. */
  change(
    unit: UnitOfWork,
    user: Jid,
    change: (devices: DeviceListRow['devices']) => DeviceListRow['devices'],
    told: {
      readonly hash?: string | undefined
      readonly keyIndexList?: SignedDeviceList | undefined
    },
  ): Promise<void>
  /** Puts a list that is known to be whole in place of the stored one. */
  replace(
    unit: UnitOfWork,
    user: Jid,
    devices: DeviceListRow['devices'],
    hash: string | undefined,
  ): Promise<void>
  /** The list must be asked for before it is used again. */
  distrust(unit: UnitOfWork, user: Jid): Promise<void>
}

export function createDeviceLists(parts: DevicesParts): DeviceLists {
  const { cipher, addressKey, now } = parts
  const keyOf = (user: Jid) => addressKey(accountOf(user))

  async function readOne(rows: RowReader, user: Jid) {
    const key = await keyOf(user)
    return { key, row: await rows.get('deviceLists', key) }
  }

  /** Another raw id: the account was registered anew, and nobody is left to read the old sessions. */
  async function checkRawId(
    unit: UnitOfWork,
    user: Jid,
    before: DeviceListRow | undefined,
    list: KeyIndexList | undefined,
  ): Promise<void> {
    if (before?.rawId === undefined || list === undefined || before.rawId === list.rawId) return
    const wasKnown = await cipher.forgetUser(unit, user)
    // With the old key goes what the next one could be compared with: it is told now.
    if (wasKnown && !parts.book.isMe(user)) await parts.onIdentityChanged(unit, accountOf(user))
  }

  return {
    async read(rows, users) {
      const keys = await Promise.all(users.map(keyOf))
      return rows.getMany('deviceLists', keys)
    },
    async take(unit, user, told) {
      const { key, row: before } = await readOne(unit, user)
      const list = keyIndexListOf(told.keyIndexList)
      await checkRawId(unit, user, before, list)
      const plain = told.devices.filter(({ hosted }) => !hosted)
      const devices = devicesInList(plain, list)
      unit.put('deviceLists', key, {
        devices: devices.map(({ device, keyIndex }) => ({
          device,
          ...(keyIndex === undefined ? {} : { keyIndex }),
        })),
        hash: told.hash ?? hashOf(user, told.devices),
        fetchedMs: now(),
        ...listFacts(before, list, told.keyIndexList),
      })
    },
    async confirm(unit, user) {
      const { key, row } = await readOne(unit, user)
      if (row === undefined) return
      const { stale: _, ...rest } = row
      unit.put('deviceLists', key, { ...rest, fetchedMs: now() })
    },
    async change(unit, user, change, told) {
      const { key, row } = await readOne(unit, user)
      const list = keyIndexListOf(told.keyIndexList)
      await checkRawId(unit, user, row, list)
      if (row === undefined) return
      const devices = change(row.devices)
      const hash = hashOf(user, devices)
      const right = told.hash === undefined || told.hash === hash
      unit.put('deviceLists', key, {
        devices,
        hash,
        fetchedMs: row.fetchedMs,
        ...listFacts(row, list, told.keyIndexList),
        ...(right && row.stale !== true ? {} : { stale: true }),
      })
    },
    async replace(unit, user, devices, hash) {
      const { key, row } = await readOne(unit, user)
      const made = hashOf(user, devices)
      unit.put('deviceLists', key, {
        devices,
        hash: made,
        fetchedMs: now(),
        ...listFacts(row, undefined, undefined),
        ...(hash === undefined || hash === made ? {} : { stale: true }),
      })
    },
    async distrust(unit, user) {
      const { key, row } = await readOne(unit, user)
      if (row !== undefined && row.stale !== true) {
        unit.put('deviceLists', key, { ...row, stale: true })
      }
    },
  }
}

function hashOf(user: Jid, devices: DeviceListRow['devices']): string {
  const account = accountOf(user)
  return participantHash(devices.map(({ device }) => deviceOf(account, device)))
}

/** A list that cannot be read counts as none: the devices are kept as they are. */
function keyIndexListOf(signed: SignedDeviceList | undefined): KeyIndexList | undefined {
  if (signed?.bytes === undefined) return undefined
  try {
    return readKeyIndexList(signed.bytes)
  } catch {
    return undefined
  }
}

function listFacts(
  before: DeviceListRow | undefined,
  list: KeyIndexList | undefined,
  signed: SignedDeviceList | undefined,
): Pick<DeviceListRow, 'rawId' | 'listedSec'> {
  const rawId = list?.rawId ?? before?.rawId
  const listedSec = list?.timestampSec ?? signed?.timestampSec ?? before?.listedSec
  return {
    ...(rawId === undefined ? {} : { rawId }),
    ...(listedSec === undefined ? {} : { listedSec }),
  }
}

/** The number of a device in a list. */
export function deviceNumber(device: Jid): number {
  return jidParts(device).device
}
