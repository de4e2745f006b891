import { useEffect, useRef, useState } from 'react'
import type { PlainError } from '../../bridge/errors.ts'
import { Button } from '../parts/Button.tsx'
import { PassphraseField } from '../parts/PassphraseField.tsx'
import { useWindow } from '../parts/window.ts'
import { laterWords } from '../words/laterWords.ts'
import { lockWords as words } from '../words/lockWords.ts'
import css from './LockScreen.module.css'
import { Pause } from './Pause.tsx'
import { type ClosedLock, useUnlocking } from './useUnlocking.ts'

/** The line for the passphrase. Tries during a pause are not sent. */
export function PassphraseUnlock({ lock }: { readonly lock: ClosedLock }) {
  const { actions } = useWindow()
  const unlocking = useUnlocking(lock)
  const [text, setText] = useState('')
  const [isEmpty, setIsEmpty] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const { busy, error, nextTryAtMs } = unlocking
  useEffect(() => field.current?.focus(), [])
  useEffect(() => {
    if (error !== undefined) field.current?.select()
  }, [error])
  const submit = (): void => {
    setIsEmpty(text === '')
    if (text === '') field.current?.focus()
    else if (!busy && nextTryAtMs === undefined) {
      actions.order({ type: 'unlock', secret: { kind: 'passphrase', text } })
    }
  }
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <PassphraseField
        ref={field}
        label={words.lock.passphrase}
        value={text}
        onChange={(value) => {
          setText(value)
          setIsEmpty(false)
        }}
        show={words.lock.show}
        error={isEmpty ? words.lock.empty : describe(error)}
        autoComplete="current-password"
      />
      <Pause unlocking={unlocking} />
      <Button kind="primary" submits busy={busy || nextTryAtMs !== undefined}>
        {busy ? words.lock.unlocking : words.lock.unlock}
      </Button>
    </form>
  )
}

/** A pause is told beside its countdown. */
function describe(error: PlainError | undefined): string | undefined {
  if (error === undefined || error.code === 'lock-too-soon') return undefined
  return error.code === 'lock-wrong' ? words.lock.wrong : laterWords.problem(error).title
}
