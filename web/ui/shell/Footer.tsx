import { isLinked } from '../../state/selectors.ts'
import { useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { useRoute } from './useRoute.ts'
import css from './Footer.module.css'

/** Who makes this, and who does not. The chats need its room. */
export function Footer() {
  const linked = useMirror(isLinked)
  const route = useRoute()
  if (linked && route === 'chats') return null
  return (
    <footer className={linked ? css.aboveNavigation : css.footer}>
      <p>{words.independence}</p>
    </footer>
  )
}
