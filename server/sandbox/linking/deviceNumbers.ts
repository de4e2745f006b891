import type { ServiceContext } from '../context.ts'
import type { Account } from '../state/accounts.ts'

/** The service allows four companions (03 section 4). */
const MOST_COMPANIONS = 4

/**
 * Holds the lowest free device number from 1 on, until it is linked or given back.
 *
 * @returns undefined when the account has four companions, pending ones included.
 */
export function reserveDevice(context: ServiceContext, account: Account): number | undefined {
  const held = context.reservations.get(account.number) ?? new Set<number>()
  if (account.companions.size + held.size >= MOST_COMPANIONS) return undefined
  let device = 1
  while (account.companions.has(device) || held.has(device)) device++
  context.reservations.set(account.number, held.add(device))
  return device
}

/** Gives a held number back: it is linked now, or free again. */
export function releaseDevice(context: ServiceContext, account: Account, device: number): void {
  context.reservations.get(account.number)?.delete(device)
}
