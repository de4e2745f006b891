import { type ReactNode, Suspense } from 'react'
import { words } from '../words/words.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'

/** Around a part of the program that is loaded when it is needed: says so when that cannot be done. */
export function LatePart({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundary fallback={<p role="alert">{words.partMissing}</p>}>
      <Suspense>{children}</Suspense>
    </ErrorBoundary>
  )
}
