import { useId } from 'react'
import css from './SelectField.module.css'

interface SelectFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly hint: string
}

/** One of a few choices, in the browser's own list. */
export function SelectField({ label, value, onChange, choices, hint }: SelectFieldProps) {
  const id = useId()
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={css.select}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => onChange(target.value)}
      >
        {choices.map((choice) => (
          <option value={choice.value} key={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <p className={css.hint} id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  )
}
