import { type FormEvent, useState } from 'react'
import { Button } from '../../parts/Button.tsx'
import { DateField } from '../../parts/DateField.tsx'
import { dayStart } from '../../parts/days.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { useWindow } from '../../parts/window.ts'
import { dayOf } from '../../words/chatTimes.ts'
import { conversationWords } from '../../words/conversationWords.ts'
import { useConversation, usePane } from '../pane.ts'
import css from './dialogs.module.css'

const words = conversationWords.dates

interface DateDialogProps {
  /** What is in sight now. */
  readonly atMs: number | undefined
  readonly onClose: () => void
}

/** To which day of the conversation to go. */
export function DateDialog({ atMs, onClose }: DateDialogProps) {
  const { conversation, acts } = usePane()
  const { device } = useWindow()
  const sinceMs = useConversation(conversation, (state) => state.reach?.sinceMs)
  const today = dayOf(device.timeMs())
  const [day, setDay] = useState(() => (atMs === undefined ? today : dayOf(atMs)))
  const [error, setError] = useState<string>()
  const first = sinceMs === undefined ? undefined : dayOf(sinceMs)
  const go = (event: FormEvent): void => {
    event.preventDefault()
    if (dayStart(day) === undefined) return setError(words.wrong)
    if (sinceMs !== undefined && first !== undefined && day < first) {
      return setError(words.outside(sinceMs))
    }
    onClose()
    void acts.toDate(day)
  }
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form className={css.form} noValidate onSubmit={go}>
        <DateField
          label={words.field}
          value={day}
          min={first}
          max={today}
          error={error}
          onChange={(next) => {
            setDay(next)
            setError(undefined)
          }}
        />
        <div className={css.buttons}>
          <Button onPress={onClose}>{words.cancel}</Button>
          {first !== undefined && (
            <Button
              onPress={() => {
                onClose()
                void acts.toDate(first)
              }}
            >
              {words.first}
            </Button>
          )}
          <Button kind="primary" submits>
            {words.go}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
