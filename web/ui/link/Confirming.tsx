import { Icon } from '../parts/Icon.tsx'
import { VisuallyHidden } from '../parts/VisuallyHidden.tsx'
import { laterWords } from '../words/laterWords.ts'
import css from './Confirming.module.css'

/** The code was scanned or typed; what is done and what is under way, as the engine tells it. */
export function Confirming({ signingIn }: { readonly signingIn: boolean }) {
  const {
    title,
    body,
    taken,
    checking,
    signingIn: login,
    done,
    phasesLabel,
  } = laterWords.confirming
  return (
    <div className={css.confirming}>
      <h2 className={css.title}>{title}</h2>
      <p className={css.body}>{body}</p>
      <ol className={css.phases} aria-label={phasesLabel}>
        <li className={css.done}>
          <Icon name="done" />
          {taken}
          <VisuallyHidden>{done}</VisuallyHidden>
        </li>
        <li className={css.current} aria-current="step">
          <span className={css.moon} />
          {signingIn ? login : checking}
        </li>
      </ol>
    </div>
  )
}
