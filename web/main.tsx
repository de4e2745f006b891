// First, so that the engine starts while the rest of this page is still being evaluated.
import { type Connection, connection } from './connection.ts'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepSoon } from './accounts/keepSoon.ts'
import { windowClock } from './platform/browser/windowClock.ts'
import { App } from './ui/shell/App.tsx'
import { loadHome } from './ui/shell/lazyHome.ts'

/** Draws this window. */
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(<StrictMode>{await content()}</StrictMode>)

async function content(): Promise<ReactNode> {
  if (typeof connection === 'string') {
    const { Unsupported } = await import('./ui/shell/Unsupported.tsx')
    return <Unsupported reason={connection} />
  }
  const known = connection
  keepSoon(known.store, windowClock, afterPaint, async () => {
    const { keepAccountsOfWindow } = await import('./accountsOfWindow.ts')
    return () => keepAccountsOfWindow(known)
  })
  if (isLinked(known)) await loadedIfPossible(loadHome())
  return (
    <App
      accounts={known.store}
      device={{
        passkeys: () => import('./platform/browser/passkey.ts'),
        storage: () => import('./platform/browser/storageCare.ts'),
        files: () => import('./platform/browser/saveFile.ts'),
        timeMs: () => Date.now(),
        newId: () => crypto.randomUUID(),
      }}
      clock={windowClock}
      reload={() => location.reload()}
    />
  )
}

/** Two frames: the first callback comes before the picture of the present state, the second after. */
function afterPaint(task: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(task))
}

/** Whether an account is about to be shown. Its part of the program then comes with the first ones. */
function isLinked({ store }: Connection): boolean {
  const { list, current } = store.getState()
  return list.some(({ id, linked }) => linked && id === current.id)
}

/** What cannot be loaded now is asked for again, and missed in words, where it is drawn. */
async function loadedIfPossible(part: Promise<unknown>): Promise<void> {
  await part.catch(() => undefined)
}
