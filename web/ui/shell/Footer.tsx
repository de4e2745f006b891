import { isLinked } from '../../state/selectors.ts'
import { useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import css from './Footer.module.css'

/** Who makes this, and who does not. Gives way to the navigation on small screens once linked. */
export function Footer() {
  const linked = useMirror(isLinked)
  return (
    <footer className={linked ? css.aboveNavigation : css.footer}>
      <p>{words.independence}</p>
    </footer>
  )
}
