import { utf8Decode, utf8Encode } from '../crypto/bytes.ts'
import { StorageError } from './errors.ts'

/*
 * Layout: length of the JSON in bytes (4, big endian) · JSON (UTF-8) · the byte arrays, one after
 * another in the order in which the JSON names them. In the JSON a byte array is {"$bytes":length}, a
 * bigint {"$bigint":"decimal"}, and a property whose name begins with $ gets one more $ in front.
 */
const HEADER_LENGTH = 4

/**
 * Bytes of a row: null, booleans, finite numbers, strings, bigints, Uint8Arrays, and arrays and plain
 * objects of these. A property that is undefined is left out.
 * Throws StorageError 'bad-write' for anything else: JSON would silently change it.
 */
export function encodeRow(row: unknown): Uint8Array<ArrayBuffer> {
  const blobs: Uint8Array[] = []
  const json = utf8Encode(JSON.stringify(pack(row, blobs)))
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

/** The row of `encodeRow`'s bytes. Throws StorageError 'damaged' when they are malformed. */
export function decodeRow(bytes: Uint8Array): unknown {
  if (bytes.length < HEADER_LENGTH) throw malformed('too short')
  const jsonLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0)
  const blobsAt = HEADER_LENGTH + jsonLength
  if (blobsAt > bytes.length) throw malformed('JSON is cut off')
  const blobs = { bytes, at: blobsAt }
  const row = unpack(parseJson(bytes.subarray(HEADER_LENGTH, blobsAt)), blobs)
  if (blobs.at !== bytes.length) throw malformed('bytes are left over')
  return row
}

/**
 * A value as JSON can hold it; its byte arrays are put behind those in `blobs`.
 * Throws StorageError 'bad-write' for what `encodeRow` cannot store.
 */
export function pack(value: unknown, blobs: Uint8Array[]): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Object.is(value, -0)) throw unstorable(`number ${value}`)
    return value
  }
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (value instanceof Uint8Array) {
    blobs.push(value)
    return { $bytes: value.length }
  }
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => pack(item, blobs))
  if (typeof value !== 'object') throw unstorable(typeof value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw unstorable('class instance')
  const packed: Properties = {}
  for (const [name, item] of Object.entries(value)) {
    if (item !== undefined) setProperty(packed, escapeName(name), pack(item, blobs))
  }
  return packed
}

type Properties = Record<string, unknown>

/** Also where the name is one that assigning would take for the prototype. */
function setProperty(object: Properties, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value
  else
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
}

/** Byte arrays, one after another, and where the next one begins. */
export interface Blobs {
  readonly bytes: Uint8Array
  at: number
}

/** The value that `pack` was given. Throws StorageError 'damaged'. */
export function unpack(value: unknown, blobs: Blobs): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => unpack(item, blobs))
  if (typeof value !== 'object' || value === null) return value
  const properties = value as Properties
  const names = Object.keys(properties)
  const [first] = names
  if (first !== undefined && isMarker(first)) {
    if (names.length !== 1) throw malformed('marker with company')
    const marked = properties[first]
    return first === '$bytes' ? takeBytes(marked, blobs) : readBigint(marked)
  }
  const row: Properties = {}
  for (const name of names) setProperty(row, unescapeName(name), unpack(properties[name], blobs))
  return row
}

function takeBytes(length: unknown, blobs: Blobs): Uint8Array {
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) {
    throw malformed('byte length')
  }
  const end = blobs.at + length
  if (end > blobs.bytes.length) throw malformed('bytes are cut off')
  // A copy: a view would keep the whole row's buffer alive.
  const taken = blobs.bytes.slice(blobs.at, end)
  blobs.at = end
  return taken
}

function readBigint(text: unknown): bigint {
  if (typeof text !== 'string' || !/^(0|-?[1-9][0-9]*)$/.test(text)) throw malformed('bigint')
  return BigInt(text)
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Decode(bytes))
  } catch (cause) {
    throw new StorageError('damaged', 'row: not JSON', { cause })
  }
}

const isMarker = (name: string) => name === '$bytes' || name === '$bigint'

const escapeName = (name: string) => (name.startsWith('$') ? `$${name}` : name)

function unescapeName(name: string): string {
  if (!name.startsWith('$')) return name
  if (!name.startsWith('$$')) throw malformed('unknown marker')
  return name.slice(1)
}

const malformed = (what: string) => new StorageError('damaged', `row: ${what}`)

const unstorable = (what: string) => new StorageError('bad-write', `row: cannot store a ${what}`)
