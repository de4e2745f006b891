// First, so that the engine starts while the rest of this page is still being evaluated.
import { connection } from './connection.ts'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepSoon } from './accounts/keepSoon.ts'
import { windowClock } from './platform/browser/windowClock.ts'
import { App } from './ui/shell/App.tsx'

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
  keepSoon(known.store, windowClock, async () => {
    const { keepAccountsOfWindow } = await import('./accountsOfWindow.ts')
    return () => keepAccountsOfWindow(known)
  })
  return (
    <App
      accounts={known.store}
      device={{
        passkeys: () => import('./platform/browser/passkey.ts'),
        storage: () => import('./platform/browser/storageCare.ts'),
      }}
      clock={windowClock}
      reload={() => location.reload()}
    />
  )
}
