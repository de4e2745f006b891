import type { Ref } from 'react'
import { TextField } from '../../parts/TextField.tsx'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import { type CustomCode, codeLength, readCustomCode } from './customCode.ts'

interface CustomCodeFieldProps {
  readonly value: string
  /** The form was sent with it: too few characters are an error from then on. */
  readonly tried: boolean
  readonly onChange: (typed: string) => void
  readonly ref: Ref<HTMLInputElement>
}

/** A code of one's own choosing, checked with every key. */
export function CustomCodeField({ value, tried, onChange, ref }: CustomCodeFieldProps) {
  const read = readCustomCode(value)
  return (
    <TextField
      ref={ref}
      label={words.custom.label}
      code
      leftToRight
      value={value}
      onChange={(typed) => onChange(typed.toUpperCase())}
      aside={words.custom.progress(read.count, codeLength)}
      error={errorOf(read, tried)}
      speaksErrors
      hint={words.custom.hint}
    />
  )
}

function errorOf({ count, strange, complete }: CustomCode, tried: boolean) {
  if (strange !== undefined) return words.custom.strange(strange)
  if (count > codeLength) return words.custom.tooLong
  const short = tried && count > 0 && !complete
  return short ? words.custom.tooShort(count) : undefined
}
