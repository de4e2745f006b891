import { concatBytes, equalBytes, toHex, utf8Encode } from '../../crypto/bytes.ts'
import { normalPassphrase } from '../lockKey.ts'
import { decodeRow, encodeRow } from '../rowCodec.ts'
import type { RowKey, StoreName } from '../rows.ts'
import type { SealedRecord } from '../schema.ts'
import { MoveFileError } from './moveFileError.ts'

/*
 * Layout, numbers big endian:
 *   header    "MOONMOVE" (8) · version (2) · PBKDF2 rounds (4) · salt (32) · file id (16) · check (8)
 *   pieces    length of what follows (4) · IV (12) · AES-256-GCM ciphertext with its 16-byte tag
 *   trailer   as a piece, then its length (4) again and "RELEASED" (8)
 *
 * Pieces are sealed under a random key of this file; its bytes stand in the trailer, and so does the
 * vault key that the records in the pieces are sealed under. The trailer is sealed under the passphrase
 * (PBKDF2-SHA256, 40 bytes: the key, and a check that tells a wrong passphrase from damage). A file
 * without its trailer is noise to everybody. Associated data: file id, place, and what it is.
 */

export const MOVE_FILE_VERSION = 1
export const MOVE_FILE_ID_LENGTH = 16
const MAGIC = utf8Encode('MOONMOVE')
const END_MAGIC = utf8Encode('RELEASED')
const SALT_LENGTH = 32
const CHECK_LENGTH = 8
const IV_LENGTH = 12
const TAG_LENGTH = 16
const KEY_LENGTH = 32
const LENGTH_LENGTH = 4
const ID_AT = 8 + 2 + 4 + SALT_LENGTH
const CHECK_AT = ID_AT + MOVE_FILE_ID_LENGTH
export const MOVE_HEADER_LENGTH = CHECK_AT + CHECK_LENGTH
const END_LENGTH = LENGTH_LENGTH + END_MAGIC.length

/** Longer pieces are none of ours: they are refused before anything of them is held. */
const LONGEST_PIECE = 16 * 1024 * 1024
/** A header that asks for more rounds would only keep the machine busy. */
const MOST_ROUNDS = 2_000_000

/** A sealed row as it lies in its store. */
export interface MovedRecord extends Pick<SealedRecord, 'v' | 'iv' | 'ct' | 'rev'> {
  readonly store: StoreName
  readonly key: RowKey
}

/** What the trailer tells. */
export interface MoveTrailer {
  /** 32 bytes. Fill with zeros after use. */
  readonly vaultKey: Uint8Array
  readonly pieces: number
  readonly records: number
  /** The service the account was linked under, and its root key (law 14). */
  readonly service: string
  readonly root: Uint8Array
  readonly schemaVersion: number
  /** Number of the last commit of the store: later ones go on from there. */
  readonly commits: number
  /** Id of the signed pre-key that the service knows; another one there means that the file was used. */
  readonly signedPreKeyId: number
  readonly releasedMs: number
}

interface Tools {
  readonly subtle: SubtleCrypto
  readonly randomBytes: (length: number) => Uint8Array
}

/** Writes one file. The caller writes what each call gives, in the order of the calls. */
export interface MoveFileWriter {
  readonly header: Uint8Array
  piece(records: readonly MovedRecord[]): Promise<Uint8Array>
  /** The end of the file. Nothing before it can be read without it. */
  trailer(facts: Omit<MoveTrailer, 'pieces' | 'records'>): Promise<Uint8Array>
}

/** Begins a file. `rounds` of PBKDF2-SHA256. */
export async function createMoveFile(
  passphrase: string,
  rounds: number,
  { subtle, randomBytes }: Tools,
): Promise<MoveFileWriter> {
  const salt = randomBytes(SALT_LENGTH)
  const id = randomBytes(MOVE_FILE_ID_LENGTH)
  const { key, check } = await secretOf(passphrase, { salt, rounds }, subtle)
  const fileKeyBytes = new Uint8Array(randomBytes(KEY_LENGTH))
  const fileKey = await importKey(fileKeyBytes, subtle, 'encrypt')
  const numbers = new Uint8Array(2 + 4)
  const view = new DataView(numbers.buffer)
  view.setUint16(0, MOVE_FILE_VERSION)
  view.setUint32(2, rounds)
  const header = concatBytes(MAGIC, numbers, salt, id, check)
  let pieces = 0
  let count = 0

  async function seal(under: CryptoKey, plaintext: Uint8Array<ArrayBuffer>, label: BufferSource) {
    const iv = new Uint8Array(randomBytes(IV_LENGTH))
    const algorithm = { name: 'AES-GCM', iv, additionalData: label }
    const sealed = new Uint8Array(await subtle.encrypt(algorithm, under, plaintext))
    return concatBytes(lengthBytes(IV_LENGTH + sealed.length), iv, sealed)
  }

  return {
    header,
    async piece(records) {
      const place = pieces
      pieces += 1
      count += records.length
      const rows = records.map(({ store, key, v, iv, ct, rev }) => [store, key, v, iv, ct, rev])
      return await seal(fileKey, encodeRow(rows), labelOf(header, place, 'piece'))
    },
    async trailer(facts) {
      const body = encodeRow({ ...facts, fileKey: fileKeyBytes, pieces, records: count })
      const sealed = await seal(key, body, labelOf(header, 0, 'trailer'))
      body.fill(0)
      return concatBytes(sealed, lengthBytes(sealed.length), END_MAGIC)
    },
  }
}

/** Where the bytes of a file are read. Gives fewer than asked for only at its end. */
export interface MoveFileBytes {
  readonly size: number
  readonly read: (from: number, to: number) => Promise<Uint8Array>
}

/** An opened file. */
export interface OpenMoveFile {
  readonly trailer: MoveTrailer
  /**
   * Everything that moves, piece by piece, each verified. Throws MoveFileError 'damaged', also at the
   * end when a piece is missing or there is one too many.
   */
  records(): AsyncGenerator<readonly MovedRecord[], void>
}

/**
 * Opens a file by its end. Throws MoveFileError 'not-a-file', 'newer', 'not-released' (its end is
 * missing), 'wrong-passphrase', 'damaged'.
 */
export async function openMoveFile(
  file: MoveFileBytes,
  passphrase: string,
  subtle: SubtleCrypto,
): Promise<OpenMoveFile> {
  const header = await file.read(0, MOVE_HEADER_LENGTH)
  const { rounds, salt, check } = readHeader(header)
  const end = await file.read(Math.max(0, file.size - END_LENGTH), file.size)
  if (!equalBytes(end.subarray(LENGTH_LENGTH), END_MAGIC)) {
    throw new MoveFileError('not-released', 'its end is missing')
  }
  const length = readLength(end)
  const trailerAt = file.size - END_LENGTH - length
  if (trailerAt < MOVE_HEADER_LENGTH || length > LONGEST_PIECE) {
    throw new MoveFileError('damaged', 'the end says an impossible length')
  }
  const secret = await secretOf(passphrase, { salt, rounds }, subtle)
  if (!equalBytes(secret.check, check)) {
    throw new MoveFileError('wrong-passphrase', 'the passphrase is another one')
  }
  const framed = await file.read(trailerAt, trailerAt + length)
  const { fileKey: keyBytes, ...trailer } = await openTrailer(framed, secret.key, header, subtle)
  const fileKey = await importKey(new Uint8Array(keyBytes), subtle, 'decrypt')
  keyBytes.fill(0)

  return {
    trailer,
    async *records() {
      let at = MOVE_HEADER_LENGTH
      let count = 0
      for (let place = 0; place < trailer.pieces; place++) {
        const next = readLength(await file.read(at, at + LENGTH_LENGTH))
        if (next > LONGEST_PIECE || at + LENGTH_LENGTH + next > trailerAt) {
          throw new MoveFileError('damaged', `piece ${place} is cut off`)
        }
        const sealed = await file.read(at + LENGTH_LENGTH, at + LENGTH_LENGTH + next)
        const label = labelOf(header, place, 'piece')
        const records = readRecords(await open(fileKey, sealed, label, subtle, `piece ${place}`))
        count += records.length
        yield records
        at += LENGTH_LENGTH + next
      }
      if (at !== trailerAt || count !== trailer.records) {
        throw new MoveFileError('damaged', 'there is more or less than its end says')
      }
    },
  }
}

function readHeader(header: Uint8Array) {
  if (header.length < MOVE_HEADER_LENGTH || !equalBytes(header.subarray(0, 8), MAGIC)) {
    throw new MoveFileError('not-a-file', 'it does not begin as one')
  }
  const view = new DataView(header.buffer, header.byteOffset, header.length)
  if (view.getUint16(8) > MOVE_FILE_VERSION) throw new MoveFileError('newer', 'a newer version')
  const rounds = view.getUint32(10)
  if (rounds === 0 || rounds > MOST_ROUNDS) throw new MoveFileError('damaged', 'impossible rounds')
  const salt = header.subarray(14, 14 + SALT_LENGTH)
  return { rounds, salt, check: header.subarray(CHECK_AT, MOVE_HEADER_LENGTH) }
}

async function openTrailer(
  framed: Uint8Array,
  key: CryptoKey,
  header: Uint8Array,
  subtle: SubtleCrypto,
): Promise<MoveTrailer & { readonly fileKey: Uint8Array }> {
  const sealed = framed.subarray(LENGTH_LENGTH)
  if (framed.length < LENGTH_LENGTH || readLength(framed) !== sealed.length) {
    throw new MoveFileError('damaged', 'the trailer is cut off')
  }
  const plaintext = await open(key, sealed, labelOf(header, 0, 'trailer'), subtle, 'the trailer')
  return decoded(plaintext) as MoveTrailer & { readonly fileKey: Uint8Array }
}

function readRecords(bytes: Uint8Array): readonly MovedRecord[] {
  // The seal vouches that a writer of this version made it.
  const rows = decoded(bytes) as [StoreName, RowKey, number, Uint8Array, Uint8Array, number][]
  return rows.map(([store, key, v, iv, ct, rev]) => ({ store, key, v, iv, ct, rev }))
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decodeRow(bytes)
  } catch (cause) {
    throw new MoveFileError('damaged', 'a piece cannot be read', { cause })
  }
}

async function open(
  key: CryptoKey,
  sealed: Uint8Array,
  additionalData: BufferSource,
  subtle: SubtleCrypto,
  what: string,
): Promise<Uint8Array> {
  if (sealed.length < IV_LENGTH + TAG_LENGTH) {
    throw new MoveFileError('damaged', `${what} is cut off`)
  }
  const iv = new Uint8Array(sealed.subarray(0, IV_LENGTH))
  const ciphertext = new Uint8Array(sealed.subarray(IV_LENGTH))
  try {
    const algorithm = { name: 'AES-GCM', iv, additionalData }
    return new Uint8Array(await subtle.decrypt(algorithm, key, ciphertext))
  } catch (cause) {
    throw new MoveFileError('damaged', `${what} does not open`, { cause })
  }
}

/** The passphrase as a key, and the 8 bytes that show whether it is the right one. */
async function secretOf(
  passphrase: string,
  { salt, rounds }: { readonly salt: Uint8Array; readonly rounds: number },
  subtle: SubtleCrypto,
): Promise<{ readonly key: CryptoKey; readonly check: Uint8Array }> {
  const material = new Uint8Array(utf8Encode(normalPassphrase(passphrase)))
  const base = await subtle.importKey('raw', material, 'PBKDF2', false, ['deriveBits'])
  material.fill(0)
  const algorithm = {
    name: 'PBKDF2',
    hash: 'SHA-256',
    salt: new Uint8Array(salt),
    iterations: rounds,
  }
  const bits = await subtle.deriveBits(algorithm, base, (KEY_LENGTH + CHECK_LENGTH) * 8)
  const bytes = new Uint8Array(bits)
  const raw = bytes.slice(0, KEY_LENGTH)
  const key = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
  const check = bytes.slice(KEY_LENGTH)
  raw.fill(0)
  bytes.fill(0)
  return { key, check }
}

const importKey = (bytes: Uint8Array<ArrayBuffer>, subtle: SubtleCrypto, use: KeyUsage) =>
  subtle.importKey('raw', bytes, 'AES-GCM', false, [use])

/** The whole header is bound, so that a changed one opens nothing. */
function labelOf(header: Uint8Array, place: number, what: 'piece' | 'trailer') {
  return new Uint8Array(utf8Encode(JSON.stringify(['moonlet move', toHex(header), place, what])))
}

function lengthBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_LENGTH)
  new DataView(bytes.buffer).setUint32(0, length)
  return bytes
}

function readLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_LENGTH) throw new MoveFileError('damaged', 'a length is cut off')
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0)
}
