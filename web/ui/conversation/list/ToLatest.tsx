import { Drawing } from '../../parts/Drawing.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './ToLatest.module.css'

interface ToLatestProps {
  readonly unread: number
  readonly onPress: () => void
}

/** Back to the newest message, and how many were not seen yet. */
export function ToLatest({ unread, onPress }: ToLatestProps) {
  return (
    <button
      type="button"
      className={css.button}
      aria-label={
        unread > 0
          ? words.spoken([words.pane.latest, words.pane.latestUnread(unread)])
          : words.pane.latest
      }
      onClick={onPress}
    >
      {unread > 0 && <span className={css.count}>{words.pane.latestUnread(unread)}</span>}
      <Drawing lines="M5 8l5 5 5-5" />
    </button>
  )
}
