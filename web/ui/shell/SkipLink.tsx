import type { MouseEvent } from 'react'
import { words } from '../words/words.ts'
import css from './SkipLink.module.css'

/** The first stop of the tab key: past the header. The hash is the route, so it moves focus itself. */
export function SkipLink() {
  const skip = (event: MouseEvent) => {
    event.preventDefault()
    document.getElementById('content')?.focus()
  }
  return (
    <a className={css.skip} href="#content" onClick={skip}>
      {words.skip}
    </a>
  )
}
