const locale = 'en-GB'

const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
const dayOnly = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long' })
const dayAndMonth = new Intl.DateTimeFormat(locale, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})
const fullDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' })
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

const dayMs = 86_400_000

/** The calendar day of a moment in the device's time zone, as `2026-03-14`: equal for equal days. */
export function dayOf(timeMs: number): string {
  return dayOnly.format(timeMs)
}

/** `09:26`. */
export function formatTime(timeMs: number): string {
  return time.format(timeMs)
}

/** `14 March 2026`. */
export function formatDate(timeMs: number): string {
  return fullDay.format(timeMs)
}

/** Day and time, short enough for a table. */
export function formatMoment(timeMs: number): string {
  return moment.format(timeMs)
}

/** A day as people name it from today: `Today`, `Yesterday`, `Monday`, then its date. */
export function formatDay(timeMs: number, nowMs: number): string {
  const days = daysAgo(timeMs, nowMs)
  if (days === 0 || days === 1) return capital(relative.format(-days, 'day'))
  if (days !== undefined) return weekday.format(timeMs)
  const sameYear = dayOf(timeMs).slice(0, 4) === dayOf(nowMs).slice(0, 4)
  return (sameYear ? dayAndMonth : fullDay).format(timeMs)
}

/** How many calendar days ago, 0 to 6; undefined for longer ago and for days to come. */
export function daysAgo(timeMs: number, nowMs: number): number | undefined {
  if (nowMs - timeMs > 7 * dayMs) return undefined
  const day = dayOf(timeMs)
  return [0, 1, 2, 3, 4, 5, 6].find((days) => dayOf(nowMs - days * dayMs) === day)
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1)
}
