import { Icon } from '../../parts/Icon.tsx'
import { VisuallyHidden } from '../../parts/VisuallyHidden.tsx'
import { laterWords } from '../../words/laterWords.ts'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import phases from '../Confirming.module.css'
import css from './PairFinishing.module.css'

/** The code was typed on a phone; its signature is on the way. */
export function PairFinishing() {
  const { taken, waiting } = words.finishing
  const { done, phasesLabel } = laterWords.confirming
  return (
    <div className={css.card}>
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
    </div>
  )
}
