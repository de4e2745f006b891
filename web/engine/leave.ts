import { removeCompanionRequest } from '../wire/stanza/removeCompanion.ts'
import { RequestError } from './connection/iqTracker.ts'
import type { StanzaStream } from './connection/stanzaStream.ts'

/**
 * Tells the service that the device with this address leaves its account (chapter 03 section 7), on a
 * connection that is logged in. True when it confirmed that; false when it refused, when the connection
 * ended before, or when there is none.
 */
export async function tellLeaving(jid: string, stream: StanzaStream | undefined): Promise<boolean> {
  if (stream === undefined) return false
  try {
    await stream.request((id) => removeCompanionRequest(id, jid))
    return true
  } catch (cause) {
    if (!(cause instanceof RequestError)) throw cause
    return false
  }
}
