import '../parts/tokens.css'
import '../parts/base.css'
import { unsupportedWords } from '../words/unsupportedWords.ts'
import css from './App.module.css'
import { Notice } from './Notice.tsx'

interface UnsupportedProps {
  /** The address is not secure, or the browser is too old. */
  readonly reason: 'address' | 'browser'
}

/** Says why there is nothing to see, where no engine can run. */
export function Unsupported({ reason }: UnsupportedProps) {
  const { title, address, browser } = unsupportedWords.unsupported
  return (
    <main className={css.window}>
      <Notice title={title} body={reason === 'address' ? address : browser}>
        {null}
      </Notice>
    </main>
  )
}
