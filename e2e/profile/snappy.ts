/** What came out, and whether it is all that the preamble promised. */
export interface Decompressed {
  readonly bytes: Buffer
  readonly complete: boolean
}

/** Nothing in a browser's profile is larger; a wrong preamble must not cost the memory. */
const MAX_LENGTH = 64 * 1024 * 1024

/**
 * Decompresses a raw Snappy stream (the format's own description: google/snappy,
 * format_description.txt): the length as a varint, then literals and copies. Bytes after the end are
 * ignored. A broken stream gives what could be read until then: for a search that is better than
 * nothing.
 */
export function decompressSnappy(input: Uint8Array): Decompressed {
  const reader = { input, at: 0 }
  const length = readVarint(reader)
  if (length === undefined || length > MAX_LENGTH)
    return { bytes: Buffer.alloc(0), complete: false }
  const output = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const tag = input[reader.at++]
    if (tag === undefined) break
    if ((tag & 3) === 0) {
      const size = literalLength(tag, reader)
      const literal = input.subarray(reader.at, reader.at + Math.min(size, length - filled))
      output.set(literal, filled)
      filled += literal.length
      reader.at += literal.length
      if (literal.length < size) break
    } else {
      const { size, offset } = readCopy(tag, reader)
      if (offset === 0 || offset > filled || filled + size > length) break
      // Byte by byte: a copy may reach into what it is writing.
      for (let end = filled + size; filled < end; filled++) {
        output[filled] = output[filled - offset] ?? 0
      }
    }
  }
  return { bytes: output.subarray(0, filled), complete: filled === length }
}

interface Reader {
  readonly input: Uint8Array
  at: number
}

/** Lengths up to 60 stand in the tag; 60 to 63 say that 1 to 4 bytes follow. */
function literalLength(tag: number, reader: Reader): number {
  const short = tag >> 2
  return 1 + (short < 60 ? short : readLittleEndian(reader, short - 59))
}

/** Three forms: 4 to 11 bytes with an 11-bit offset; 1 to 64 bytes with 2 or 4 bytes of offset. */
function readCopy(tag: number, reader: Reader): { size: number; offset: number } {
  if ((tag & 3) === 1) {
    const size = 4 + ((tag >> 2) & 7)
    return { size, offset: ((tag >> 5) << 8) | readLittleEndian(reader, 1) }
  }
  return { size: 1 + (tag >> 2), offset: readLittleEndian(reader, (tag & 3) === 2 ? 2 : 4) }
}

function readLittleEndian(reader: Reader, count: number): number {
  let value = 0
  for (let byte = 0; byte < count; byte++) {
    value += (reader.input[reader.at++] ?? 0) * 2 ** (8 * byte)
  }
  return value
}

/** A 32-bit varint, low groups first; undefined when it does not end in time. */
function readVarint(reader: Reader): number | undefined {
  let value = 0
  for (let group = 0; group < 5; group++) {
    const byte = reader.input[reader.at++]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * group)
    if (byte < 0x80) return value
  }
  return undefined
}
