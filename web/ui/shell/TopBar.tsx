import { lazy, Suspense } from 'react'
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx'
import { Mark } from '../parts/Mark.tsx'
import { useAccounts, useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { faceOf } from './face.ts'
import { Navigation } from './lazyHome.ts'
import { ServiceBadge } from './ServiceBadge.tsx'
import css from './TopBar.module.css'

const Switcher = lazy(async () => ({
  default: (await import('../accounts/Switcher.tsx')).Switcher,
}))

/** The product, the way around it, the service it speaks to, and whose account it shows. */
export function TopBar() {
  const face = useMirror(faceOf)
  const keeping = useAccounts((state) => state.orders !== undefined)
  const several = useAccounts((state) => state.list.length > 1)
  return (
    <div className={css.bar}>
      <span className={css.brand}>
        <Mark />
        <span className={css.name}>{words.product}</span>
      </span>
      <ErrorBoundary fallback={null}>
        <Suspense>{face === 'home' && <Navigation />}</Suspense>
      </ErrorBoundary>
      <ServiceBadge />
      {(face === 'home' || face === 'locked' || several) && (
        <span className={css.account}>
          <ErrorBoundary fallback={null}>
            <Suspense>{keeping && face !== 'retired' && <Switcher />}</Suspense>
          </ErrorBoundary>
        </span>
      )}
    </div>
  )
}
