import { type ReactNode, useId } from 'react'
import css from './Checkbox.module.css'

interface CheckboxProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly label: string
  /** What the present setting means, read after the label. */
  readonly description: ReactNode
  readonly disabled?: boolean
}

/** A setting that is on or off, with a sentence about what that means. */
export function Checkbox({
  checked,
  onChange,
  label,
  description,
  disabled = false,
}: CheckboxProps) {
  const id = useId()
  return (
    <div className={css.field}>
      <input
        type="checkbox"
        id={id}
        className={css.box}
        checked={checked}
        disabled={disabled}
        aria-describedby={`${id}-why`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <p className={css.description} id={`${id}-why`}>
        {description}
      </p>
    </div>
  )
}
