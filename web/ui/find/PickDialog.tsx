import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { TextField } from '../parts/TextField.tsx'
import { searchWords } from '../words/searchWords.ts'
import css from './PickDialog.module.css'

export interface Choice {
  readonly key: string
  readonly name: string
  readonly picture?: ReactNode
  readonly onPick: () => void
}

interface PickDialogProps {
  readonly title: string
  readonly find: string
  readonly none: string
  /** Why there are no choices. */
  readonly failed: string | undefined
  readonly onAgain: () => void
  /** Undefined while they are on their way. */
  readonly choices: readonly Choice[] | undefined
  /** Whether they belong to the filter as it is now. */
  readonly fresh: boolean
  readonly onFilter: (filter: string) => void
  readonly onClose: () => void
}

/** One of many, by name. The arrow keys lead from the field through the list; Enter takes the first. */
export function PickDialog(props: PickDialogProps) {
  const { title, find, none, failed, onAgain, choices, fresh, onFilter, onClose } = props
  const [filter, setFilter] = useState('')
  const waiting = useRef(false)
  // Enter comes sooner than any answer.
  useEffect(() => {
    if (!waiting.current || !fresh) return
    waiting.current = false
    choices?.[0]?.onPick()
  })
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.findIndex((one) => one === document.activeElement)
    if (event.key === 'Enter' && at < 0) {
      if (fresh) choices?.[0]?.onPick()
      else waiting.current = true
    } else if (event.key === 'ArrowDown') buttons[at + 1]?.focus()
    else if (event.key === 'ArrowUp' && at > 0) buttons[at - 1]?.focus()
    else return
    event.preventDefault()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={css.pick} onKeyDown={move}>
        <TextField
          label={find}
          value={filter}
          onChange={(next) => {
            waiting.current = false
            setFilter(next)
            onFilter(next.trim())
          }}
        />
        {failed !== undefined && (
          <div className={css.failed}>
            <p role="alert">{failed}</p>
            <Button size="small" onPress={onAgain}>
              {searchWords.again}
            </Button>
          </div>
        )}
        <div className={css.list} role="group" aria-label={title} ref={list}>
          {choices?.map(({ key, name, picture, onPick }) => (
            <button type="button" className={css.choice} onClick={onPick} key={key}>
              {picture}
              <bdi className={css.name}>{name}</bdi>
            </button>
          ))}
          {choices?.length === 0 && <p className={css.none}>{none}</p>}
        </div>
      </div>
    </Dialog>
  )
}
