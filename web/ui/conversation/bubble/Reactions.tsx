import type { MessageView } from '../../../bridge/chatViews.ts'
import { classes } from '../../parts/classes.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { usePane } from '../pane.ts'
import css from './Reactions.module.css'

interface ReactionsProps {
  readonly message: MessageView
  readonly reachable: boolean
}

/** Who answered with which emoji. A press adds one's own, or takes it back. */
export function Reactions({ message, reachable }: ReactionsProps) {
  const { acts } = usePane()
  if (message.reactions.length === 0) return null
  return (
    <div className={css.reactions}>
      {message.reactions.map(({ emoji, people }) => {
        const mine = people.some(({ isMe }) => isMe)
        return (
          <button
            type="button"
            className={classes(css.reaction, mine && css.mine)}
            tabIndex={reachable ? 0 : -1}
            aria-pressed={mine}
            aria-label={words.reaction(emoji, people)}
            title={words.reaction(emoji, people)}
            onClick={() => acts.react(message, mine ? '' : emoji)}
            key={emoji}
          >
            <span aria-hidden="true">{emoji}</span>
            {people.length > 1 && <span className={css.count}>{people.length}</span>}
          </button>
        )
      })}
    </div>
  )
}
