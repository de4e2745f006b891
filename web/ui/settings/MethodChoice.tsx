import { useId } from 'react'
import type { LockMethod } from '../../bridge/contract.ts'
import { settingsWords } from '../words/settingsWords.ts'
import css from './SetLockDialog.module.css'

const words = settingsWords.settings.setLock
const methods: readonly LockMethod[] = ['passphrase', 'passkey']

interface MethodChoiceProps {
  readonly method: LockMethod
  readonly onChange: (method: LockMethod) => void
}

/** With what the lock opens, where the browser offers both. */
export function MethodChoice({ method, onChange }: MethodChoiceProps) {
  const name = useId()
  return (
    <fieldset className={css.choice}>
      <legend className={css.legend}>{words.how}</legend>
      {methods.map((one) => (
        <label className={css.option} key={one}>
          <input
            type="radio"
            className={css.radio}
            name={name}
            checked={method === one}
            onChange={() => onChange(one)}
          />
          {words[one]}
        </label>
      ))}
      {method === 'passkey' && <p className={css.note}>{words.passkeyWhy}</p>}
    </fieldset>
  )
}
