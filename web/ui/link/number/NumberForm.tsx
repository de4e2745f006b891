import { type FormEvent, use, useEffect, useRef, useState } from 'react'
import type { PlainError } from '../../../bridge/errors.ts'
import { isPending } from '../../../state/selectors.ts'
import { Arrival } from '../../parts/arrival.ts'
import { Button } from '../../parts/Button.tsx'
import { TextField } from '../../parts/TextField.tsx'
import { useMirror, useWindow } from '../../parts/window.ts'
import { laterWords } from '../../words/laterWords.ts'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import { CountryPicker } from './CountryPicker.tsx'
import { CustomCodeField } from './CustomCodeField.tsx'
import type { Country } from './countries.ts'
import { readCustomCode } from './customCode.ts'
import type { Draft } from './draft.ts'
import css from './NumberForm.module.css'
import type { NumberError } from './numberRules.ts'
import {
  afterTyping,
  countryOf,
  formatInternational,
  formatTyped,
  isInternational,
  moveToCountry,
  type ReadNumber,
  readNumber,
} from './phoneNumberText.ts'

interface NumberFormProps {
  readonly draft: Draft
  readonly countries: readonly Country[]
  readonly onChange: (draft: Draft) => void
  /** The number passed the rules, and so did a code of one's own, if there is one. */
  readonly onSubmit: (digits: string, custom: string | undefined) => void
}

/** Asks for the number, and for a code if the person wants to choose it. */
export function NumberForm({ draft, countries, onChange, onSubmit }: NumberFormProps) {
  const { actions } = useWindow()
  const { country, text, custom, customOpen } = draft
  const numberField = useRef<HTMLInputElement>(null)
  const codeField = useRef<HTMLInputElement>(null)
  const [triedNumber, setTriedNumber] = useState(false)
  const [triedCode, setTriedCode] = useState(false)
  const asking = useMirror((state) => isPending(state, 'requestCode'))
  const refusal = useMirror((state) =>
    state.failure?.command === 'requestCode' ? state.failure.error : undefined,
  )
  useFocusOnArrival(numberField)
  // A refusal belongs to the form that asked.
  useEffect(() => actions.forgetFailure, [actions])
  const number = readNumber(text, country)
  const code = customOpen ? readCustomCode(custom) : undefined

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setTriedNumber(true)
    setTriedCode(customOpen)
    if (number.error !== undefined) numberField.current?.focus()
    else if (code !== undefined && code.code !== '' && !code.complete) codeField.current?.focus()
    else onSubmit(number.digits, code?.code === '' ? undefined : code?.code)
  }
  const error = (triedNumber ? number.error : undefined) ?? numberErrorOf(refusal)
  return (
    <form className={css.form} noValidate onSubmit={submit}>
      <CountryPicker
        countries={countries}
        chosen={country}
        onChoose={(next) => {
          onChange({ ...draft, country: next, text: moveToCountry(text, next) })
          numberField.current?.focus()
        }}
      />
      <TextField
        ref={numberField}
        label={words.number.label}
        type="tel"
        autoComplete="tel"
        leftToRight
        value={text}
        onChange={(typed, caret) => {
          const next = afterTyping(text, typed, caret, country)
          onChange({ ...draft, text: next, country: countryOf(next, country) })
        }}
        onLeave={() => onChange({ ...draft, text: formatTyped(text, country) })}
        error={error === undefined ? undefined : words.number.errors[error]}
        hint={hintOf(text, number)}
      />
      {customOpen && (
        <CustomCodeField
          ref={codeField}
          value={custom}
          tried={triedCode}
          onChange={(typed) => onChange({ ...draft, custom: typed })}
        />
      )}
      {refusal !== undefined && numberErrorOf(refusal) === undefined && <Refusal error={refusal} />}
      <div className={css.actions}>
        <Button kind="primary" submits busy={asking}>
          {words.submit}
        </Button>
        <Button
          kind="plain"
          expanded={customOpen}
          onPress={() => {
            setTriedCode(false)
            onChange({ ...draft, customOpen: !customOpen, custom: '' })
          }}
        >
          {customOpen ? words.custom.close : words.custom.open}
        </Button>
      </div>
    </form>
  )
}

/** The order itself was refused, before any code was asked for. */
function Refusal({ error }: { readonly error: PlainError }) {
  const { title, body } = laterWords.problem(error)
  return (
    <p className={css.refusal} role="alert">
      <strong>{title}</strong>
      <span>{body}</span>
    </p>
  )
}

function hintOf(text: string, number: ReadNumber): string {
  if (number.error !== undefined || isInternational(text)) return words.number.hint
  return words.number.preview(formatInternational(number.digits))
}

function numberErrorOf(error: PlainError | undefined): NumberError | undefined {
  switch (error?.code) {
    case 'number-required':
    case 'number-too-short':
    case 'number-leading-zero':
      return error.code
    default:
      return undefined
  }
}

function useFocusOnArrival(field: React.RefObject<HTMLInputElement | null>): void {
  const arrived = use(Arrival)
  useEffect(() => {
    if (arrived) field.current?.focus()
  }, [arrived, field])
}
