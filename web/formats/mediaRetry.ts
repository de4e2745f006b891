import { aesGcmDecrypt, aesGcmEncrypt } from '../crypto/aesGcm.ts'
import { utf8Encode } from '../crypto/bytes.ts'
import { hkdfSha256 } from '../crypto/hash.ts'
import { decodeProto, encodeProto } from '../wire/proto/codec.ts'
import {
  MediaRetryNotificationSchema,
  ServerErrorReceiptSchema,
  type MediaRetryNotification,
} from '../wire/proto/gen/mediaRetry_pb.ts'
import { FormatError } from './formatError.ts'

// Asking the phone to upload a file again: both ways are encrypted under the file's media key, with
// the stanza's id as associated data (chapter 09 section 8). A piece of history goes the same way.

const INFO = utf8Encode('WhatsApp Media Retry Notification')

/** Encrypted bytes with their 16-byte tag, and the 12-byte IV. */
export interface SealedRetry {
  readonly payload: Uint8Array
  readonly iv: Uint8Array
}

/** The key of both ways: HKDF-SHA-256 of the 32-byte media key, 32 bytes. */
export function mediaRetryKey(mediaKey: Uint8Array): Uint8Array {
  if (mediaKey.length !== 32) throw new FormatError('bad-length', 'media key')
  return hkdfSha256(mediaKey, { info: INFO, length: 32 })
}

/**
 * The request, for the message or notification with this stanza id. `iv`: 12 fresh random bytes.
 *
 * @throws FormatError 'bad-length' for a media key of another length
 */
export function sealReuploadRequest(
  stanzaId: string,
  mediaKey: Uint8Array,
  iv: Uint8Array,
): SealedRetry {
  const plain = encodeProto(ServerErrorReceiptSchema, { stanzaId })
  return { payload: aesGcmEncrypt(mediaRetryKey(mediaKey), iv, plain, utf8Encode(stanzaId)), iv }
}

/**
 * The answer: the new path, or why there is none (a MediaRetryNotification_ResultType). It must be
 * about the same stanza.
 *
 * @throws FormatError 'bad-mac', 'malformed', 'bad-length'
 */
export function openReuploadAnswer(
  sealed: SealedRetry,
  stanzaId: string,
  mediaKey: Uint8Array,
): MediaRetryNotification {
  const plain = open(sealed, stanzaId, mediaKey)
  const answer = read(() => decodeProto(MediaRetryNotificationSchema, plain))
  if (answer.stanzaId !== stanzaId) throw new FormatError('malformed', 'media retry')
  return answer
}

function open(sealed: SealedRetry, stanzaId: string, mediaKey: Uint8Array): Uint8Array {
  const key = mediaRetryKey(mediaKey)
  if (sealed.iv.length !== 12) throw new FormatError('bad-length', 'media retry')
  try {
    return aesGcmDecrypt(key, sealed.iv, sealed.payload, utf8Encode(stanzaId))
  } catch {
    throw new FormatError('bad-mac', 'media retry')
  }
}

function read<T>(decode: () => T): T {
  try {
    return decode()
  } catch {
    throw new FormatError('malformed', 'media retry')
  }
}
