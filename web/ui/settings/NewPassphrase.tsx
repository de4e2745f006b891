import { useEffect, useRef } from 'react'
import { PassphraseField } from '../parts/PassphraseField.tsx'
import { settingsWords } from '../words/settingsWords.ts'
import css from './SetLockDialog.module.css'
import { lengthOf, passphraseStrength, shortestPassphrase } from './passphraseStrength.ts'

const words = settingsWords.settings.setLock

/** A passphrase as it is typed twice. */
export interface TypedTwice {
  readonly fresh: string
  readonly again: string
}

/** What keeps it from being used, and in which of the fields. */
export type NewPassphraseProblem = 'tooShort' | 'different'

/** The first thing that is wrong with a passphrase typed twice. */
export function problemOf({ fresh, again }: TypedTwice): NewPassphraseProblem | undefined {
  if (lengthOf(fresh) < shortestPassphrase) return 'tooShort'
  return fresh === again ? undefined : 'different'
}

interface NewPassphraseProps {
  readonly value: TypedTwice
  readonly onChange: (value: TypedTwice) => void
  readonly problem: NewPassphraseProblem | undefined
}

/** Two fields for a new passphrase, and in plain words how hard it is to guess. */
export function NewPassphrase({ value, onChange, problem }: NewPassphraseProps) {
  const first = useRef<HTMLInputElement>(null)
  const second = useRef<HTMLInputElement>(null)
  const strength = passphraseStrength(value.fresh)
  useEffect(() => {
    if (problem === 'tooShort') first.current?.focus()
    if (problem === 'different') second.current?.focus()
  }, [problem])
  return (
    <>
      <PassphraseField
        ref={first}
        label={words.fresh}
        value={value.fresh}
        onChange={(fresh) => onChange({ ...value, fresh })}
        show={words.show}
        error={problem === 'tooShort' ? words.tooShort : undefined}
        hint={words.freshHint}
        autoComplete="new-password"
      />
      <p className={css.strength} aria-live="polite">
        {value.fresh !== '' && (
          <>
            <span className={css.meter} data-strength={strength} aria-hidden="true" />
            <span>
              {words.strength.label} <strong>{words.strength[strength]}</strong>
            </span>
          </>
        )}
      </p>
      <PassphraseField
        ref={second}
        label={words.again}
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
        show={words.show}
        error={problem === 'different' ? words.different : undefined}
        autoComplete="new-password"
      />
    </>
  )
}
