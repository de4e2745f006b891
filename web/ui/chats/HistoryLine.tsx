import { useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { useMirror, useWindow } from '../parts/window.ts'
import { chatsWords as words } from '../words/chatsWords.ts'
import css from './HistoryLine.module.css'

/**
 * How the filling of the list comes along: its phase in words, how far the phone says it is, what is
 * stored, and what could not be fetched.
 */
export function HistoryLine() {
  const history = useMirror((state) => state.snapshot?.history)
  if (history === undefined) return null
  const { at, percent, failed = 0 } = history
  const detail = words.history.detail(history)
  const over = at === 'done' && failed > 0
  return (
    <div className={css.line} data-at={at}>
      {!over && <p id="history-phase">{words.history.phase(history)}</p>}
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
      {detail !== undefined && <p>{detail}</p>}
      {failed > 0 && <FetchAgain key={failed} />}
    </div>
  )
}

function FetchAgain() {
  const { actions } = useWindow()
  const [said, setSaid] = useState<string>()
  const fetch = async (): Promise<void> => {
    const { ok } = await actions.talk({ type: 'fetchHistoryAgain' })
    setSaid(ok ? words.history.asked : words.history.notAsked)
  }
  if (said !== undefined) return <p role="status">{said}</p>
  return (
    <span>
      <Button size="small" onPress={() => void fetch()}>
        {words.history.fetchAgain}
      </Button>
    </span>
  )
}
