import { memo } from 'react'
import type { MessageView } from '../../../bridge/chatViews.ts'
import { Button } from '../../parts/Button.tsx'
import { classes } from '../../parts/classes.ts'
import { Drawing } from '../../parts/Drawing.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { usePane } from '../pane.ts'
import { Bubble } from './Bubble.tsx'
import css from './MessageRow.module.css'
import { Reactions } from './Reactions.tsx'
import { spokenOf } from './spoken.ts'
import { SystemLine } from './SystemLine.tsx'

interface MessageRowProps {
  readonly message: MessageView
  readonly first: boolean
  readonly last: boolean
  /** Where the keyboard is, or would come to. */
  readonly active: boolean
  /** Undefined while nobody chooses. */
  readonly chosen: boolean | undefined
  /** Just came, and rises. */
  readonly fresh: boolean
  readonly lit: boolean
}

/** One message over the whole width: its bubble, its reactions, and what went wrong with it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, first, last, active, chosen, fresh, lit } = props
  const { fromMe, content } = message
  const system = content.kind === 'system'
  return (
    <div
      className={classes(
        css.row,
        fromMe ? css.mine : css.theirs,
        system && css.system,
        last && css.last,
        fresh && css.fresh,
        lit && css.lit,
        chosen === true && css.chosen,
      )}
      role="article"
      aria-label={spokenOf(message)}
      tabIndex={active ? 0 : -1}
      data-message={message.key}
    >
      {chosen !== undefined && !system && <Choice chosen={chosen} message={message} />}
      <div className={css.column}>
        {system ? (
          <SystemLine event={content.event} />
        ) : (
          <>
            <div className={css.beside}>
              <Bubble message={message} first={first} last={last} reachable={active} />
              {chosen === undefined && (
                <button
                  type="button"
                  className={css.more}
                  tabIndex={-1}
                  data-more=""
                  aria-label={words.menu.open}
                  aria-haspopup="menu"
                >
                  <Drawing lines="M5 10v.1 M10 10v.1 M15 10v.1" />
                </button>
              )}
            </div>
            <Reactions message={message} reachable={active} />
            {message.ticks === 'failed' && <Failed message={message} />}
          </>
        )}
      </div>
    </div>
  )
})

function Choice({ chosen, message }: { readonly chosen: boolean; readonly message: MessageView }) {
  const { acts } = usePane()
  return (
    <input
      type="checkbox"
      className={css.choice}
      checked={chosen}
      tabIndex={-1}
      aria-label={words.choosing.choose(words.gist(message.content, message.fromMe).slice(0, 60))}
      onChange={() => acts.toggle(message.key)}
    />
  )
}

function Failed({ message }: { readonly message: MessageView }) {
  const { acts } = usePane()
  return (
    <p className={css.failed}>
      <span>{words.problem(message.error)}</span>
      <Button kind="plain" size="small" onPress={() => acts.sendAgain(message.key)}>
        {words.sendAgain}
      </Button>
    </p>
  )
}
