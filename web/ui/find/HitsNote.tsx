import { mostHits, type SearchState } from '../../state/search.ts'
import { Button } from '../parts/Button.tsx'
import { searchWords as words } from '../words/searchWords.ts'
import css from './HitsNote.module.css'

interface HitsNoteProps {
  readonly state: SearchState
  readonly onAgain: () => void
}

/** Below the hits: that more are looked for, that there are none, or why there is nothing. */
export function HitsNote({ state: { at, hits, unindexed, fresh }, onAgain }: HitsNoteProps) {
  if (at === 'failed') {
    return (
      <div className={css.failed} role="alert">
        <p>{words.failed}</p>
        <Button size="small" onPress={onAgain}>
          {words.again}
        </Button>
      </div>
    )
  }
  const none = fresh && hits.length === 0 && at !== 'looking'
  return (
    <div className={css.note}>
      {at === 'looking' && (
        <p className={css.looking}>
          <span className={css.pulse} aria-hidden="true" />
          {words.looking}
        </p>
      )}
      {none && <p>{words.noMessages}</p>}
      {unindexed > 0 && <p>{words.unindexed(unindexed)}</p>}
      {at === 'done' && hits.length >= mostHits && <p>{words.most(mostHits)}</p>}
    </div>
  )
}
