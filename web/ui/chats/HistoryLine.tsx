import { useMirror } from '../parts/window.ts'
import { chatsWords as words } from '../words/chatsWords.ts'
import css from './HistoryLine.module.css'

/** How the filling of the list comes along: its phase in words, and how far the phone says it is. */
export function HistoryLine() {
  const history = useMirror((state) => state.snapshot?.history)
  if (history === undefined) return null
  const { at, percent } = history
  return (
    <div className={css.line} data-at={at}>
      <p id="history-phase">{words.history.phase(history)}</p>
      {at !== 'paused' && at !== 'done' && (
        <div
          className={percent === undefined ? css.unknown : css.track}
          role="progressbar"
          aria-labelledby="history-phase"
          aria-valuenow={percent === undefined ? undefined : Math.floor(percent)}
        >
          <span className={css.done} style={{ inlineSize: `${percent ?? 24}%` }} />
        </div>
      )}
    </div>
  )
}
