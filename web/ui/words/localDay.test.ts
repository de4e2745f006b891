import { expect, it } from 'vitest'
import { startOfDay } from './localDay.ts'

it.each(['1970-01-01', '2000-02-29', '2024-12-31', '2025-03-30', '2026-10-25', '2099-07-01'])(
  '%s begins when the device says so',
  (day) => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
    expect(startOfDay(day)).toBe(new Date(year, month - 1, date).getTime())
  },
)

it.each(['', '2026-02-30', '2026-13-01', '14.3.2026', '2026-3-4'])('%j is no day', (text) => {
  expect(startOfDay(text)).toBeUndefined()
})
