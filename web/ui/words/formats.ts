const locale = 'en-GB'

const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** Day and time of day in the device's time zone, from milliseconds since the Unix epoch. */
export function formatDateTime(timeMs: number): string {
  return dateTime.format(timeMs)
}

/** Whole seconds in the short form that a countdown uses: `12 s`. */
export function formatSeconds(seconds: number): string {
  return `${new Intl.NumberFormat(locale).format(seconds)}\u00a0s`
}

/** A span in its largest fitting unit, rounded and in words: `20 seconds`, `3 days`. */
export function formatSpan(spanMs: number): string {
  const [unit, size] = units.find((one) => spanMs >= one[1]) ?? ['second', 1000]
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  }).format(spanMs / size)
}

/** The host of an address, or the address itself when it is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
