import { Mark } from '../parts/Mark.tsx'
import { useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { faceOf } from './face.ts'
import { Navigation } from './Navigation.tsx'
import { ServiceBadge } from './ServiceBadge.tsx'
import css from './TopBar.module.css'

/** The product, the way around it, and the service it speaks to. */
export function TopBar() {
  const face = useMirror(faceOf)
  return (
    <div className={css.bar}>
      <span className={css.brand}>
        <Mark />
        {words.product}
      </span>
      {face === 'home' && <Navigation />}
      <ServiceBadge />
    </div>
  )
}
