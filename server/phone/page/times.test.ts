import { describe, expect, it } from 'vitest'
import {
  activityWords,
  clockTime,
  longDate,
  numberWords,
  sandboxNow,
  untilNextMinute,
} from './times.ts'

const reading = { nowMs: 1_790_000_000_000, rate: 10, readAtMs: 5_000 }

/** Noon on a day of the local calendar. */
function noon(day: number): number {
  return new Date(2026, 10, day, 12, 0).getTime()
}

describe('the sandbox clock', () => {
  it('runs as fast as the sandbox says', () => {
    expect(sandboxNow(reading, 5_000)).toBe(1_790_000_000_000)
    expect(sandboxNow(reading, 6_000)).toBe(1_790_000_010_000)
  })

  it('says when the shown minute changes', () => {
    const atMinute = { ...reading, nowMs: 60_000 * 1000 + 30_000 }
    expect(untilNextMinute(atMinute, 5_000)).toBe(3_000)
  })

  it('never asks to be looked at without a pause', () => {
    expect(untilNextMinute({ ...reading, rate: 100_000 }, 5_000)).toBe(50)
  })
})

describe('words for times', () => {
  it('shows the lock screen’s time and date', () => {
    expect(clockTime(noon(21))).toBe('12:00')
    expect(longDate(noon(21))).toBe('Saturday 21 November')
  })

  it.each([
    [{ online: true, lastActiveMs: noon(20) }, 'Connected now'],
    [{ online: false, lastActiveMs: noon(21) - 3_600_000 }, 'Seen today at 11:00'],
    [{ online: false, lastActiveMs: noon(20) }, 'Seen yesterday at 12:00'],
    [{ online: false, lastActiveMs: noon(12) }, 'Seen 12 Nov'],
    [{ online: false, lastActiveMs: noon(22) }, 'Seen today at 12:00'],
  ])('says when %o was active', (device, text) => {
    expect(activityWords(device, noon(21))).toBe(text)
  })
})

describe('numberWords', () => {
  it('groups a number as people write it', () => {
    expect(numberWords('15551234567')).toBe('+1 555 123 4567')
    expect(numberWords('4915112345')).toBe('+4915112345')
  })
})
