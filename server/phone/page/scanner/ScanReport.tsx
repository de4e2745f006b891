import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { words } from '../words.ts'
import css from './ScanReport.module.css'
import type { ScanState } from './scanState.ts'
import { outcomeOf, progressWords } from './scanWords.ts'

interface ScanReportProps {
  readonly state: ScanState
  readonly onAgain: () => void
  readonly onDone: () => void
}

/**
 * What the scanner has to say: one line while it works, a card with the one way on at the end. The
 * region that is read aloud is always the same element, and its text changes with the state only.
 */
export function ScanReport({ state, onAgain, onDone }: ScanReportProps) {
  const outcome = outcomeOf(state)
  const good = outcome?.good ?? false
  return (
    <div className={outcome && css.card} data-good={good}>
      <div role="status" className={outcome ? css.words : css.progress}>
        {outcome ? (
          <>
            <span className={css.sign}>
              <Glyph name={good ? 'check' : 'stop'} />
            </span>
            <h2 className={css.heading}>{outcome.heading}</h2>
            <p>{outcome.text}</p>
          </>
        ) : (
          progressWords(state)
        )}
      </div>
      {outcome && (
        <Button look="primary" shape="wide" autoFocus onClick={good ? onDone : onAgain}>
          {good ? words.scanner.done : words.scanner.again}
        </Button>
      )}
    </div>
  )
}
