import { lazy, Suspense } from 'react'
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx'
import { useMirror } from '../parts/window.ts'
import { barOf } from './bar.ts'

const BarContent = lazy(async () => ({ default: (await import('./BarContent.tsx')).BarContent }))

/** A slim bar that appears while something about the connection or the engine needs telling. */
export function StatusBar() {
  const bar = barOf(useMirror((state) => state))
  if (bar === undefined) return null
  return (
    <ErrorBoundary fallback={null}>
      <Suspense>
        <BarContent bar={bar} />
      </Suspense>
    </ErrorBoundary>
  )
}
