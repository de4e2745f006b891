import { words } from './words.ts'

/** The sandbox's clock as the server told it, and this page's clock at that moment. */
export interface ClockReading {
  /** Unix milliseconds on the sandbox's clock. */
  readonly nowMs: number
  /** How fast the sandbox's clock runs; 1 is real time. */
  readonly rate: number
  /** This page's monotonic clock, in milliseconds. */
  readonly readAtMs: number
}

/** Unix milliseconds on the sandbox's clock, `pageMs` on this page's. */
export function sandboxNow(reading: ClockReading, pageMs: number): number {
  return reading.nowMs + (pageMs - reading.readAtMs) * reading.rate
}

/** Page milliseconds until the sandbox's minute changes, for a clock that shows minutes. */
export function untilNextMinute(reading: ClockReading, pageMs: number): number {
  const intoMinute = sandboxNow(reading, pageMs) % 60_000
  return Math.max(50, (60_000 - intoMinute) / Math.max(reading.rate, 0.001))
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const LONG_DATE = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})
const SHORT_DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** `14:05`. */
export function clockTime(ms: number): string {
  return CLOCK.format(ms)
}

/** `Saturday 21 November`. */
export function longDate(ms: number): string {
  return LONG_DATE.format(ms).replace(',', '')
}

/** When a linked device was last active, in words. */
export function activityWords(
  device: { readonly online: boolean; readonly lastActiveMs: number },
  nowMs: number,
): string {
  if (device.online) return words.devices.activeNow
  const time = clockTime(device.lastActiveMs)
  const days = dayNumber(nowMs) - dayNumber(device.lastActiveMs)
  if (days <= 0) return words.devices.active(words.devices.today(time))
  if (days === 1) return words.devices.active(words.devices.yesterday(time))
  return words.devices.active(SHORT_DATE.format(device.lastActiveMs))
}

/** Days since 1970 in the local calendar. */
function dayNumber(ms: number): number {
  const day = new Date(ms)
  return Math.round(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / 86_400_000)
}

/** A number from `1555…` digits as people write it: `+1 555 123 4567`. */
export function numberWords(digits: string): string {
  const parts = /^1(\d{3})(\d{3})(\d{4})$/.exec(digits)
  return parts ? `+1 ${parts[1]} ${parts[2]} ${parts[3]}` : `+${digits}`
}
