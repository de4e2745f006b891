import { Icon } from '../parts/Icon.tsx'
import { words } from '../words/words.ts'
import css from './Navigation.module.css'
import { useRoute } from './useRoute.ts'

const parts = ['chats', 'you'] as const

/** Between chats and account: in the top bar on wide screens, at the bottom on small ones. */
export function Navigation() {
  const route = useRoute()
  return (
    <nav className={css.nav} aria-label={words.nav.label}>
      {parts.map((part) => (
        <a
          className={css.link}
          href={`#/${part}`}
          aria-current={part === route ? 'page' : undefined}
          key={part}
        >
          <Icon name={part} />
          {words.nav[part]}
        </a>
      ))}
    </nav>
  )
}
