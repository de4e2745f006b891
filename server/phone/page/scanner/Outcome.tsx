import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { words } from '../words.ts'
import css from './Outcome.module.css'
import type { ScanOutcome } from './scanWords.ts'

interface OutcomeProps {
  readonly outcome: ScanOutcome
  readonly onAgain: () => void
  readonly onDone: () => void
}

/** How the scan ended, and the one way on. */
export function Outcome({ outcome, onAgain, onDone }: OutcomeProps) {
  const { good, heading, text } = outcome
  return (
    <div className={good ? `${css.outcome} ${css.good}` : css.outcome}>
      <span className={css.sign}>
        <Glyph name={good ? 'check' : 'stop'} />
      </span>
      <h2 className={css.heading}>{heading}</h2>
      <p className={css.text}>{text}</p>
      <div className={css.actions}>
        <Button look="primary" shape="wide" autoFocus onClick={good ? onDone : onAgain}>
          {good ? words.scanner.done : words.scanner.again}
        </Button>
      </div>
    </div>
  )
}
