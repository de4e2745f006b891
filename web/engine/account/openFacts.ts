import type { ErrorCode } from '../../bridge/errors.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { LinkState } from '../linking/linkState.ts'
import { plainError } from '../plainErrors.ts'
import { type AccountFacts, type Facts, loadFacts } from './accountFacts.ts'

/** The account's rows. A storage whose rows do not open is let go, so that it can be deleted. */
export async function factsOf(store: AccountStore): Promise<AccountFacts> {
  try {
    return await loadFacts(store)
  } catch (cause) {
    store.close()
    throw cause
  }
}

/** A session that never logged in is still on its way: the service may not know of it. */
export function linkStateOf({ session, ended }: Facts): LinkState {
  if (session !== undefined) return { at: session.loginCounter === 0 ? 'confirming' : 'linked' }
  if (ended === undefined) return { at: 'preparing' }
  // This build or an earlier one stored the code; a later one would not have opened here.
  return { at: 'ended', error: plainError(ended.code as ErrorCode, ended.details, 'relink') }
}
