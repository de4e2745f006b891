import { aesGcmDecrypt } from '../crypto/aesGcm.ts'
import { concatBytes, utf8Encode } from '../crypto/bytes.ts'
import { hkdfSha256 } from '../crypto/hash.ts'

/** What is encrypted under the secret of a message, by the words that go into the key. */
export type AddOn =
  | 'Poll Vote'
  | 'Event Response'
  | 'Enc Reaction'
  | 'Enc Comment'
  | 'Event Edit'
  | 'Message Edit'
  | 'Poll Edit'

/** Which message it is about and who wrote both; addresses without a device, as they were used. */
export interface AddOnAbout {
  /** messageSecret of the message it is about, 32 bytes. */
  readonly secret: Uint8Array
  readonly messageId: string
  readonly author: string
  readonly sender: string
}

const boundToSender: readonly AddOn[] = ['Poll Vote', 'Event Response']

/**
 * Opens what was encrypted under a message's secret (chapter 05 section 9): AES-256-GCM with the key
 * HKDF(secret, id || author || sender || use); votes and responses carry id, 0 and sender as
 * additional data. `payload` ends with the 16-byte tag, `iv` has 12 bytes.
 *
 * @throws CryptoError 'bad-tag' when another secret, person or message was meant, 'bad-length'.
 */
export function openAddOn(
  use: AddOn,
  { secret, messageId, author, sender }: AddOnAbout,
  { payload, iv }: { readonly payload: Uint8Array; readonly iv: Uint8Array },
): Uint8Array {
  const info = utf8Encode(messageId + author + sender + use)
  const key = hkdfSha256(secret, { info, length: 32 })
  const data = boundToSender.includes(use)
    ? concatBytes(utf8Encode(messageId), Uint8Array.of(0), utf8Encode(sender))
    : new Uint8Array(0)
  return aesGcmDecrypt(key, iv, payload, data)
}
