// First, so that the engine starts while the rest of this page is still being evaluated.
import { engine, mirror } from './connection.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { windowClock } from './platform/browser/windowClock.ts'
import { createActions } from './state/actions.ts'
import { App } from './ui/shell/App.tsx'

/** Draws this window. */
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
