import type { Ref } from 'react'
import css from './CodeField.module.css'
import { CODE_LENGTH } from './typedCode.ts'

interface CodeFieldProps {
  readonly code: string
  readonly label: string
  /** Id of the words that say what is wrong. */
  readonly describedBy: string
  readonly invalid: boolean
  readonly disabled: boolean
  readonly onWrite: (text: string) => void
  readonly onSend: () => void
  readonly ref?: Ref<HTMLInputElement>
}

/**
 * One text field that looks like eight boxes in two groups. It stays a single field, so that pasting,
 * correcting and reading aloud work as everywhere.
 */
export function CodeField(props: CodeFieldProps) {
  const { code, label, describedBy, invalid, disabled, onWrite, onSend, ref } = props
  return (
    <div className={css.field} data-invalid={invalid}>
      <div className={css.boxes} aria-hidden="true">
        {Array.from({ length: CODE_LENGTH }, (_, at) => (
          <span key={at} className={css.box} data-next={at === code.length}>
            {code[at]}
          </span>
        ))}
      </div>
      <input
        ref={ref}
        className={css.input}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        autoCapitalize="characters"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="done"
        value={code}
        disabled={disabled}
        onChange={(event) => onWrite(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onSend()
        }}
      />
    </div>
  )
}
