import type { ServiceContext } from '../context.ts'
import { announceRemoved } from '../devices/announcements.ts'
import { connectionOf, deliver } from '../login/delivery.ts'
import { streamError } from '../login/farewell.ts'
import type { Account, Companion } from '../state/accounts.ts'
import { ownDevices, tellPhoneDevices } from './deviceLists.ts'

/**
 * Takes companions off an account (03 section 7). One that is connected hears it as
 * `device_removed` unless it asked itself; the others and the phone hear the new list.
 */
export async function removeCompanions(
  context: ServiceContext,
  account: Account,
  removed: readonly Companion[],
  how: 'by-itself' | 'by-phone',
): Promise<void> {
  if (removed.length === 0) return
  for (const companion of removed) account.companions.delete(companion.device)
  await context.state.save()
  for (const companion of removed) {
    const connection = connectionOf(context, companion)
    if (connection === undefined || how === 'by-itself') continue
    streamError(connection, { code: '401', conflict: 'device_removed' })
  }
  announceRemoved(
    context,
    account,
    removed.filter(({ published }) => published),
  )
  for (const companion of account.companions.values()) {
    await deliver(context, companion, ownDevices(account))
  }
  tellPhoneDevices(context, account)
  context.changed()
}
