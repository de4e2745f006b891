import { Countdown } from '../parts/Countdown.tsx'
import { lockWords as words } from '../words/lockWords.ts'
import css from './LockScreen.module.css'
import type { Unlocking } from './useUnlocking.ts'

/** After wrong tries: how long the next one has to wait, once in words and then counted down. */
export function Pause({ unlocking }: { readonly unlocking: Unlocking }) {
  const { nextTryAtMs, pauseMs } = unlocking
  if (nextTryAtMs === undefined) return null
  return (
    <div className={css.pause}>
      <p role="alert">{words.lock.pause(pauseMs)}</p>
      <p className={css.next}>
        <Countdown endsAtMs={nextTryAtMs} format={words.lock.next} />
      </p>
    </div>
  )
}
