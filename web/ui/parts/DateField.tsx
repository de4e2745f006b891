import { useId } from 'react'
import css from './TextField.module.css'

interface DateFieldProps {
  readonly label: string
  /** As `2026-03-14`; empty: none. */
  readonly value: string
  readonly onChange: (value: string) => void
  readonly min?: string | undefined
  readonly max?: string | undefined
  /** What is wrong, in words. */
  readonly error?: string | undefined
}

/** A day, in the browser's own field. */
export function DateField({ label, value, onChange, min, max, error }: DateFieldProps) {
  const id = useId()
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={css.input}
        type="date"
        value={value}
        min={min}
        max={max}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        onChange={({ target }) => onChange(target.value)}
      />
      {error !== undefined && (
        <p className={css.error} id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
