import { accountOf, deviceOf, isPhoneNumber } from '../../wire/account.ts'
import { jidParts, type Jid } from '../../wire/jid.ts'
import { signalAddress } from '../keys/signalAddress.ts'
import type { RowReader } from '../work/work.ts'

/** How many hashes are remembered: a large group's devices. */
const REMEMBERED = 4096

/** Where the keys of devices lie: keyed hashes of their Signal addresses. */
export interface KeyNames {
  /** A device under the address that its keys lie under: the LID once it is known. */
  settled(rows: RowReader, device: Jid): Promise<Jid>
  ofDevice(settled: Jid): Promise<string>
  ofUser(user: Jid): Promise<string>
  ofMember(group: Jid, settled: Jid): Promise<string>
  ofGroup(group: Jid): Promise<string>
}

/** What tells the LID of a person. */
export type LidOf = (rows: RowReader, pn: Jid) => Promise<Jid | undefined>

export function createKeyNames(parts: {
  readonly addressKey: (address: string) => Promise<string>
  readonly lidOf: LidOf
}): KeyNames {
  const remembered = new Map<string, string>()

  async function hash(name: string): Promise<string> {
    const known = remembered.get(name)
    if (known !== undefined) return known
    const made = await parts.addressKey(name)
    if (remembered.size >= REMEMBERED) remembered.clear()
    remembered.set(name, made)
    return made
  }

  return {
    async settled(rows, device) {
      if (!isPhoneNumber(device)) return device
      const lid = await parts.lidOf(rows, accountOf(device))
      return lid === undefined ? device : deviceOf(lid, jidParts(device).device)
    },
    ofDevice: (settled) => hash(signalAddress(settled)),
    ofUser: (user) => hash(accountOf(user)),
    ofMember: (group, settled) => hash(`${group}|${signalAddress(settled)}`),
    ofGroup: (group) => hash(group),
  }
}
