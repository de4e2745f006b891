import { isLinked } from '../../state/selectors.ts'
import { Mark } from '../parts/Mark.tsx'
import { useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { Navigation } from './Navigation.tsx'
import { ServiceBadge } from './ServiceBadge.tsx'
import css from './TopBar.module.css'

/** The product, the way around it, and the service it speaks to. */
export function TopBar() {
  const linked = useMirror(isLinked)
  return (
    <div className={css.bar}>
      <span className={css.brand}>
        <Mark />
        {words.product}
      </span>
      {linked && <Navigation />}
      <ServiceBadge />
    </div>
  )
}
