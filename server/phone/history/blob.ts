import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import { ServerErrorReceiptSchema } from '../../../web/wire/proto/gen/mediaRetry_pb.ts'

const HISTORY = 'WhatsApp History Keys'
const RETRY = 'WhatsApp Media Retry Notification'
const TAG = 16
const MAC = 10

/** A history blob as it is stored, and what its notification says of it. */
export interface SealedBlob {
  /** Ciphertext and the first 10 bytes of its MAC. */
  readonly bytes: Uint8Array
  /** SHA-256 of the compressed history, and of `bytes`. */
  readonly fileSha256: Uint8Array
  readonly fileEncSha256: Uint8Array
}

const deflated = promisify(deflate)

/** An encoded HistorySync as a zlib stream (07 section 3), made beside everything else. */
export async function compress(history: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await deflated(history))
}

/**
 * Encrypts compressed history under a fresh key of 32 bytes (09 sections 2 and 3). `isForged`: the
 * MAC is wrong, and the hash is that of the bytes as they are.
 */
export function sealBlob(
  compressed: Uint8Array,
  mediaKey: Uint8Array,
  isForged = false,
): SealedBlob {
  const keys = Buffer.from(hkdfSync('sha256', mediaKey, new Uint8Array(0), HISTORY, 112))
  const iv = keys.subarray(0, 16)
  const cipher = createCipheriv('aes-256-cbc', keys.subarray(16, 48), iv)
  const encrypted = Buffer.concat([cipher.update(compressed), cipher.final()])
  const mac = createHmac('sha256', keys.subarray(48, 80)).update(iv).update(encrypted).digest()
  if (isForged) mac.writeUInt8(mac.readUInt8(0) ^ 1, 0)
  const bytes = new Uint8Array(Buffer.concat([encrypted, mac.subarray(0, MAC)]))
  return { bytes, fileSha256: sha256(compressed), fileEncSha256: sha256(bytes) }
}

/**
 * Which stanza a server-error receipt speaks of (09 section 8); undefined when it was not made with
 * this key, or not for this stanza.
 */
export function readServerError(
  mediaKey: Uint8Array,
  stanzaId: string,
  { content, iv }: { readonly content: Uint8Array; readonly iv: Uint8Array },
): string | undefined {
  const key = Buffer.from(hkdfSync('sha256', mediaKey, new Uint8Array(0), RETRY, 32))
  const decipher = createDecipheriv('aes-256-gcm', key, iv)
  decipher.setAAD(Buffer.from(stanzaId))
  decipher.setAuthTag(content.subarray(content.length - TAG))
  try {
    const start = decipher.update(content.subarray(0, content.length - TAG))
    const plain = Buffer.concat([start, decipher.final()])
    return decodeProto(ServerErrorReceiptSchema, plain).stanzaId
  } catch {
    return undefined
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}
