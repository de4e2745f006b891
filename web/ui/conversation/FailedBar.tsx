import { Drawing } from '../parts/Drawing.tsx'
import { conversationWords as words } from '../words/conversationWords.ts'
import css from './FailedBar.module.css'

interface FailedBarProps {
  readonly text: string
  readonly onClose: () => void
}

/** What did not work, until the person puts it away. */
export function FailedBar({ text, onClose }: FailedBarProps) {
  return (
    <div className={css.bar}>
      <p role="alert">{text}</p>
      <button type="button" className={css.close} aria-label={words.putAway} onClick={onClose}>
        <Drawing lines="M5.5 5.5l9 9 M14.5 5.5l-9 9" size={18} />
      </button>
    </div>
  )
}
