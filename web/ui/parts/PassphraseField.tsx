import { type ReactNode, type Ref, useState } from 'react'
import css from './PassphraseField.module.css'
import { TextField } from './TextField.tsx'

interface PassphraseFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** The words on the button that shows what is typed. */
  readonly show: string
  readonly error?: string | undefined
  readonly hint?: ReactNode
  /** Known to the browser's own store of passwords as one of these. */
  readonly autoComplete: 'current-password' | 'new-password'
  readonly ref?: Ref<HTMLInputElement>
}

/** A line for a secret, hidden unless the person wants to see it. */
export function PassphraseField({ show, onChange, hint, ref, ...rest }: PassphraseFieldProps) {
  const [shown, setShown] = useState(false)
  return (
    <TextField
      {...rest}
      {...(hint !== undefined && { hint })}
      {...(ref !== undefined && { ref })}
      onChange={(value) => onChange(value)}
      type={shown ? 'text' : 'password'}
      aside={
        <button
          type="button"
          className={css.show}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {show}
        </button>
      }
    />
  )
}
