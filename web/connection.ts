import type { ChannelMessage } from './bridge/channel.ts'
import { connectEngine, type EngineClient } from './bridge/client.ts'
import { workerStarters } from './bridge/clientWorkers.ts'
import { messageLine } from './bridge/messageLine.ts'
// oxlint-disable-next-line import/default -- the bundler makes this export: the script's address
import engineScript from './engine.worker.ts?sharedworker&url'
import { accountId } from './platform/browser/accountId.ts'
import { browserLocks } from './platform/browser/locks.ts'
import { trustScripts } from './platform/browser/trustedScripts.ts'
import { windowClock } from './platform/browser/windowClock.ts'
import { followEngine } from './state/followEngine.ts'
import { createMirror, type Mirror } from './state/mirror.ts'

/** A window's line to the engine, and the mirror that follows it. */
interface Connection {
  readonly engine: EngineClient
  readonly mirror: Mirror
}

async function connect(): Promise<Connection> {
  const trusted = trustScripts([engineScript])
  const query = new URLSearchParams(location.search)
  const account = await accountId({
    storage: () => localStorage,
    alone: (name, task) => navigator.locks.request(name, async () => task()),
    newId: () => crypto.randomUUID(),
  })
  const engine = connectEngine({
    build: __BUILD_ORDER__,
    account,
    windowId: crypto.randomUUID(),
    locks: browserLocks(navigator.locks),
    openChannel: (name) => messageLine<ChannelMessage, ChannelMessage>(new BroadcastChannel(name)),
    after: windowClock.after,
    // `?worker=dedicated` shows the way of browsers whose shared workers cannot keep keys.
    ...workerStarters(trusted(engineScript), query.get('worker') === 'dedicated'),
  })
  const mirror = createMirror(windowClock)
  followEngine(mirror, engine)
  return { engine, mirror }
}

/** Why no engine can run here: keys and locks exist only for secure addresses, in newer browsers. */
type Obstacle = 'address' | 'browser'

function obstacle(): Obstacle | undefined {
  if (!isSecureContext) return 'address'
  const needed = ['indexedDB', 'BroadcastChannel', 'Worker'].every((name) => name in globalThis)
  return needed && 'locks' in navigator ? undefined : 'browser'
}

/**
 * The connection of this window, or what stands in its way. `main` imports this before anything of
 * the UI: a worker takes longer to start than React takes to load and draw.
 */
export const connection: Connection | Obstacle = obstacle() ?? (await connect())
