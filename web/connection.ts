import { type AccountsWindow, currentAccount, storedAccounts } from './accounts/storedAccounts.ts'
import { createAccountsStore } from './accounts/accountsStore.ts'
import type { KeptLine } from './accounts/keepAccounts.ts'
import type { ChannelMessage } from './bridge/channel.ts'
import { connectEngine } from './bridge/client.ts'
import { workerStarters } from './bridge/clientWorkers.ts'
import { messageLine } from './bridge/messageLine.ts'
// oxlint-disable-next-line import/default -- the bundler makes this export: the script's address
import engineScript from './engine.worker.ts?sharedworker&url'
import { browserLocks } from './platform/browser/locks.ts'
import { trustScripts } from './platform/browser/trustedScripts.ts'
import { windowClock } from './platform/browser/windowClock.ts'
import { createActions } from './state/actions.ts'
import { followEngine } from './state/followEngine.ts'
import { createMirror } from './state/mirror.ts'

const accountsWindow: AccountsWindow = {
  local: () => localStorage,
  session: () => sessionStorage,
  alone: (name, task) => navigator.locks.request(name, async () => task()),
  newId: () => crypto.randomUUID(),
  databaseNames: async () => (await indexedDB.databases()).map(({ name }) => name),
}

/** What makes lines to engines, one policy and one script for all of them. */
function lineOpener(isLinked: (account: string) => boolean): (account: string) => KeptLine {
  const trusted = trustScripts([engineScript])
  const query = new URLSearchParams(location.search)
  return (account) => {
    const engine = connectEngine({
      build: __BUILD_ORDER__,
      account,
      windowId: crypto.randomUUID(),
      linked: isLinked(account),
      locks: browserLocks(navigator.locks),
      openChannel: (name) =>
        messageLine<ChannelMessage, ChannelMessage>(new BroadcastChannel(name)),
      after: windowClock.after,
      // `?worker=dedicated` shows the way of browsers whose shared workers cannot keep keys.
      ...workerStarters(trusted(engineScript), query.get('worker') === 'dedicated'),
    })
    const mirror = createMirror(windowClock)
    followEngine(mirror, engine)
    return {
      id: account,
      mirror,
      actions: createActions(mirror, engine),
      discard: () => engine.run({ type: 'discard' }),
      close: () => engine.close(),
    }
  }
}

/** The lock that tabs hold together while they show an account. */
export const shownLock = (id: string): string => `moonlet/${id}/shown`

/** Holds that lock until the returned function has resolved. */
export function show(id: string): () => Promise<void> {
  let release = () => {}
  const shown = new Promise<void>((resolve) => {
    release = resolve
  })
  const held = navigator.locks
    .request(shownLock(id), { mode: 'shared' }, () => shown)
    // Denied, as to a page that is being left: who erases needs the same lock.
    .catch(() => undefined)
  return async () => {
    release()
    await held
  }
}

async function connect() {
  const stored = storedAccounts(accountsWindow)
  const open = lineOpener((account) =>
    stored.read().some(({ id, linked }) => linked && id === account),
  )
  const current = await currentAccount(accountsWindow, stored)
  // At once: the keeper of the accounts comes seconds later, and another tab may be erasing.
  const stopShowingFirst = show(current)
  const first = open(current)
  const store = createAccountsStore(first, stored.read())
  return { open, stored, first, stopShowingFirst, store }
}

/**
 * Why no engine can run here: keys and locks exist only for secure addresses, in newer browsers, and
 * where the person has not blocked what a page stores.
 */
type Obstacle = 'address' | 'browser' | 'blocked'

/** What is refused here is refused to the engine, too. */
function obstacleOf(cause: unknown): Obstacle {
  return cause instanceof DOMException ? 'blocked' : 'browser'
}

function obstacle(): Obstacle | undefined {
  if (!isSecureContext) return 'address'
  const needed = ['indexedDB', 'BroadcastChannel', 'Worker'].every((name) => name in globalThis)
  return needed && 'locks' in navigator ? undefined : 'browser'
}

/** A window's line to the engine of its account, and what other accounts are reached with. */
export type Connection = Awaited<ReturnType<typeof connect>>

/**
 * The connection of this window, or what stands in its way. `main` imports this before anything of
 * the UI: a worker takes longer to start than React takes to load and draw.
 */
export const connection: Connection | Obstacle = obstacle() ?? (await connect().catch(obstacleOf))
