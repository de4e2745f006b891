import { isSandbox } from '../../state/selectors.ts'
import { useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import css from './PracticeHint.module.css'

/** With the practice service: where the phone is that can scan this code. */
export function PracticeHint() {
  const service = useMirror((state) => state.snapshot?.service)
  if (service === undefined || !isSandbox(service)) return null
  return (
    <p className={css.hint}>
      <span>{words.link.practiceLead}</span>
      <a href="/phone" target="_blank" rel="noopener">
        {words.link.practicePhone}
      </a>
    </p>
  )
}
