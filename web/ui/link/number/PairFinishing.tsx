import { Icon } from '../../parts/Icon.tsx'
import { VisuallyHidden } from '../../parts/VisuallyHidden.tsx'
import { laterWords } from '../../words/laterWords.ts'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import phases from '../Confirming.module.css'
import { CodeBoxes } from './CodeBoxes.tsx'
import css from './PairFinishing.module.css'

/**
 * A code was typed on the phone, whose signature is on the way. Whether it was the right one only the
 * phone knows, so the code stays to be read again.
 */
export function PairFinishing({ code }: { readonly code: string | undefined }) {
  const { taken, waiting } = words.finishing
  const { done, phasesLabel } = laterWords.confirming
  return (
    <div className={css.card}>
      {code !== undefined && <CodeBoxes code={code} />}
      <ol className={css.phases} aria-label={phasesLabel}>
        <li className={phases.done}>
          <Icon name="done" />
          {taken}
          <VisuallyHidden>{done}</VisuallyHidden>
        </li>
        <li className={phases.current} aria-current="step">
          <span className={phases.moon} />
          {waiting}
        </li>
      </ol>
      <p className={css.body}>{words.finishing.body}</p>
    </div>
  )
}
