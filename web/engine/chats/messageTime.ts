/** The end of the year 9999, in milliseconds since 1970: no message is stored with a later time. */
export const LAST_MS = 253_402_300_799_999

/**
 * A time that a key can have: whole milliseconds from 0 to `LAST_MS`. Whoever writes chooses what they
 * say, so what lies outside is moved to the nearer end; what is no number counts as 0.
 */
export function storableMs(ms: number): number {
  return Number.isNaN(ms) ? 0 : Math.min(LAST_MS, Math.max(0, Math.trunc(ms)))
}
