import type { Account } from '../state/accounts.ts'
import { deviceJid, publishedDevices } from '../state/directory.ts'
import type { AddressingMode } from '../state/groups.ts'
import { deviceListHash } from '../linking/deviceLists.ts'

/** The hash over all known devices of some accounts, in one form of address (05 section 4). */
export function devicesHash(accounts: Iterable<Account>, mode: AddressingMode): string {
  const jids = [...new Set(accounts)].flatMap((account) =>
    publishedDevices(account).map((device) => deviceJid(device, mode)),
  )
  return deviceListHash(jids)
}
