import { bareJid, isJid, type Jid, jidParts, makeJid } from '../../../web/wire/jid.ts'
import type { ServiceContext } from '../context.ts'
import type { Account, Companion } from './accounts.ts'
import type { AddressingMode } from './groups.ts'

type Accounts = Pick<ServiceContext, 'state'>

/** A device and whose it is. */
export interface Owned {
  readonly account: Account
  readonly device: Companion
}

/** The account behind an address by number or by LID, whatever its device; else undefined. */
export function findAccount({ state }: Accounts, address: string): Account | undefined {
  if (!isJid(address)) return undefined
  const { user, server } = jidParts(address)
  if (server === 's.whatsapp.net') return state.accounts.get(user)
  if (server !== 'lid') return undefined
  const bare = bareJid(address)
  for (const account of state.accounts.values()) if (account.lid === bare) return account
  return undefined
}

/** The device behind an address; undefined when there is no such device. */
export function findDevice(context: Accounts, address: string): Owned | undefined {
  const account = findAccount(context, address)
  if (account === undefined || !isJid(address)) return undefined
  const device = deviceOf(account, jidParts(address).device)
  return device === undefined ? undefined : { account, device }
}

/** A device of an account by its number; 0 is the phone. */
export function deviceOf(account: Account, number: number): Companion | undefined {
  return number === 0 ? account.primary : account.companions.get(number)
}

/** Every device of an account, the phone first. */
export function devicesOf(account: Account): readonly Companion[] {
  const companions = [...account.companions.values()]
  return account.primary === undefined ? companions : [account.primary, ...companions]
}

/** Those that others know of: their keys are there. */
export function publishedDevices(account: Account): readonly Companion[] {
  return devicesOf(account).filter(({ published }) => published)
}

/** The form of an address: what stands behind the @ of people. */
export function modeOf(address: Jid): AddressingMode {
  return jidParts(address).server === 'lid' ? 'lid' : 'pn'
}

/** An account's address without device, by number or by LID. */
export const accountJid = (account: Account, mode: AddressingMode): Jid =>
  mode === 'lid' ? account.lid : account.jid

/** A device's address in one of its two forms. */
export const deviceJid = (device: Companion, mode: AddressingMode): Jid =>
  mode === 'lid' ? device.lid : device.jid

/** Both addresses of one device of an account. */
export function deviceJids(account: Account, device: number): { jid: Jid; lid: Jid } {
  return {
    jid: makeJid(account.number, 's.whatsapp.net', device),
    lid: makeJid(jidParts(account.lid).user, 'lid', device),
  }
}
