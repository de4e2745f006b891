import { type FormEvent, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { DateField } from '../parts/DateField.tsx'
import { dayEnd, dayStart } from '../parts/days.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { useWindow } from '../parts/window.ts'
import { dayOf } from '../words/chatTimes.ts'
import { searchWords } from '../words/searchWords.ts'
import css from './DatesDialog.module.css'
import type { Narrowing } from './narrowing.ts'

const words = searchWords.dates

interface DatesDialogProps {
  readonly fromMs: number | undefined
  readonly toMs: number | undefined
  readonly onPick: (dates: Pick<Narrowing, 'fromMs' | 'toMs'>) => void
  readonly onClose: () => void
}

/** Between which days to look; one of them is enough. */
export function DatesDialog({ fromMs, toMs, onPick, onClose }: DatesDialogProps) {
  const { device } = useWindow()
  const [from, setFrom] = useState(() => (fromMs === undefined ? '' : dayOf(fromMs)))
  const [to, setTo] = useState(() => (toMs === undefined ? '' : dayOf(toMs)))
  const [error, setError] = useState<string>()
  const today = dayOf(device.timeMs())
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const [start, end] = [dayStart(from), dayEnd(to)]
    if (start !== undefined && end !== undefined && start > end) return setError(words.order)
    onPick({
      ...(start !== undefined && { fromMs: start }),
      ...(end !== undefined && { toMs: end }),
    })
  }
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form className={css.form} noValidate onSubmit={submit}>
        <div className={css.days}>
          <DateField label={words.from} value={from} onChange={setFrom} max={today} error={error} />
          <DateField label={words.to} value={to} onChange={setTo} max={today} />
        </div>
        <div className={css.buttons}>
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button onPress={() => onPick({})}>{words.any}</Button>
          <Button kind="primary" submits>
            {words.show}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
