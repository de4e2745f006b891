import { toBase64, utf8Encode } from '../../../web/crypto/bytes.ts'
import { sha256 } from '../../../web/crypto/hash.ts'
import { jidParts, type Jid } from '../../../web/wire/jid.ts'

/** Name of a set of devices, the sender's own among them: `2:` and 8 characters (05 section 4). */
export function participantHash(devices: readonly Jid[]): string {
  const written = devices.map((jid) => {
    const { user, server, device } = jidParts(jid)
    return `${user}.0:${device}@${server === 'c.us' ? 's.whatsapp.net' : server}`
  })
  const digest = sha256(utf8Encode(written.toSorted().join('')))
  return `2:${toBase64(digest.subarray(0, 6))}`
}
