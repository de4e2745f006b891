import { SignalError } from './signalError.ts'

/** Message version 3 in the upper half; the lower half names the newest that the sender knows. */
export const VERSION_BYTE = 0x33

const VERSION = 3

/**
 * Accepts the first byte of any message of version 3, whatever its lower half says. Throws
 * SignalError 'legacy' for older messages, 'invalid-message' for newer ones and for none.
 */
export function requireVersion(bytes: Uint8Array): void {
  const first = bytes[0]
  if (first === undefined) throw new SignalError('invalid-message', 'an empty message')
  if (first >> 4 < VERSION) throw new SignalError('legacy', `message version ${first >> 4}`)
  if (first >> 4 > VERSION)
    throw new SignalError('invalid-message', `message version ${first >> 4}`)
}
