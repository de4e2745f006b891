const WEEK_MS = 604_800_000
const THREE_DAYS_MS = 259_200_000

/**
 * The id of a `unified_session` stanza: how far the service's clock is into its week, in
 * milliseconds, as decimal text. `serverOffsetMs` is the service's time minus this device's.
 */
export function unifiedSessionId(nowMs: number, serverOffsetMs: number): string {
  return String((nowMs + serverOffsetMs + THREE_DAYS_MS) % WEEK_MS)
}
