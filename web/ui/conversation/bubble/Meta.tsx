import type { MessageView } from '../../../bridge/chatViews.ts'
import { Drawing } from '../../parts/Drawing.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './Meta.module.css'
import { Ticks } from './Ticks.tsx'

/** When a message was written, how far it came, and what is special about it. Small, at its end. */
export function Meta({ message }: { readonly message: MessageView }) {
  const { edited, starred, expiresAtMs, ticks, fromMe, atMs } = message
  return (
    <span className={css.meta} data-end="">
      {expiresAtMs !== undefined && (
        <span title={words.disappears(expiresAtMs)}>
          <Drawing
            lines="M10 17a7 7 0 0 0 0-14 M10 17a7 7 0 0 1-5.6-2.8 M3 10a7 7 0 0 1 1.1-3.8 M10 6.2v4l2.4 1.6"
            size={13}
          />
        </span>
      )}
      {starred && (
        <span title={words.starred}>
          <Drawing
            lines="M10 3.6l2 4.2 4.5.6-3.3 3.2.8 4.6-4-2.2-4 2.2.8-4.6-3.3-3.2 4.5-.6z"
            size={13}
          />
        </span>
      )}
      {edited && <span>{words.edited}</span>}
      <time>{words.time(atMs)}</time>
      {fromMe && ticks !== undefined && <Ticks ticks={ticks} />}
    </span>
  )
}
