import { accountOf, deviceOf } from '../../wire/account.ts'
import { jidParts, type Jid } from '../../wire/jid.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { KeyNames } from './keyNames.ts'

/** What is kept of a person: rows are found by hashes only, so their names are noted beside them. */
export interface PeerIndex {
  /** Keys of this device are kept. */
  noteDevice(unit: UnitOfWork, settled: Jid): Promise<void>
  /** A sender key of this device is kept. */
  noteGroup(unit: UnitOfWork, settled: Jid, group: Jid): Promise<void>
  /** Forgets everything of one device, but who a phone was. False when nothing was known of it. */
  dropDevice(unit: UnitOfWork, settled: Jid): Promise<boolean>
  /** Forgets everything of a person. False when nothing was known. */
  dropUser(unit: UnitOfWork, user: Jid): Promise<boolean>
  /** Moves everything of one address to another one, which keeps what it has. */
  move(unit: UnitOfWork, from: Jid, to: Jid): Promise<void>
}

const sessionStores = ['sessions', 'archivedSessions'] as const
const deviceStores = [...sessionStores, 'identities'] as const

export function createPeerIndex(names: KeyNames): PeerIndex {
  async function known(unit: UnitOfWork, user: Jid) {
    const key = await names.ofUser(user)
    const row = await unit.get('peers', key)
    return { key, devices: row?.devices ?? [], groups: row?.groups ?? [] }
  }

  async function dropKeys(
    unit: UnitOfWork,
    device: Jid,
    groups: readonly string[],
    stores: readonly (typeof deviceStores)[number][] = deviceStores,
  ): Promise<void> {
    const key = await names.ofDevice(device)
    for (const store of stores) unit.del(store, key)
    for (const group of groups) {
      unit.del('senderKeys', await names.ofMember(group as Jid, device))
    }
  }

  /** One device's rows, from one name to another one that may have its own. */
  async function moveDevice(
    unit: UnitOfWork,
    from: Jid,
    to: Jid,
    groups: readonly string[],
  ): Promise<void> {
    const [fromKey, toKey] = [await names.ofDevice(from), await names.ofDevice(to)]
    const session = await unit.get('sessions', fromKey)
    const archive = await unit.get('archivedSessions', fromKey)
    const identity = await unit.get('identities', fromKey)
    const hasSession = (await unit.get('sessions', toKey)) !== undefined
    if (!hasSession && session !== undefined) unit.put('sessions', toKey, session)
    if (!hasSession && archive !== undefined) {
      const there = (await unit.get('archivedSessions', toKey))?.archived ?? []
      const archived = [...archive.archived, ...there]
      unit.put('archivedSessions', toKey, { archived })
    }
    if (identity !== undefined && (await unit.get('identities', toKey)) === undefined) {
      unit.put('identities', toKey, identity)
    }
    for (const group of groups) {
      const row = await unit.get('senderKeys', await names.ofMember(group as Jid, from))
      const target = await names.ofMember(group as Jid, to)
      if (row !== undefined && (await unit.get('senderKeys', target)) === undefined) {
        unit.put('senderKeys', target, row)
      }
    }
    await dropKeys(unit, from, groups)
  }

  return {
    async noteDevice(unit, settled) {
      const { device } = jidParts(settled)
      const { key, devices, groups } = await known(unit, settled)
      if (devices.includes(device)) return
      unit.put('peers', key, { devices: [...devices, device], groups })
    },
    async noteGroup(unit, settled, group) {
      const { device } = jidParts(settled)
      const { key, devices, groups } = await known(unit, settled)
      if (devices.includes(device) && groups.includes(group)) return
      unit.put('peers', key, {
        devices: devices.includes(device) ? devices : [...devices, device],
        groups: groups.includes(group) ? groups : [...groups, group],
      })
    },
    async dropDevice(unit, settled) {
      const { device } = jidParts(settled)
      const { key, devices, groups } = await known(unit, settled)
      if (!devices.includes(device)) return false
      const isPhone = device === 0
      await dropKeys(unit, settled, groups, isPhone ? sessionStores : deviceStores)
      // A phone that comes back must be known again, or another one noticed.
      if (isPhone) return true
      unit.put('peers', key, { devices: devices.filter((other) => other !== device), groups })
      return true
    },
    async dropUser(unit, user) {
      const { key, devices, groups } = await known(unit, user)
      for (const device of devices) {
        await dropKeys(unit, deviceOf(accountOf(user), device), groups)
      }
      unit.del('peers', key)
      return devices.length > 0
    },
    async move(unit, from, to) {
      const { key, devices, groups } = await known(unit, from)
      if (devices.length === 0) return
      const there = await known(unit, to)
      for (const device of devices) {
        await moveDevice(unit, deviceOf(from, device), deviceOf(to, device), groups)
      }
      unit.del('peers', key)
      unit.put('peers', there.key, {
        devices: [...new Set([...there.devices, ...devices])],
        groups: [...new Set([...there.groups, ...groups])],
      })
    },
  }
}
