import { concatBytes, toHex, utf8Encode } from '../crypto/bytes.ts'
import { sha256 } from '../crypto/hash.ts'

/** What makes an id unlike all others. */
export interface MessageIdParts {
  /** Seconds since 1970. */
  readonly nowSec: number
  /** What stands before the @ and the device of the own phone-number address. */
  readonly ownUser: string
  /** 16 fresh random bytes. */
  readonly random16: Uint8Array
}

const HASHED_BYTES = 9

/**
 * A new id of a message: `3EB0` and 18 upper hex digits, the form of the web client (chapter 05
 * section 1, whatsmeow GenerateMessageID). Ids of others are opaque text.
 */
export function messageId({ nowSec, ownUser, random16 }: MessageIdParts): string {
  const time = new Uint8Array(8)
  new DataView(time.buffer).setBigUint64(0, BigInt(nowSec))
  const hash = sha256(concatBytes(time, utf8Encode(`${ownUser}@c.us`), random16))
  return `3EB0${toHex(hash.subarray(0, HASHED_BYTES)).toUpperCase()}`
}
