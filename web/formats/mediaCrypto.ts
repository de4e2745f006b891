import { aesCbcEncrypt } from '../crypto/aesCbc.ts'
import { aesCbcDecryptFile, hmacSha256OfFile, sha256OfFile } from '../crypto/bulk.ts'
import { concatBytes, equalBytes, utf8Encode } from '../crypto/bytes.ts'
import { hkdfSha256, hmacSha256, sha256 } from '../crypto/hash.ts'
import { FormatError } from './formatError.ts'

/** What a file is, which decides its keys (chapter 09 section 2). */
export type MediaKind =
  | 'image'
  | 'video'
  | 'audio'
  | 'document'
  | 'history'
  | 'app-state'
  | 'link-thumbnail'
  | 'sticker-pack'
  | 'sticker-pack-thumbnail'

const infos: Readonly<Record<MediaKind, string>> = {
  image: 'WhatsApp Image Keys',
  video: 'WhatsApp Video Keys',
  audio: 'WhatsApp Audio Keys',
  document: 'WhatsApp Document Keys',
  history: 'WhatsApp History Keys',
  'app-state': 'WhatsApp App State Keys',
  'link-thumbnail': 'WhatsApp Link Thumbnail Keys',
  'sticker-pack': 'WhatsApp Sticker Pack Keys',
  'sticker-pack-thumbnail': 'WhatsApp Sticker Pack Thumbnail Keys',
}

/** Keys of one file. */
export interface MediaKeys {
  /** 16 bytes. */
  readonly iv: Uint8Array
  /** 32 bytes. */
  readonly cipherKey: Uint8Array
  /** 32 bytes. */
  readonly macKey: Uint8Array
}

const MEDIA_KEY_LENGTH = 32
const MAC_LENGTH = 10
const BLOCK_LENGTH = 16

/**
 * The keys that a 32-byte media key stands for: HKDF-SHA-256 with the info of the kind, 80 bytes.
 *
 * @throws FormatError 'bad-length' for a media key of another length
 */
export function mediaKeys(mediaKey: Uint8Array, kind: MediaKind): MediaKeys {
  if (mediaKey.length !== MEDIA_KEY_LENGTH) throw new FormatError('bad-length', 'media key')
  const expanded = hkdfSha256(mediaKey, { info: utf8Encode(infos[kind]), length: 80 })
  return {
    iv: expanded.subarray(0, 16),
    cipherKey: expanded.subarray(16, 48),
    macKey: expanded.subarray(48, 80),
  }
}

/** What a message says about a file. */
export interface MediaFile {
  readonly kind: MediaKind
  /** 32 bytes. */
  readonly mediaKey: Uint8Array
  /** SHA-256 of the file itself. */
  readonly fileSha256: Uint8Array
  /** SHA-256 of what was downloaded; left out only where it is not known. */
  readonly fileEncSha256?: Uint8Array
  /** Bytes of the file itself, when they were announced. */
  readonly fileLength?: number
}

/**
 * Opens a downloaded file: ciphertext and 10 bytes of MAC. Both hashes, the MAC and the length are
 * checked (chapter 09 section 3); nothing is given out before.
 *
 * @throws FormatError 'bad-length', 'bad-hash', 'bad-mac'
 */
export async function openMedia(download: Uint8Array, file: MediaFile): Promise<Uint8Array> {
  const { iv, cipherKey, macKey } = mediaKeys(file.mediaKey, file.kind)
  const cipherLength = download.length - MAC_LENGTH
  if (cipherLength < BLOCK_LENGTH || cipherLength % BLOCK_LENGTH !== 0) {
    throw new FormatError('bad-length', 'media')
  }
  const { fileEncSha256 } = file
  if (fileEncSha256 && !equalBytes(await sha256OfFile(download), fileEncSha256)) {
    throw new FormatError('bad-hash', 'media as downloaded')
  }
  const ciphertext = download.subarray(0, cipherLength)
  const mac = await hmacSha256OfFile(macKey, concatBytes(iv, ciphertext))
  if (!equalBytes(mac.subarray(0, MAC_LENGTH), download.subarray(cipherLength))) {
    throw new FormatError('bad-mac', 'media')
  }
  const plain = await decrypt(cipherKey, iv, ciphertext)
  if (file.fileLength !== undefined && file.fileLength !== plain.length) {
    throw new FormatError('bad-length', 'media')
  }
  if (!equalBytes(await sha256OfFile(plain), file.fileSha256)) {
    throw new FormatError('bad-hash', 'media')
  }
  return plain
}

async function decrypt(key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await aesCbcDecryptFile(key, iv, bytes)
  } catch {
    // The MAC is right, so that whoever holds the key has made it so.
    throw new FormatError('malformed', 'media')
  }
}

/** A file ready for the media host, and what a message says about it. */
export interface SealedMedia {
  /** Ciphertext and 10 bytes of MAC. */
  readonly upload: Uint8Array
  readonly fileSha256: Uint8Array
  readonly fileEncSha256: Uint8Array
  readonly fileLength: number
}

/** Encrypts a file under a fresh 32-byte media key (chapter 09 section 3). */
export function sealMedia(plain: Uint8Array, kind: MediaKind, mediaKey: Uint8Array): SealedMedia {
  const { iv, cipherKey, macKey } = mediaKeys(mediaKey, kind)
  const ciphertext = aesCbcEncrypt(cipherKey, iv, plain)
  const mac = hmacSha256(macKey, concatBytes(iv, ciphertext)).subarray(0, MAC_LENGTH)
  const upload = concatBytes(ciphertext, mac)
  return {
    upload,
    fileSha256: sha256(plain),
    fileEncSha256: sha256(upload),
    fileLength: plain.length,
  }
}
