import { dayOf } from './chatTimes.ts'

const quarterHourMs = 900_000
/** No place is farther from UTC. */
const widestMs = 15 * 3_600_000

/**
 * The moment at which a calendar day begins in the device's time zone, from its form `2026-03-14`;
 * undefined for anything else. Offsets of all zones are whole quarters of an hour.
 */
export function startOfDay(day: string): number | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  if (date === undefined) return undefined
  const middle = daysFromEpoch(Number(year), Number(month), Number(date)) * 86_400_000
  for (let at = middle - widestMs; at <= middle + widestMs; at += quarterHourMs) {
    if (dayOf(at) === day) return at
  }
  return undefined
}

/** Days since 1970-01-01 of a day in the Gregorian calendar; months count from March, years from 400. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
