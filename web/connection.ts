import type { ChannelMessage } from './bridge/channel.ts'
import { connectEngine } from './bridge/client.ts'
import { workerStarters } from './bridge/clientWorkers.ts'
import { messageLine } from './bridge/messageLine.ts'
// oxlint-disable-next-line import/default -- the bundler makes this export: the script's address
import engineScript from './engine.worker.ts?sharedworker&url'
import { accountId } from './platform/browser/accountId.ts'
import { browserLocks } from './platform/browser/locks.ts'
import { trustScripts } from './platform/browser/trustedScripts.ts'
import { windowClock } from './platform/browser/windowClock.ts'
import { followEngine } from './state/followEngine.ts'
import { createMirror } from './state/mirror.ts'

/**
 * This window's line to the engine, and the mirror that follows it. `main` imports this before
 * anything of the UI: a worker takes longer to start than React takes to load and draw.
 */
const trusted = trustScripts([engineScript])
const query = new URLSearchParams(location.search)
const account = await accountId({
  storage: () => localStorage,
  alone: (name, task) => navigator.locks.request(name, async () => task()),
  newId: () => crypto.randomUUID(),
})

export const engine = connectEngine({
  build: __BUILD_ORDER__,
  account,
  windowId: crypto.randomUUID(),
  locks: browserLocks(navigator.locks),
  openChannel: (name) => messageLine<ChannelMessage, ChannelMessage>(new BroadcastChannel(name)),
  after: windowClock.after,
  // `?worker=dedicated` shows the way of browsers whose shared workers cannot keep keys.
  ...workerStarters(trusted(engineScript), query.get('worker') === 'dedicated'),
})

export const mirror = createMirror(windowClock)
followEngine(mirror, engine)
