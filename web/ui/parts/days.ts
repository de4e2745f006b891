import { dayOf } from '../words/chatTimes.ts'

const quarterMs = 15 * 60_000
/** No place on earth is further from Greenwich, in quarters of an hour. */
const farthest = 15 * 4

/**
 * When a day begins in the device's time zone, in milliseconds.
 *
 * @param day as a date field holds it, `2026-03-14`; undefined for anything else
 */
export function dayStart(day: string): number | undefined {
  const utcMs = utcOf(day)
  if (utcMs === undefined) return undefined
  let before = -farthest - 1
  let after = farthest
  while (after - before > 1) {
    const middle = (before + after) >> 1
    if (dayOf(utcMs + middle * quarterMs) < day) before = middle
    else after = middle
  }
  return utcMs + after * quarterMs
}

/** The last millisecond of a day. */
export function dayEnd(day: string): number | undefined {
  const utcMs = utcOf(day)
  const next = utcMs === undefined ? undefined : dayStart(utcDay(utcMs + 86_400_000))
  return next === undefined ? undefined : next - 1
}

const utc = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'UTC',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

function utcDay(ms: number): string {
  return utc.format(ms)
}

/** Midnight of that date in Greenwich. */
function utcOf(day: string): number | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined) return undefined
  const [years, months, days] = [Number(year), Number(month), Number(date)]
  // Days since 1 March 0000 in the calendar of today, counted in years that begin in March.
  const shifted = months > 2 ? years : years - 1
  const age = Math.floor(shifted / 400)
  const inAge = shifted - age * 400
  const inYear = Math.floor((153 * (months > 2 ? months - 3 : months + 9) + 2) / 5) + days - 1
  const inAgeDays = inAge * 365 + Math.floor(inAge / 4) - Math.floor(inAge / 100) + inYear
  const ms = (age * 146_097 + inAgeDays - 719_468) * 86_400_000
  return utcDay(ms) === day ? ms : undefined
}
