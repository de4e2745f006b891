const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  calendar: 'iso8601',
  numberingSystem: 'latn',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
})

/** A moment as ISO 8601 in UTC, for programs: `2026-03-14T09:26:00.000Z`. */
export function formatIso(timeMs: number): string {
  const found = new Map(parts.formatToParts(timeMs).map(({ type, value }) => [type, value]))
  const of = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? ''
  const day = `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`
  return `${day}T${of('hour')}:${of('minute')}:${of('second')}.${of('fractionalSecond')}Z`
}
