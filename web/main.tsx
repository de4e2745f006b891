import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
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
import { createActions } from './state/actions.ts'
import { followEngine } from './state/followEngine.ts'
import { createMirror } from './state/mirror.ts'
import { App } from './ui/shell/App.tsx'

/** Starts a window: connects to the engine first, since that takes longest, then draws what it says. */
const trusted = trustScripts([engineScript])
const query = new URLSearchParams(location.search)

const engine = connectEngine({
  build: __BUILD_ORDER__,
  account: accountId({
    storage: () => localStorage,
    alone: (name, task) => navigator.locks.request(name, async () => task()),
    newId: () => crypto.randomUUID(),
  }),
  windowId: crypto.randomUUID(),
  locks: browserLocks(navigator.locks),
  openChannel: (name) => messageLine<ChannelMessage, ChannelMessage>(new BroadcastChannel(name)),
  after: windowClock.after,
  // `?worker=dedicated` shows the way of browsers whose shared workers cannot keep keys.
  ...workerStarters(trusted(engineScript), query.get('worker') === 'dedicated'),
})

const mirror = createMirror(windowClock)
followEngine(mirror, engine)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App
      mirror={mirror}
      actions={createActions(mirror, engine)}
      clock={windowClock}
      reload={() => location.reload()}
    />
  </StrictMode>,
)
