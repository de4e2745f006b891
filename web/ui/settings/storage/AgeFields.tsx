import { DateField } from '../../parts/DateField.tsx'
import { SelectField } from '../../parts/SelectField.tsx'
import { storageWords } from '../../words/storageWords.ts'

const words = storageWords.free

const dayMs = 86_400_000

/** Ages to choose from, in milliseconds. */
export const agesMs = {
  month: 30 * dayMs,
  quarter: 91 * dayMs,
  half: 182 * dayMs,
  year: 365 * dayMs,
} as const

export type Age = keyof typeof agesMs | 'day'

interface AgeFieldsProps {
  readonly age: Age
  readonly onAge: (age: Age) => void
  /** As `2026-03-14`, or empty. */
  readonly day: string
  readonly onDay: (day: string) => void
  readonly error: string | undefined
}

/** How old something is: one of a few ages, or a day. */
export function AgeFields({ age, onAge, day, onDay, error }: AgeFieldsProps) {
  return (
    <>
      <SelectField
        label={words.age}
        value={age}
        onChange={(value) => onAge(isAge(value) ? value : 'day')}
        choices={[
          { value: 'year', label: words.ages.year },
          { value: 'half', label: words.ages.half },
          { value: 'quarter', label: words.ages.quarter },
          { value: 'month', label: words.ages.month },
          { value: 'day', label: words.choose },
        ]}
        hint=""
      />
      {age === 'day' && <DateField label={words.date} value={day} onChange={onDay} error={error} />}
    </>
  )
}

function isAge(value: string): value is keyof typeof agesMs {
  return Object.hasOwn(agesMs, value)
}
