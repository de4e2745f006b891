import { Button } from '../../parts/Button.tsx'
import { classes } from '../../parts/classes.ts'
import { Skeleton } from '../../parts/Skeleton.tsx'
import { VisuallyHidden } from '../../parts/VisuallyHidden.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './lines.module.css'

interface DayProps {
  readonly atMs: number
  readonly nowMs: number
}

/** Where another day begins. */
export function DayLine({ atMs, nowMs }: DayProps) {
  return (
    <p className={css.day}>
      <span className={css.pill}>{words.day(atMs, nowMs)}</span>
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
  if (atStart) return <p className={css.beginning}>{words.pane.emptyBody}</p>
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
