import { useSyncExternalStore } from 'react'
import '../parts/inter.css'
import '../parts/tokens.css'
import '../parts/base.css'
import { StartOver } from '../parts/StartOver.tsx'
import { Button } from '../parts/Button.tsx'
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx'
import { WindowContext, type WindowGifts } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { Announcer } from './Announcer.tsx'
import css from './App.module.css'
import { Footer } from './Footer.tsx'
import { Notice } from './Notice.tsx'
import { Screen } from './Screen.tsx'
import { SkipLink } from './SkipLink.tsx'
import { StatusBar } from './StatusBar.tsx'
import { TopBar } from './TopBar.tsx'
import { useWindowFocus } from './useWindowFocus.ts'

/**
 * The whole window. Draws what the mirror of one account holds and sends orders; knows nothing of the
 * engine. With another account everything is drawn anew, so that nothing of the first one stays.
 */
export function App(gifts: WindowGifts) {
  const { accounts, reload } = gifts
  const { id, mirror, actions } = useSyncExternalStore(
    accounts.subscribe,
    () => accounts.getState().current,
    () => accounts.getState().current,
  )
  useWindowFocus(actions)
  return (
    <WindowContext value={{ ...gifts, mirror, actions }} key={id}>
      <ErrorBoundary fallback={<Crashed reload={reload} />}>
        <SkipLink />
        <Announcer />
        <div className={css.window}>
          <header>
            <TopBar />
            <StatusBar />
          </header>
          <main className={css.main} id="content" tabIndex={-1}>
            <Screen />
          </main>
          <Footer />
        </div>
      </ErrorBoundary>
    </WindowContext>
  )
}

function Crashed({ reload }: Pick<WindowGifts, 'reload'>) {
  return (
    <main className={css.window}>
      <Notice title={words.crashed.title} body={words.crashed.body}>
        <Button kind="primary" onPress={reload}>
          {words.actions.reload}
        </Button>
        <StartOver />
      </Notice>
    </main>
  )
}
