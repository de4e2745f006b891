import { SearchError } from './searchError.ts'

/** Reads what `ByteWriter` wrote. Every read throws SearchError where the bytes end too early. */
export interface ByteReader {
  readonly bytes: Uint8Array
  at: number
}

const LONGEST_VARINT = 8

export function createByteReader(bytes: Uint8Array, at = 0): ByteReader {
  return { bytes, at }
}

export function readVarint(reader: ByteReader): number {
  const { bytes } = reader
  let at = reader.at
  const first = bytes[at++]
  if (first === undefined) throw new SearchError('bytes end too early')
  if (first < 0x80) {
    reader.at = at
    return first
  }
  let value = first & 0x7f
  let weight = 0x80
  for (let length = 1; length < LONGEST_VARINT; length++) {
    const byte = bytes[at++]
    if (byte === undefined) throw new SearchError('bytes end too early')
    value += (byte & 0x7f) * weight
    weight *= 0x80
    if (byte < 0x80) {
      reader.at = at
      return value
    }
  }
  throw new SearchError('a number is too long')
}

export function readSigned(reader: ByteReader): number {
  const value = readVarint(reader)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

/** A view, not a copy. */
export function readBytes(reader: ByteReader, length: number): Uint8Array {
  const end = reader.at + length
  if (end > reader.bytes.length) throw new SearchError('bytes end too early')
  const part = reader.bytes.subarray(reader.at, end)
  reader.at = end
  return part
}

export function atEnd({ bytes, at }: ByteReader): boolean {
  return at >= bytes.length
}
