import { utf8Decode, utf8Encode } from '../../crypto/bytes.ts'
import { StorageError } from '../../storage/errors.ts'
import { type Blobs, pack, unpack } from '../../storage/rowCodec.ts'
import type { Keyed } from '../../storage/readRows.ts'
import type { Author, MessageRow } from '../../storage/talkRows.ts'

/*
 * Layout of a page: length of the JSON in bytes (4, big endian) · JSON (UTF-8) · byte arrays.
 *
 * The JSON is [1, addresses, messages]. `addresses` names each sender's address once. A message is
 * [time, order, id, author, rev, length, address, rest]: time and order as the difference to the
 * message before (the first: to 0), the length of its bytes or -1, the place of its address or -1, and
 * what else there is of it as `pack` has it, or nothing. The byte arrays lie in the order of the
 * messages: first a message's bytes, then those of its rest.
 */
const VERSION = 1
const HEADER_LENGTH = 4

/** One message in its place; also a tombstone. */
export type Entry = Keyed<'messages'>

type Packed = [
  time: number,
  order: number,
  id: string,
  author: Author,
  rev: number,
  length: number,
  address: number,
  rest?: unknown,
]

/** The bytes of a page. `entries` in the order of their keys, all of one stream. */
export function encodePage(entries: readonly Entry[]): Uint8Array {
  const blobs: Uint8Array[] = []
  const addresses: string[] = []
  const places = new Map<string, number>()
  let [beforeMs, beforeOrder] = [0, 0]
  const messages = entries.map(({ key: [, atMs, order], row }): Packed => {
    const { id, author, rev, bytes, senderJid, ...rest } = row
    if (bytes !== undefined) blobs.push(bytes)
    let address = -1
    if (senderJid !== undefined) {
      address = places.get(senderJid) ?? addresses.push(senderJid) - 1
      places.set(senderJid, address)
    }
    const length = bytes === undefined ? -1 : bytes.length
    const time = atMs - beforeMs
    const packed: Packed = [time, order - beforeOrder, id, author, rev, length, address]
    if (hasAny(rest)) packed.push(pack(rest, blobs))
    beforeMs = atMs
    beforeOrder = order
    return packed
  })
  const json = utf8Encode(JSON.stringify([VERSION, addresses, messages]))
  const blobsLength = blobs.reduce((sum, blob) => sum + blob.length, 0)
  const out = new Uint8Array(HEADER_LENGTH + json.length + blobsLength)
  new DataView(out.buffer).setUint32(0, json.length)
  out.set(json, HEADER_LENGTH)
  let at = HEADER_LENGTH + json.length
  for (const blob of blobs) {
    out.set(blob, at)
    at += blob.length
  }
  return out
}

/**
 * The messages of a page. Their bytes are views of the page's.
 * Throws StorageError 'damaged' for what `encodePage` never made.
 */
export function decodePage(streamId: number, bytes: Uint8Array): Entry[] {
  const { addresses, messages, blobs } = readHead(bytes)
  let [atMs, order] = [0, 0]
  const entries = messages.map((packed): Entry => {
    const [time, step, id, author, rev, length, address, rest] = packed
    atMs += time
    order += step
    const senderJid = addresses[address]
    const base = {
      id,
      author,
      rev,
      ...(senderJid === undefined ? {} : { senderJid }),
      ...(length < 0 ? {} : { bytes: take(blobs, length) }),
    }
    // What was packed was the rest of a row: the seal vouches for it.
    const row: MessageRow =
      rest === undefined ? base : Object.assign(base, unpack(rest, blobs) as Partial<MessageRow>)
    return { key: [streamId, atMs, order], row }
  })
  if (blobs.at !== bytes.length || !Number.isSafeInteger(atMs)) throw malformed()
  if (!Number.isSafeInteger(order)) throw malformed()
  return entries
}

function readHead(bytes: Uint8Array): {
  readonly addresses: readonly string[]
  readonly messages: readonly Packed[]
  readonly blobs: Blobs
} {
  if (bytes.length < HEADER_LENGTH) throw malformed()
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const end = HEADER_LENGTH + length
  if (end > bytes.length) throw malformed()
  let head: unknown
  try {
    head = JSON.parse(utf8Decode(bytes.subarray(HEADER_LENGTH, end)))
  } catch (cause) {
    throw new StorageError('damaged', 'page: not JSON', { cause })
  }
  if (!Array.isArray(head) || head[0] !== VERSION) throw malformed()
  const [, addresses, messages] = head as [number, string[], Packed[]]
  if (!Array.isArray(addresses) || !Array.isArray(messages)) throw malformed()
  return { addresses, messages, blobs: { bytes, at: end } }
}

function take(blobs: Blobs, length: number): Uint8Array {
  const end = blobs.at + length
  if (end > blobs.bytes.length) throw malformed()
  const taken = blobs.bytes.subarray(blobs.at, end)
  blobs.at = end
  return taken
}

function hasAny(rest: object): boolean {
  return Object.values(rest).some((value) => value !== undefined)
}

const malformed = () => new StorageError('damaged', 'page: not the layout of a page')
