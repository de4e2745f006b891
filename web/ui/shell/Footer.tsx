import { useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { faceOf } from './face.ts'
import { useRoute } from './useRoute.ts'
import css from './Footer.module.css'

/** Who makes this, and who does not. The chats need its room. */
export function Footer() {
  const home = useMirror(faceOf) === 'home'
  const route = useRoute()
  if (home && route === 'chats') return null
  return (
    <footer className={home ? css.aboveNavigation : css.footer}>
      <p>{words.independence}</p>
    </footer>
  )
}
