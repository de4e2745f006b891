import { Drawing } from '../parts/Drawing.tsx'
import { conversationWords as words } from '../words/conversationWords.ts'
import css from './ChoiceBar.module.css'
import { deleteDrawing, forwardDrawing, starDrawing } from './drawings.ts'
import { useConversation, usePane } from './pane.ts'

const none: readonly never[] = []

/** In place of the head while messages are being chosen: how many, and what to do with them. */
export function ChoiceBar({ chosen }: { readonly chosen: ReadonlySet<string> }) {
  const { conversation, acts } = usePane()
  const all = useConversation(conversation, (state) => state.stretch.messages) ?? none
  const messages = all.filter(({ key }) => chosen.has(key))
  const starred = messages.every((message) => message.starred)
  const done = { chosen: undefined }
  return (
    <div className={css.bar} role="toolbar" aria-label={words.choosing.label}>
      <IconButton
        label={words.choosing.cancel}
        lines="M5.5 5.5l9 9 M14.5 5.5l-9 9"
        onPress={() => acts.set(done)}
      />
      <strong className={css.count} role="status">
        {words.choosing.count(chosen.size)}
      </strong>
      <IconButton
        label={starred ? words.menu.unstar : words.menu.star}
        lines={starDrawing}
        onPress={() => {
          acts.star(messages, !starred)
          acts.set(done)
        }}
      />
      <IconButton
        label={words.menu.forward}
        lines={forwardDrawing}
        onPress={() =>
          acts.set({ asked: { what: 'forward', keys: messages.map(({ key }) => key) } })
        }
      />
      <IconButton
        label={words.menu.remove}
        lines={deleteDrawing}
        onPress={() => acts.set({ asked: { what: 'delete', messages } })}
      />
    </div>
  )
}

interface IconButtonProps {
  readonly label: string
  readonly lines: string
  readonly onPress: () => void
}

function IconButton({ label, lines, onPress }: IconButtonProps) {
  return (
    <button type="button" className={css.button} aria-label={label} title={label} onClick={onPress}>
      <Drawing lines={lines} />
    </button>
  )
}
