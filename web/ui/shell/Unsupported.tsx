import '../parts/tokens.css'
import '../parts/base.css'
import { unsupportedWords } from '../words/unsupportedWords.ts'
import css from './App.module.css'
import { Notice } from './Notice.tsx'

interface UnsupportedProps {
  /** The address is not secure, the browser is too old, or it is set to store nothing. */
  readonly reason: 'address' | 'browser' | 'blocked'
}

/** Says why there is nothing to see, where no engine can run. */
export function Unsupported({ reason }: UnsupportedProps) {
  const { title, ...bodies } = unsupportedWords.unsupported
  return (
    <main className={css.window}>
      <Notice title={title} body={bodies[reason]}>
        {null}
      </Notice>
    </main>
  )
}
