import { useEffect, useState } from 'react'
import type { ChatRowView } from '../../../bridge/chatViews.ts'
import type { TalkCommand } from '../../../bridge/contract.ts'
import { chatName } from '../../chats/chatName.ts'
import { ChatPicture } from '../../chats/ChatPicture.tsx'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/TextField.tsx'
import { useWindow } from '../../parts/window.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { usePane } from '../pane.ts'
import { IdentityDialog } from './IdentityDialog.tsx'
import css from './dialogs.module.css'
import own from './ForwardDialog.module.css'

interface ForwardDialogProps {
  readonly keys: readonly string[]
  readonly onClose: () => void
}

type Forward = Extract<TalkCommand, { type: 'forward' }>

/** More at once would be taken for a chain letter. */
const mostChats = 5
const listed = 40

/** Which chats messages go on to. */
export function ForwardDialog({ keys, onClose }: ForwardDialogProps) {
  const { conversation, acts } = usePane()
  const [filter, setFilter] = useState('')
  const [to, setTo] = useState<readonly ChatRowView[]>([])
  // To somebody whose security code changed: waits for a yes, under the same name.
  const [doubted, setDoubted] = useState<Forward>()
  const { actions } = useWindow()
  const { rows, failed, again } = useWritableChats(filter)
  const forward = async (command: Forward) => {
    const result = await actions.talk(command)
    if (!result.ok && result.error.code === 'identity-changed') {
      setDoubted(command)
      return
    }
    onClose()
    acts.set({
      chosen: undefined,
      ...(result.ok ? { said: words.heard.forwardedNow } : { failed: words.problem(result.error) }),
    })
  }
  const [only, ...others] = to
  const begin = () => {
    const { chatId } = conversation
    const chatIds = to.map((row) => row.chatId)
    void forward({ type: 'forward', clientId: acts.newId(), chatId, keys, to: chatIds })
  }
  if (doubted !== undefined) {
    return (
      <IdentityDialog
        name={only === undefined || others.length > 0 ? undefined : chatName(only)}
        onSend={() => void forward({ ...doubted, identityKnown: true })}
        onClose={onClose}
      />
    )
  }
  return (
    <Dialog title={words.forward.title(keys.length)} onClose={onClose}>
      <TextField
        label={words.forward.find}
        value={filter}
        onChange={setFilter}
        {...(to.length >= mostChats && { hint: words.forward.most })}
      />
      <div className={own.list} role="group" aria-label={words.forward.chats}>
        {failed && (
          <div className={own.failed}>
            <p role="alert">{words.forward.failed}</p>
            <Button size="small" onPress={again}>
              {words.pane.again}
            </Button>
          </div>
        )}
        {!failed && rows?.length === 0 && <p className={css.quiet}>{words.forward.none}</p>}
        {(failed ? [] : rows)?.map((row) => {
          const chosen = to.some(({ chatId }) => chatId === row.chatId)
          return (
            <Choice
              row={row}
              chosen={chosen}
              disabled={!chosen && to.length >= mostChats}
              onChange={() =>
                setTo(chosen ? to.filter(({ chatId }) => chatId !== row.chatId) : [...to, row])
              }
              key={row.chatId}
            />
          )
        })}
      </div>
      <div className={css.buttons}>
        <Button onPress={onClose}>{words.forward.cancel}</Button>
        <Button kind="primary" busy={to.length === 0} onPress={begin}>
          {words.forward.send(to.length)}
        </Button>
      </div>
    </Dialog>
  )
}

interface ChoiceProps {
  readonly row: ChatRowView
  readonly chosen: boolean
  readonly disabled: boolean
  readonly onChange: () => void
}

function Choice({ row, chosen, disabled, onChange }: ChoiceProps) {
  return (
    <label className={own.row}>
      <input
        type="checkbox"
        className={own.box}
        checked={chosen}
        disabled={disabled}
        onChange={onChange}
      />
      <ChatPicture of={row} kind={row.kind} id={row.chatId} size={36} />
      <bdi className={own.name}>{chatName(row)}</bdi>
    </label>
  )
}

/** The chats that one may write in, by name. */
function useWritableChats(filter: string) {
  const { actions } = useWindow()
  const [rows, setRows] = useState<readonly ChatRowView[]>()
  const [failed, setFailed] = useState(false)
  const [asks, setAsks] = useState(0)
  useEffect(() => {
    let over = false
    const read = async () => {
      const result = await actions.ask({ ask: 'chats', from: 0, count: listed, filter })
      if (over) return
      setFailed(!result.ok)
      if (result.ok) setRows(result.answer.rows.filter(({ writable }) => writable))
    }
    void read()
    return () => {
      over = true
    }
  }, [actions, filter, asks])
  return { rows, failed, again: () => setAsks((count) => count + 1) }
}
