import { type Dirent } from 'node:fs'
import { open, readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { patternsOf } from './encodings.ts'
import { createFindPatterns, type FindPatterns, type MarkedPattern } from './findPatterns.ts'
import { isTable, logParts, type Part, tableParts } from './levelDb.ts'
import { decompressSnappy } from './snappy.ts'

/** Something that must not be found. The name stands in the report, the value does not. */
export interface Marker {
  readonly name: string
  readonly value: string | Uint8Array
}

/** Where a marker was found. */
export interface Hit {
  readonly marker: string
  /** Relative to the folder that was searched. */
  readonly file: string
  readonly encoding: string
  /** `file`: the bytes as they lie there. The others had to be unpacked first. */
  readonly layer: 'path' | 'file' | Part['layer'] | 'compressed value'
  /** Of the marker in the file; for what had to be unpacked, of the block or record it came from. */
  readonly offset: number
}

/** Read at a time, so that a file of any size can be searched. */
const PIECE = 4 * 1024 * 1024

/** LevelDB keeps its files far below; only these and blobs are read as a whole. */
const MAX_UNPACKED = 256 * 1024 * 1024

/** How Chromium begins a value of IndexedDB that it compressed with Snappy before storing it. */
const COMPRESSED_VALUE = Buffer.from('ff1102', 'hex')

/**
 * Searches every file below a folder for markers of at least 6 bytes, in all encodings of
 * `patternsOf`: the paths, the bytes as they lie there, and what LevelDB and IndexedDB hide from a
 * plain search (Snappy blocks, keys without their common beginnings, records split between blocks,
 * compressed values and blobs).
 *
 * Not unpacked: HTTP bodies that a server sent compressed, and pictures.
 * Throws when a file cannot be read or a LevelDB table is broken: silence would look like a pass.
 */
export async function searchFiles(folder: string, markers: readonly Marker[]): Promise<Hit[]> {
  const patterns = markers.flatMap(({ name, value }) =>
    patternsOf(value).map((pattern): MarkedPattern => ({ ...pattern, marker: name })),
  )
  const find = createFindPatterns(patterns)
  const overlap = Math.max(0, ...patterns.map(({ bytes }) => bytes.length - 1))
  const hits: Hit[] = []
  for (const path of await filesBelow(folder)) {
    const file = relative(folder, path)
    const add = (layer: Hit['layer'], bytes: Uint8Array, offsetOf: (at: number) => number) => {
      for (const { pattern, offset } of find(bytes)) {
        const { marker, encoding } = pattern
        hits.push({ marker, file, encoding, layer, offset: offsetOf(offset) })
      }
    }
    add('path', Buffer.from(file), (at) => at)
    hits.push(...(await searchRaw(path, file, find, overlap)))
    for (const { layer, offset, bytes } of await unpack(path)) add(layer, bytes, () => offset)
  }
  return hits
}

/** Regular files only: a browser's profile also holds sockets and dangling links. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** A file piece by piece; each begins with the end of the one before, where a match may be cut. */
async function searchRaw(
  path: string,
  file: string,
  find: FindPatterns,
  overlap: number,
): Promise<Hit[]> {
  const hits: Hit[] = []
  const handle = await open(path)
  try {
    const buffer = Buffer.alloc(overlap + PIECE)
    let kept = 0
    for (let position = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, kept, PIECE, position)
      if (bytesRead === 0) return hits
      const filled = kept + bytesRead
      for (const { pattern, offset } of find(buffer.subarray(0, filled))) {
        // What lies wholly in the kept part was found with the piece before.
        if (offset + pattern.bytes.length <= kept) continue
        const { marker, encoding } = pattern
        hits.push({ marker, file, encoding, layer: 'file', offset: position - kept + offset })
      }
      position += bytesRead
      const keep = Math.min(overlap, filled)
      buffer.copy(buffer, 0, filled - keep, filled)
      kept = keep
    }
  } finally {
    await handle.close()
  }
}

interface Unpacked {
  readonly layer: Hit['layer']
  readonly offset: number
  readonly bytes: Buffer
}

/** Everything in a file that a plain search cannot see. */
async function unpack(path: string): Promise<Unpacked[]> {
  const file = await wholeIfPacked(path)
  if (!file) return []
  if (file.indexOf(COMPRESSED_VALUE) === 0) return compressedValues(file, 0)
  const parts: Part[] = isTable(file) ? tableParts(file) : isLog(path) ? logParts(file) : []
  return parts.flatMap((part): Unpacked[] => [part, ...compressedValues(part.bytes, part.offset)])
}

const isLog = (path: string) => /\.log$|^MANIFEST-/.test(basename(path))

/** The file's bytes, if it is of a kind that is unpacked. */
async function wholeIfPacked(path: string): Promise<Buffer | undefined> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const begin = Buffer.alloc(COMPRESSED_VALUE.length)
    await handle.read(begin, 0, begin.length, 0)
    const end = Buffer.alloc(Math.min(size, 48))
    await handle.read(end, 0, end.length, size - end.length)
    if (!begin.equals(COMPRESSED_VALUE) && !isTable(end) && !isLog(path)) return undefined
    if (size > MAX_UNPACKED) throw new RangeError(`${basename(path)} is too large to be unpacked`)
  } finally {
    await handle.close()
  }
  return await readFile(path)
}

/** Each value that Chromium compressed. Three bytes may also stand there by chance: then no harm. */
function compressedValues(bytes: Buffer, offset: number): Unpacked[] {
  const values: Unpacked[] = []
  for (
    let at = bytes.indexOf(COMPRESSED_VALUE);
    at >= 0;
    at = bytes.indexOf(COMPRESSED_VALUE, at + 1)
  ) {
    const value = decompressSnappy(bytes.subarray(at + COMPRESSED_VALUE.length))
    values.push({ layer: 'compressed value', offset, bytes: value.bytes })
  }
  return values
}
