import { type FormEvent, useState } from 'react'
import type { ChatRowView } from '../../../bridge/chatViews.ts'
import type { PlainError } from '../../../bridge/errors.ts'
import { chatName } from '../../chats/chatName.ts'
import { useEngineTime } from '../../conversation/engineTime.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { dayStart } from '../../parts/days.ts'
import { useMirror, useWindow } from '../../parts/window.ts'
import { laterWords } from '../../words/laterWords.ts'
import { storageWords } from '../../words/storageWords.ts'
import dialog from '../SetLockDialog.module.css'
import { AgeFields, type Age, agesMs } from './AgeFields.tsx'
import { Progress } from './Progress.tsx'

const words = storageWords.free

interface FreeDialogProps {
  /** Absent: all chats. */
  readonly chat?: ChatRowView
  readonly onClose: () => void
}

type Outcome =
  | { readonly at: 'asking' | 'running' }
  | { readonly at: 'done'; readonly freed: number }
  | { readonly at: 'failed'; readonly error: PlainError }

/** Asks how old messages are that go, says what stays, and shows how it comes along. */
export function FreeDialog({ chat, onClose }: FreeDialogProps) {
  const { actions, mirror } = useWindow()
  const now = useEngineTime()
  const [age, setAge] = useState<Age>('year')
  const [day, setDay] = useState('')
  const [missing, setMissing] = useState(false)
  const [outcome, setOutcome] = useState<Outcome>({ at: 'asking' })
  const freeing = useMirror((state) => state.snapshot?.care?.freeing)
  const nowMs = now()
  const chosen = age === 'day' ? dayStart(day) : nowMs - agesMs[age]
  const beforeMs = chosen !== undefined && chosen <= nowMs ? chosen : undefined

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setMissing(beforeMs === undefined)
    if (beforeMs === undefined || outcome.at === 'running') return
    setOutcome({ at: 'running' })
    const where = chat === undefined ? {} : { chatId: chat.chatId }
    let freed = 0
    const end = mirror.subscribe(() => {
      freed = mirror.getState().snapshot?.care?.freeing?.freed ?? freed
    })
    const result = await actions.talk({ type: 'freeSpace', what: 'messages', beforeMs, ...where })
    end()
    setOutcome(result.ok ? { at: 'done', freed } : { at: 'failed', error: result.error })
  }

  const name = chat === undefined ? undefined : chatName(chat)
  const isOver = outcome.at === 'done'
  const runs = outcome.at === 'running'
  return (
    <Dialog title={words.title(name)} onClose={onClose}>
      <form className={dialog.form} onSubmit={(event) => void submit(event)}>
        {!isOver && !runs && (
          <>
            <AgeFields
              age={age}
              onAge={setAge}
              day={day}
              onDay={setDay}
              error={missing && beforeMs === undefined ? words.dateMissing : undefined}
            />
            {beforeMs !== undefined && <p>{words.what(beforeMs)}</p>}
            <p className={dialog.forgetting}>{words.stays}</p>
            <p className={dialog.note}>{words.phone}</p>
          </>
        )}
        {runs && (
          <>
            <p>{words.freed(freeing?.freed ?? 0)}</p>
            <Progress label={words.progress} share={freeing?.share ?? 0} />
            <p className={dialog.note}>{words.goesOn}</p>
          </>
        )}
        <p role="status">{isOver && words.done(outcome.freed)}</p>
        <p className={dialog.failure} role="alert">
          {outcome.at === 'failed' && failureWords(outcome.error)}
        </p>
        <div className={dialog.buttons}>
          <Button onPress={onClose}>{isOver || runs ? words.close : words.cancel}</Button>
          {!isOver && (
            <Button kind="danger" submits busy={runs}>
              {runs ? words.running : words.confirm}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}

function failureWords(error: PlainError): string {
  const { title, body } = laterWords.problem(error)
  return `${title}. ${body}`
}
