import { toBase64, utf8Encode } from '../crypto/bytes.ts'
import { sha256 } from '../crypto/hash.ts'

const HASHED_BYTES = 6

/**
 * The short hash of a list of devices, by which sender and service notice that they do not mean the
 * same ones: `2:` and 8 characters. The addresses in canonical text (`wire/jid.ts`), in any order,
 * each once; the sending device belongs to the list. Agent and device are written out, `c.us` counts
 * as `s.whatsapp.net` (chapter 05 section 4, whatsmeow participantListHashV2).
 */
export function participantHash(devices: readonly string[]): string {
  const spelled = devices.map(spellOut)
  // ASCII only, so that the order of characters is the order of bytes.
  const sorted = spelled.toSorted((a, b) => (a < b ? -1 : 1))
  const hash = sha256(utf8Encode(sorted.join(''))).subarray(0, HASHED_BYTES)
  return `2:${toBase64(hash)}`
}

/** `user.0:device@server`. */
function spellOut(address: string): string {
  const at = address.indexOf('@')
  const [user = '', device = '0'] = address.slice(0, at).split(':')
  const server = address.slice(at + 1)
  return `${user}.0:${device}@${server === 'c.us' ? 's.whatsapp.net' : server}`
}
