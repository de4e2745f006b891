import { useEffect, useState } from 'react'
import type { PlainError } from '../../../bridge/errors.ts'
import { Button } from '../../parts/Button.tsx'
import { Countdown } from '../../parts/Countdown.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWindow } from '../../parts/window.ts'
import { laterWords } from '../../words/laterWords.ts'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import { wayTo } from '../useLinkWay.ts'
import css from './PairFailure.module.css'

interface PairFailureProps {
  readonly error: PlainError
  /** Window-clock time from which the service takes another request; absent: at once. */
  readonly pauseEndsAtMs: number | undefined
  readonly onAgain: () => void
  readonly onChange: () => void
}

/** Why there is no code, and every way on: the code to scan, another number, another code. */
export function PairFailure({ error, pauseEndsAtMs, onAgain, onChange }: PairFailureProps) {
  const { actions } = useWindow()
  const pausing = useIsAhead(pauseEndsAtMs)
  const { title, body } = laterWords.problem(error)
  const repeatable = error.remedy !== 'no'
  return (
    <div className={css.failure}>
      <span className={css.icon}>
        <Icon name="phone" size={24} />
      </span>
      <div className={css.words} role="alert">
        <h2 className={css.title}>{title}</h2>
        <p className={css.body}>{body}</p>
      </div>
      <div className={css.actions}>
        {repeatable && (
          <Button kind="primary" busy={pausing} onPress={onAgain}>
            {words.failed.again}
          </Button>
        )}
        {pausing && pauseEndsAtMs !== undefined && (
          <span className={css.pause}>
            <Countdown endsAtMs={pauseEndsAtMs} format={words.failed.againIn} />
          </span>
        )}
        <a
          className={repeatable ? css.quietWay : css.firstWay}
          href={wayTo.qr}
          onClick={actions.cancelCode}
        >
          {words.useQr}
        </a>
        <Button kind="plain" onPress={onChange}>
          {words.code.change}
        </Button>
      </div>
    </div>
  )
}

/** Whether a time still lies ahead. */
function useIsAhead(timeMs: number | undefined): boolean {
  const { clock } = useWindow()
  const [passed, setPassed] = useState<number>()
  useEffect(() => {
    if (timeMs === undefined) return undefined
    return clock.after(Math.max(0, timeMs - clock.now()), () => setPassed(timeMs))
  }, [clock, timeMs])
  return timeMs !== undefined && passed !== timeMs
}
