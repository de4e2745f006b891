import { Button } from '../../parts/Button.tsx'
import { classes } from '../../parts/classes.ts'
import { Skeleton } from '../../parts/Skeleton.tsx'
import { VisuallyHidden } from '../../parts/VisuallyHidden.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { usePane } from '../pane.ts'
import css from './lines.module.css'
import { Reach } from './Reach.tsx'

interface DayProps {
  readonly atMs: number
  readonly nowMs: number
}

/** Where another day begins; leads to other days. The keyboard has a key for that. */
export function DayLine({ atMs, nowMs }: DayProps) {
  const { acts } = usePane()
  const day = words.day(atMs, nowMs)
  return (
    <p className={css.day}>
      <button
        type="button"
        className={css.pill}
        tabIndex={-1}
        aria-label={words.dates.open(day)}
        title={words.dates.title}
        onClick={() => acts.set({ asked: { what: 'date', atMs } })}
      >
        {day}
      </button>
    </p>
  )
}

/** The day of what is at the top, while it moves. For the eyes: the lines themselves say it, too. */
export function DayPill({ atMs, nowMs, shown }: DayProps & { readonly shown: boolean }) {
  return (
    <div className={classes(css.floating, shown && css.shown)} aria-hidden="true">
      <span className={css.pill}>{words.day(atMs, nowMs)}</span>
    </div>
  )
}

/** What is below it was not seen before. */
export function UnreadLine() {
  return (
    <p className={css.unread}>
      <span>{words.pane.unread}</span>
    </p>
  )
}

interface StartProps {
  readonly atStart: boolean
  readonly failed: boolean
  readonly onAgain: () => void
}

/** Above the first message: more is coming, or could not be read, or this is where it began. */
export function Start({ atStart, failed, onAgain }: StartProps) {
  if (failed) {
    return (
      <div className={css.failed} role="alert">
        <p>{words.pane.failed}</p>
        <Button size="small" onPress={onAgain}>
          {words.pane.again}
        </Button>
      </div>
    )
  }
  if (atStart) return <Reach />
  return (
    <div className={css.older}>
      <VisuallyHidden>{words.pane.loadingOlder}</VisuallyHidden>
      <Skeleton inlineSize="44%" blockSize={38} />
      <span className={css.other}>
        <Skeleton inlineSize="58%" blockSize={56} />
      </span>
    </div>
  )
}
