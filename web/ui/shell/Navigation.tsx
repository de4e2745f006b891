import { Drawing } from '../parts/Drawing.tsx'
import { homeWords as words } from '../words/homeWords.ts'
import css from './Navigation.module.css'
import { type Route, useRoute } from './useRoute.ts'

/** The parts in their order, with what stands beside their names. */
const parts: readonly { readonly route: Exclude<Route, 'storage'>; readonly lines: string }[] = [
  {
    route: 'chats',
    lines:
      'M5 4h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z M6.5 8.5h7 M6.5 11.5h4.5',
  },
  {
    route: 'you',
    lines: 'M10 10.2a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2z M4 16.5c.7-2.7 3-4 6-4s5.3 1.3 6 4',
  },
  {
    route: 'settings',
    lines:
      'M3 6h7.2 M14.8 6h2.2 M12.5 8.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z M3 14h2.2 M9.8 14h7.2 M7.5 16.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z',
  },
]

/** Between chats, account and settings: in the top bar on wide screens, at the bottom on small ones. */
export function Navigation() {
  const route = useRoute()
  // The storage page belongs to the settings.
  const here = route === 'storage' ? 'settings' : route
  return (
    <nav className={css.nav} aria-label={words.nav.label}>
      {parts.map(({ route: part, lines }) => (
        <a
          className={css.link}
          href={`#/${part}`}
          aria-current={part === here ? 'page' : undefined}
          key={part}
        >
          <Drawing lines={lines} />
          {words.nav[part]}
        </a>
      ))}
    </nav>
  )
}
