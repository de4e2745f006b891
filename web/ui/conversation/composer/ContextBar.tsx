import { Drawing } from '../../parts/Drawing.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { PersonName } from '../bubble/PersonName.tsx'
import { editDrawing, replyDrawing } from '../drawings.ts'
import type { PaneState } from '../pane.ts'
import css from './ContextBar.module.css'

interface ContextBarProps {
  readonly pane: PaneState
  readonly onCancel: () => void
}

/** Above the field: the message that is being answered or edited. */
export function ContextBar({ pane: { reply, edit }, onCancel }: ContextBarProps) {
  const message = edit ?? reply
  if (message === undefined) return null
  const { sender, content, fromMe } = message
  return (
    <div className={css.bar}>
      <span className={css.picture}>
        <Drawing lines={edit === undefined ? replyDrawing : editDrawing} size={18} />
      </span>
      <div className={css.words}>
        <span className={css.who}>
          {edit === undefined && sender !== undefined && !fromMe ? (
            <PersonName person={sender} />
          ) : edit === undefined ? (
            words.you
          ) : (
            words.composer.editing
          )}
        </span>
        <span className={css.gist} dir="auto">
          {words.gist(content, fromMe)}
        </span>
      </div>
      <button
        type="button"
        className={css.cancel}
        aria-label={edit === undefined ? words.composer.cancelReply : words.composer.cancelEdit}
        title={edit === undefined ? words.composer.cancelReply : words.composer.cancelEdit}
        onClick={onCancel}
      >
        <Drawing lines="M5.5 5.5l9 9 M14.5 5.5l-9 9" size={18} />
      </button>
    </div>
  )
}
