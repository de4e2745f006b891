import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf } from '../words/chatTimes.ts'
import { dayEnd, dayStart } from './days.ts'

describe('days of a date field', () => {
  it('begin where another day ends, in whatever time zone this runs', () => {
    const day = fc.integer({ min: 0, max: 60_000 }).map((days) => dayOf(days * 86_400_000))
    fc.assert(
      fc.property(day, (one) => {
        const [start = 0, end = 0] = [dayStart(one), dayEnd(one)]
        expect(dayOf(start)).toBe(one)
        expect(dayOf(start - 1) < one).toBe(true)
        expect(dayOf(end)).toBe(one)
        expect(dayOf(end + 1) > one).toBe(true)
      }),
    )
  })

  it('are nothing where there is no such day', () => {
    for (const no of ['', '2026-13-01', '2026-02-30', '14.03.2026', '0']) {
      expect(dayStart(no)).toBeUndefined()
      expect(dayEnd(no)).toBeUndefined()
    }
  })
})
