import type { Clock } from '../platform/platform.ts'
import { removeCompanionRequest } from '../wire/stanza/removeCompanion.ts'
import { RequestError } from './connection/iqTracker.ts'
import type { StanzaStream } from './connection/stanzaStream.ts'
import { atMost } from './patience.ts'

/**
 * Tells the service that this device leaves its account (chapter 03 section 7). True when it confirmed
 * that; false when it refused, or said nothing within `limitMs`.
 */
export async function tellLeaving(parts: {
  readonly clock: Clock
  /** The own device address. */
  readonly jid: string
  /** A connection that is logged in, once there is one; nothing when there will be none soon. */
  readonly loggedIn: Promise<StanzaStream | undefined>
  readonly limitMs: number
}): Promise<boolean> {
  return (await atMost(parts.clock, parts.limitMs, ask(parts))) === true
}

async function ask({
  loggedIn,
  jid,
  limitMs,
}: Parameters<typeof tellLeaving>[0]): Promise<boolean> {
  const stream = await loggedIn
  if (stream === undefined) return false
  try {
    await stream.request((id) => removeCompanionRequest(id, jid), limitMs)
    return true
  } catch (cause) {
    if (!(cause instanceof RequestError)) throw cause
    return false
  }
}
