import { accountOf, deviceOf, isLid, isPhoneNumber } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import type { DeviceBundle } from '../../wire/stanza/bundles.ts'
import type { Line } from '../talk/talk.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import { createAskPeople, type Wanted } from './askPeople.ts'
import { createBundles } from './bundles.ts'
import { createDeviceLists, deviceNumber } from './deviceLists.ts'
import { createDeviceNews } from './deviceNews.ts'
import type { DevicesParts } from './deviceParts.ts'
import { isPassing } from './passing.ts'

/** Which devices people have, and the sessions with them. Lists are kept until something says otherwise. */
export interface Devices {
  /**
   * The devices of people, each as an address: their phone and their companions, those of one's own
   * account without this one. `users` are bare and all of one namespace, which the answer keeps; asks
   * the service for lists that are not stored. A person whose list cannot be had counts as one phone.
   * `fresh` asks for all of them. Throws RequestError 'closed'.
   */
  of(users: readonly Jid[], line: Line, fresh?: 'fresh'): Promise<readonly Jid[]>
  /** The same from what is stored, without asking. Part of a unit: nothing changes meanwhile. */
  known(rows: RowReader, users: readonly Jid[]): Promise<readonly Jid[]>
  /**
   * Sees to it that there is a session with each of these, as far as the service has keys. Returns the
   * devices there is none with. Throws RequestError: 'closed', and what the service said when it did
   * not answer for now and there is no session with any of them.
   */
  reach(devices: readonly Jid[], line: Line): Promise<readonly Jid[]>
  /**
   * Begins a new session with a device from what the service has of its keys. True when there is none
   * with it after that. Throws RequestError: 'closed', or that the service did not answer for now.
   */
  renew(device: Jid, line: Line): Promise<boolean>
  /**
   * The LID of a person by their number: the known one, or what the service says; `fresh` asks in any
   * case. Absent when it knows none. Throws RequestError 'closed'.
   */
  lidOf(pn: Jid, line: Line, fresh?: 'fresh'): Promise<Jid | undefined>
  /**
   * Asks the service who is behind a phone number (digits): absent when nobody is. Learns the pair.
   * Throws RequestError.
   */
  findNumber(
    number: string,
    line: Line,
  ): Promise<{ readonly pn: Jid; readonly lid?: Jid } | undefined>
  /**
   * Begins a session from keys that a device sent itself; false when they are not fit for use. Throws
   * StorageError.
   */
  useKeys(unit: UnitOfWork, device: Jid, keys: DeviceBundle): Promise<boolean>
  /** The stored list may be wrong: it is asked for before the next use. */
  forget(unit: UnitOfWork, users: readonly Jid[]): Promise<void>
  /** Whether a device is on the stored list of its person; absent when there is no list. */
  isListed(rows: RowReader, device: Jid): Promise<boolean | undefined>
  /**
   * Takes `<notification type="devices">`, or `account_sync` with `<devices>`. Returns the person whose
   * devices changed, when they did.
   */
  takeNotification(unit: UnitOfWork, stanza: WireNode): Promise<Jid | undefined>
}

/** The devices of one account's people. */
export function createDevices(parts: DevicesParts): Devices {
  const { work, book, cipher, own } = parts
  const lists = createDeviceLists(parts)
  const people = createAskPeople(parts, lists)
  const bundles = createBundles(parts, lists)
  const takeNews = createDeviceNews(parts, lists)

  /** Those whose list must be asked for, with what is known when it may still hold. */
  async function missing(users: readonly Jid[], fresh: boolean): Promise<readonly Wanted[]> {
    const rows = await lists.read(work.reader, users)
    return users.flatMap((user, at): Wanted[] => {
      const row = rows[at]
      if (row === undefined || fresh) return [{ user }]
      if (row.stale !== true) return []
      const { hash, listedSec } = row
      if (hash === undefined || listedSec === undefined) return [{ user }]
      return [{ user, known: { hash, timestampSec: listedSec } }]
    })
  }

  async function known(rows: RowReader, users: readonly Jid[]): Promise<readonly Jid[]> {
    const found = await lists.read(rows, users)
    const { pn, lid, device: ownDevice } = own()
    return users.flatMap((user, at) => {
      const listed = found[at]?.devices ?? []
      const numbers = listed.length === 0 ? [0] : listed.map(({ device }) => device)
      const others =
        user === pn || user === lid ? numbers.filter((number) => number !== ownDevice) : numbers
      return others.map((number) => deviceOf(user, number))
    })
  }

  return {
    async of(users, line, fresh) {
      const wanted = await missing(users, fresh !== undefined)
      if (wanted.length > 0) await people.devices(wanted, line)
      return known(work.reader, users)
    },
    known,
    async reach(devices, line) {
      const without = await cipher.withoutSession(work.reader, devices)
      if (without.length === 0) return []
      try {
        return await bundles.fetch(without, line)
      } catch (cause) {
        if (!isPassing(cause) || without.length === devices.length) throw cause
        return without
      }
    },
    async renew(device, line) {
      const failed = await bundles.fetch([device], line)
      if (failed.length === 0) return false
      return (await cipher.withoutSession(work.reader, [device])).length > 0
    },
    async lidOf(pn, line, fresh) {
      const known = fresh === undefined ? await book.lidOf(work.reader, accountOf(pn)) : undefined
      return known ?? people.lid(accountOf(pn), line)
    },
    async findNumber(number, line) {
      const person = await people.number(number, line)
      if (person === undefined) return undefined
      const pn = isPhoneNumber(person.jid) ? person.jid : person.pn
      const lid = isLid(person.jid) ? person.jid : person.lid
      if (pn === undefined) return undefined
      return { pn, ...(lid === undefined ? {} : { lid }) }
    },
    useKeys: (unit, device, keys) => bundles.use(unit, device, keys),
    async forget(unit, users) {
      for (const user of users) await lists.distrust(unit, user)
    },
    async isListed(rows, device) {
      const [row] = await lists.read(rows, [device])
      return row?.devices.some((listed) => listed.device === deviceNumber(device))
    },
    takeNotification: takeNews,
  }
}
