import type { ErrorCode } from '../../bridge/errors.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { LinkState } from '../linking/linkState.ts'
import { plainError } from '../plainErrors.ts'
import { type AccountFacts, type Facts, loadFacts } from './accountFacts.ts'

/**
 * The account's rows. A storage whose rows do not open is let go, so that it can be deleted. When a
 * link was lost to a newer build, because its key was in memory only, the rows tell that it ended.
 */
export async function factsOf(store: AccountStore, nowMs: number): Promise<AccountFacts> {
  try {
    const facts = await loadFacts(store)
    if (store.lostInHandover) {
      await facts.change(() => ({ ended: { code: 'not-kept', atMs: nowMs } }))
    }
    return facts
  } catch (cause) {
    store.close()
    throw cause
  }
}

/** Whether this browser is a device of the account: not once it has let go of it. */
export function isLinked({ session, moved }: Facts): boolean {
  return session !== undefined && moved === undefined
}

/** A session that never logged in is still on its way: the service may not know of it. */
export function linkStateOf({ session, ended, moved }: Facts): LinkState {
  if (moved !== undefined) return { at: 'moved', atMs: moved.atMs }
  if (session !== undefined) return { at: session.loginCounter === 0 ? 'confirming' : 'linked' }
  if (ended === undefined) return { at: 'preparing' }
  // This build or an earlier one stored the code; a later one would not have opened here.
  return { at: 'ended', error: plainError(ended.code as ErrorCode, ended.details, 'relink') }
}

/** Closes a storage for a newer build. A link whose key is in this memory only cannot go along. */
export async function closeForHandover(store: AccountStore, linked: boolean): Promise<void> {
  try {
    if (linked && store.wrapping === 'memory') await store.noteHandover()
  } catch {
    // Then the newer build shows a new code without saying why.
  } finally {
    store.close()
  }
}
