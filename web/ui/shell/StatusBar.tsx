import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx'
import { useMirror } from '../parts/window.ts'
import { type Bar, barOf } from './bar.ts'

let loaded: ComponentType<{ readonly bar: Bar }> | undefined

async function loadBar() {
  loaded ??= (await import('./BarContent.tsx')).BarContent
  return loaded
}

const LateContent = lazy(async () => ({ default: await loadBar() }))

/** A slim bar that appears while something about the connection or the engine needs telling. */
export function StatusBar() {
  // While a code is on its way nothing may come between.
  const isQuiet = useMirror(
    ({ snapshot }) => snapshot?.connection.at === 'online' && snapshot.link.at !== 'preparing',
  )
  useFetchedAhead(isQuiet)
  const bar = barOf(useMirror((state) => state))
  if (bar === undefined) return null
  const Content = loaded ?? LateContent
  return (
    <ErrorBoundary fallback={null} key={bar.kind}>
      <Suspense>
        <Content bar={bar} />
      </Suspense>
    </ErrorBoundary>
  )
}

/** Fetches what the bar is drawn by while that can be fetched: a lost network is what it tells of. */
function useFetchedAhead(isQuiet: boolean): void {
  useEffect(() => {
    if (isQuiet) void loadBar().catch(leaveItToTheBar)
  }, [isQuiet])
}

/** Without it the bar asks again when it is needed. */
function leaveItToTheBar(): void {}
