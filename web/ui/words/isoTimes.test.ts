import { expect, it } from 'vitest'
import { formatIso } from './isoTimes.ts'

it.each([0, 1, 951_782_399_999, 1_773_480_360_000, 4_102_444_800_000])(
  'writes %d as every program reads it',
  (timeMs) => {
    expect(formatIso(timeMs)).toBe(new Date(timeMs).toISOString())
  },
)
