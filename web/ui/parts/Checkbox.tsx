import { type ReactNode, useId } from 'react'
import css from './Checkbox.module.css'

interface CheckboxProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly label: string
  /** What the present setting means, read after the label. */
  readonly description: ReactNode
  readonly disabled?: boolean
  /** Not now, but in a moment: keeps the focus and ignores the hand. */
  readonly busy?: boolean
}

/** A setting that is on or off, with a sentence about what that means. */
export function Checkbox({
  checked,
  onChange,
  label,
  description,
  disabled = false,
  busy = false,
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
        aria-disabled={busy}
        aria-describedby={`${id}-why`}
        onChange={(event) => {
          if (!busy) onChange(event.target.checked)
        }}
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
