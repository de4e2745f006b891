import { type ReactNode, type Ref, type RefObject, useId } from 'react'
import { classes } from './classes.ts'
import css from './TextField.module.css'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string, caret: number | null) => void
  readonly onLeave?: () => void
  /** What belongs into the field; read with it. */
  readonly hint?: ReactNode
  /** What is wrong, in words; read with the field and before its hint. */
  readonly error?: string | undefined
  /** Says the error while it is typed. Not for errors on which the focus moves to the field. */
  readonly speaksErrors?: boolean
  /** At the end of the label's line, such as how much is typed. */
  readonly aside?: ReactNode
  readonly type?: 'text' | 'tel' | 'password'
  readonly autoComplete?: string
  /** For codes and numbers, which run left to right in every language. */
  readonly leftToRight?: boolean
  /** Large, even letters, all of them capitals. */
  readonly code?: boolean
  readonly ref?: Ref<HTMLInputElement> | RefObject<HTMLInputElement | null>
}

/** One line of text with its label, a hint and what is wrong with it. */
export function TextField({
  label,
  value,
  onChange,
  onLeave,
  hint,
  error,
  speaksErrors = false,
  aside,
  type = 'text',
  autoComplete = 'off',
  leftToRight = false,
  code = false,
  ref,
}: TextFieldProps) {
  const id = useId()
  const described = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`]
  return (
    <div className={css.field}>
      <div className={css.head}>
        <label className={css.label} htmlFor={id}>
          {label}
        </label>
        {aside !== undefined && <span className={css.aside}>{aside}</span>}
      </div>
      <input
        ref={ref}
        id={id}
        className={classes(css.input, code && css.code)}
        type={type}
        value={value}
        dir={leftToRight ? 'ltr' : undefined}
        autoComplete={autoComplete}
        autoCapitalize={code ? 'characters' : 'none'}
        autoCorrect="off"
        spellCheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={described.filter(Boolean).join(' ') || undefined}
        onChange={({ target }) => onChange(target.value, target.selectionStart)}
        onBlur={onLeave}
      />
      <div aria-live={speaksErrors ? 'polite' : undefined}>
        {error !== undefined && (
          <p className={css.error} id={`${id}-error`}>
            {error}
          </p>
        )}
      </div>
      {hint !== undefined && (
        <p className={css.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}
