import { Button } from '../../parts/Button.tsx'
import { Mark } from '../../parts/Mark.tsx'
import { Skeleton } from '../../parts/Skeleton.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './placeholders.module.css'

const { pane } = words

/** Nothing was written yet. */
export function Empty() {
  return (
    <div className={css.middle}>
      <span className={css.mark}>
        <Mark size={48} />
      </span>
      <p className={css.title}>{pane.empty}</p>
      <p className={css.body}>{pane.emptyBody}</p>
    </div>
  )
}

/** The messages could not be read. */
export function Failed({ onAgain }: { readonly onAgain: () => void }) {
  return (
    <div className={css.middle} role="alert">
      <p className={css.title}>{pane.failed}</p>
      <p className={css.body}>{pane.failedBody}</p>
      <Button onPress={onAgain}>{pane.again}</Button>
    </div>
  )
}

/** The chat was deleted, or joined with another one. */
export function Gone() {
  return (
    <div className={css.middle}>
      <p className={css.title}>{pane.gone}</p>
    </div>
  )
}

/** Outlines of messages, for those who wait longer than a blink. */
export function Loading() {
  return (
    <div className={css.loading}>
      <Skeleton inlineSize="46%" blockSize={40} />
      <span className={css.other}>
        <Skeleton inlineSize="58%" blockSize={64} />
      </span>
      <Skeleton inlineSize="34%" blockSize={40} />
      <Skeleton inlineSize="62%" blockSize={88} />
      <span className={css.other}>
        <Skeleton inlineSize="40%" blockSize={40} />
      </span>
    </div>
  )
}
