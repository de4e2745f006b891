import { utf8Decode, utf8Encode } from '../../crypto/bytes.ts'
import { StorageError } from '../../storage/errors.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { fingerprint } from './fingerprint.ts'
import type { Entry } from './pageCodec.ts'
import { isTombstone } from './tombstone.ts'

/*
 * Layout of a directory record: length of the JSON in bytes (4, little endian) · JSON (ASCII), padded
 * with spaces to a multiple of 4 · fingerprints, 4 bytes each, little endian, page by page.
 *
 * The JSON is [1, pages]. A page is [time, order, count, gone, bytes, oldest, prints]: its key without
 * the stream, messages, tombstones, length of its bytes, time of its oldest message (-1: none), and how
 * many fingerprints are its.
 */
const VERSION = 1
const HEADER_LENGTH = 4

/** What the directory knows of a page. */
export interface PageFacts {
  readonly key: MessageKey
  /** Messages, without tombstones. */
  readonly count: number
  readonly gone: number
  /** Length of the page before it is sealed. */
  readonly bytes: number
  readonly oldestMs?: number
  /** Fingerprints of all ids in it. */
  readonly prints: Uint32Array
}

/** Pages that follow each other. */
export interface DirectoryRecord {
  /** It covers everything from here to the next record's key. */
  readonly key: MessageKey
  readonly pages: readonly PageFacts[]
}

/** The facts of a page with these messages. */
export function factsOf(
  key: MessageKey,
  entries: readonly Entry[],
  bytes: number,
  seed: readonly [number, number],
): PageFacts {
  const prints: number[] = []
  let count = 0
  let oldestMs: number | undefined
  for (const { key: place, row } of entries) {
    if (row.id !== '') prints.push(fingerprint(row.id, seed))
    if (isTombstone(row)) continue
    oldestMs ??= place[1]
    count += 1
  }
  const gone = entries.length - count
  const oldest = oldestMs === undefined ? {} : { oldestMs }
  return { key, count, gone, bytes, prints: Uint32Array.from(prints), ...oldest }
}

/** The bytes of a record. */
export function encodeDirectory({ pages }: DirectoryRecord): Uint8Array {
  const tuples = pages.map(({ key, count, gone, bytes, oldestMs = -1, prints }) => [
    key[1],
    key[2],
    count,
    gone,
    bytes,
    oldestMs,
    prints.length,
  ])
  const text = JSON.stringify([VERSION, tuples])
  const json = utf8Encode(text.padEnd(Math.ceil(text.length / 4) * 4))
  const prints = pages.reduce((sum, page) => sum + page.prints.length, 0)
  const out = new Uint8Array(HEADER_LENGTH + json.length + prints * 4)
  const view = new DataView(out.buffer)
  view.setUint32(0, json.length, true)
  out.set(json, HEADER_LENGTH)
  let at = HEADER_LENGTH + json.length
  for (const page of pages) {
    for (const print of page.prints) {
      view.setUint32(at, print, true)
      at += 4
    }
  }
  return out
}

/** Throws StorageError 'damaged' for what `encodeDirectory` never made. */
export function decodeDirectory(key: MessageKey, bytes: Uint8Array): DirectoryRecord {
  if (bytes.length < HEADER_LENGTH) throw malformed()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = HEADER_LENGTH + view.getUint32(0, true)
  if (at > bytes.length) throw malformed()
  const pages = readTuples(bytes.subarray(HEADER_LENGTH, at)).map((tuple): PageFacts => {
    const [time, order, count, gone, length, oldestMs, prints] = tuple
    if (at + prints * 4 > bytes.length) throw malformed()
    const own = new Uint32Array(prints)
    for (let index = 0; index < prints; index++, at += 4) own[index] = view.getUint32(at, true)
    return {
      key: [key[0], time, order],
      count,
      gone,
      bytes: length,
      prints: own,
      ...(oldestMs < 0 ? {} : { oldestMs }),
    }
  })
  if (at !== bytes.length) throw malformed()
  return { key, pages }
}

type Tuple = readonly [number, number, number, number, number, number, number]

function readTuples(json: Uint8Array): Tuple[] {
  let head: unknown
  try {
    head = JSON.parse(utf8Decode(json))
  } catch (cause) {
    throw new StorageError('damaged', 'directory: not JSON', { cause })
  }
  if (!Array.isArray(head) || head[0] !== VERSION || !Array.isArray(head[1])) throw malformed()
  return head[1] as Tuple[]
}

const malformed = () => new StorageError('damaged', 'directory: not the layout of a record')
