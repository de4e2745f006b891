import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { ChatRowView } from '../../../bridge/chatViews.ts'
import { chatName } from '../../chats/chatName.ts'
import { Drawing } from '../../parts/Drawing.tsx'
import { ErrorBoundary } from '../../parts/ErrorBoundary.tsx'
import { useMirror, useWindow } from '../../parts/window.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { emojiDrawing } from '../drawings.ts'
import { lastEditable } from '../editing.ts'
import { type PaneState, usePane } from '../pane.ts'
import css from './Composer.module.css'
import { ContextBar } from './ContextBar.tsx'
import { Field } from './Field.tsx'
import { editable, type Mentioned, mentionsIn } from './mentions.ts'
import { NotWritable } from './NotWritable.tsx'
import { createTyping } from './typing.ts'
import { useDraft } from './useDraft.ts'
import { useMembers } from './useMembers.ts'
import { useSending } from './useSending.ts'

const EmojiPopover = lazy(async () => ({
  default: (await import('../emoji/EmojiPopover.tsx')).EmojiPopover,
}))
const IdentityDialog = lazy(async () => ({
  default: (await import('../dialogs/IdentityDialog.tsx')).IdentityDialog,
}))

/** The most letters that the service takes. */
const longest = 65_536

interface ComposerProps {
  readonly pane: PaneState
  readonly row: ChatRowView
  /** Id of the field, for those who give it the keyboard. */
  readonly fieldId: string
}

/** Where messages are written, answered and edited; or why that cannot be done here. */
export function Composer({ pane, row, fieldId }: ComposerProps) {
  return row.writable ? (
    <Writing pane={pane} row={row} fieldId={fieldId} />
  ) : (
    <NotWritable row={row} />
  )
}

function Writing({ pane, row, fieldId }: ComposerProps) {
  const { acts, conversation, group } = usePane()
  const { actions, clock, device } = useWindow()
  const { chatId } = row
  const enterSends = useMirror((state) => state.snapshot?.settings?.enterSends ?? true)
  const [text, setText] = useState('')
  const [caret, setCaret] = useState<number>()
  const [picked, setPicked] = useState<readonly Mentioned[]>([])
  const [editing, setEditing] = useState(pane.edit?.key)
  const [before, setBefore] = useState('')
  const [emoji, setEmoji] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const [typing] = useState(() =>
    createTyping(clock, (now) => void actions.talk({ type: 'typing', chatId, typing: now })),
  )
  const members = useMembers(chatId, group && text.includes('@'))
  const { reply, edit } = pane

  // An edit takes the field and gives it back as it was.
  if (editing !== edit?.key) {
    setEditing(edit?.key)
    if (edit?.content.kind === 'text') {
      if (editing === undefined) setBefore(text)
      setText(editable(edit.content.text, edit.content.mentions))
    } else {
      setText(before)
      setBefore('')
    }
  }

  useDraft(
    chatId,
    {
      text,
      ...(reply === undefined ? {} : { quote: reply.key }),
      ...(edit === undefined ? {} : { edits: edit.key }),
    },
    (restored) => {
      if (field.current?.value !== '') return
      if (restored.edit !== undefined) setEditing(restored.edit.key)
      setText(restored.text)
      acts.set({ reply: restored.reply, edit: restored.edit })
    },
  )
  const sending = useSending(row, (unsent) => setText((now) => (now === '' ? unsent : now)))

  useEffect(() => () => typing.stop(), [typing])
  const wantsField = reply?.key ?? edit?.key
  useEffect(() => {
    if (wantsField !== undefined) field.current?.focus()
  }, [wantsField])
  useEffect(() => {
    // A finger would be met by a keyboard that it did not ask for.
    if (window.matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true })
  }, [])

  const over = text.length - longest
  const sendable = text.trim() !== '' && over <= 0
  const cancel = () => acts.set({ reply: undefined, edit: undefined })
  const send = () => {
    if (!sendable) return
    typing.stop()
    sending.send(text.trim(), pane, mentionsIn(text, picked, members))
    setText(edit === undefined ? '' : before)
    setBefore('')
    setEditing(undefined)
    setPicked([])
    setEmoji(false)
    cancel()
    field.current?.focus()
  }
  /** To one's own newest message, to change it; when that cannot be, to the messages. */
  const leaveUp = () => {
    const { messages = [], atEnd } = conversation.getState().stretch
    const own = atEnd && !reply && !edit ? lastEditable(messages, device.timeMs()) : undefined
    if (own === undefined) acts.browse()
    else acts.set({ edit: own })
  }
  const insert = (what: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {}
    setText(text.slice(0, selectionStart) + what + text.slice(selectionEnd))
    setCaret(selectionStart + what.length)
  }

  return (
    <div className={css.bottom}>
      <div className={css.composer}>
        <ContextBar pane={pane} onCancel={cancel} />
        <div className={css.line}>
          <button
            type="button"
            className={css.tool}
            aria-label={words.composer.emoji}
            aria-expanded={emoji}
            title={words.composer.emoji}
            onClick={() => setEmoji(!emoji)}
          >
            <Drawing lines={emojiDrawing} size={22} />
          </button>
          <Field
            id={fieldId}
            ref={field}
            text={text}
            caret={caret}
            enterSends={enterSends}
            members={members}
            onChange={(next) => {
              setText(next)
              setCaret(undefined)
              if (next.trim() === '') typing.stop()
              else typing.typed()
            }}
            onMention={(next, at, mentioned) => {
              setText(next)
              setCaret(at)
              setPicked((all) => [...all, mentioned])
            }}
            onSend={send}
            onLeave={leaveUp}
            onCancel={emoji ? () => setEmoji(false) : (reply ?? edit) ? cancel : undefined}
          />
          <button
            type="button"
            className={css.send}
            aria-label={edit === undefined ? words.composer.send : words.composer.save}
            aria-disabled={!sendable}
            title={edit === undefined ? words.composer.send : words.composer.save}
            onClick={send}
          >
            <Drawing
              lines={
                edit === undefined ? 'M10 15.5v-11 M5 9.2l5-4.9 5 4.9' : 'M4.5 10.5l3.5 3.5 7.5-8'
              }
            />
          </button>
        </div>
        {over > 0 && (
          <p className={css.over} role="status">
            {words.composer.tooLong(over)}
          </p>
        )}
        <ErrorBoundary fallback={null}>
          <Suspense>
            {emoji && <EmojiPopover onPick={insert} onClose={() => setEmoji(false)} />}
            {sending.doubted !== undefined && (
              <IdentityDialog
                name={chatName(row)}
                onSend={sending.sendAnyway}
                onClose={sending.leave}
              />
            )}
          </Suspense>
        </ErrorBoundary>
      </div>
    </div>
  )
}
