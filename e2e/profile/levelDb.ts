import { decompressSnappy } from './snappy.ts'

/** A part of a LevelDB file as its reader would see it, and where in the file it lies. */
export interface Part {
  readonly layer: 'log record' | 'table block' | 'table keys'
  readonly offset: number
  readonly bytes: Buffer
}

/** Whether a file is a LevelDB table: by the magic number at its end (LevelDB, table_format.md). */
export function isTable(file: Buffer): boolean {
  return file.length >= FOOTER_LENGTH && file.subarray(-MAGIC.length).equals(MAGIC)
}

const MAGIC = Buffer.from('57fb808b247547db', 'hex')
const FOOTER_LENGTH = 48
const COMPRESSED = 1

/**
 * The blocks of a table (`.ldb`), decompressed, and with each the keys of its entries written out: in
 * a block a key is stored without what it has in common with the key before it.
 * Throws RangeError when the index cannot be read.
 */
export function tableParts(file: Buffer): Part[] {
  const footer = new Cursor(file.subarray(-FOOTER_LENGTH, -MAGIC.length))
  const handles = [footer.handle(), footer.handle()]
  const [metaindex, index] = handles
  if (!metaindex || !index) throw new RangeError('a table without an index')
  const blocks = [metaindex, index]
  for (const { value } of entriesOf(blockAt(file, index))) blocks.push(new Cursor(value).handle())
  return blocks.flatMap((handle): Part[] => {
    const bytes = blockAt(file, handle)
    const keys = Buffer.concat(entriesOf(bytes).map(({ key }) => key))
    const { offset } = handle
    return [
      { layer: 'table block', offset, bytes },
      { layer: 'table keys', offset, bytes: keys },
    ]
  })
}

interface Handle {
  readonly offset: number
  readonly size: number
}

/** A block is followed by one byte that says how it is compressed, and a checksum. */
function blockAt(file: Buffer, { offset, size }: Handle): Buffer {
  if (offset + size >= file.length) throw new RangeError('a block beyond the end of the table')
  const stored = file.subarray(offset, offset + size)
  if (file[offset + size] !== COMPRESSED) return stored
  const { bytes, complete } = decompressSnappy(stored)
  if (!complete) throw new RangeError('a block that does not decompress')
  return bytes
}

/** Entries: length shared with the key before, rest of the key, value. Restart points at the end. */
function entriesOf(block: Buffer): Array<{ key: Buffer; value: Buffer }> {
  if (block.length < 4) throw new RangeError('a block without restart points')
  const restarts = block.readUInt32LE(block.length - 4)
  const cursor = new Cursor(block.subarray(0, Math.max(0, block.length - 4 - 4 * restarts)))
  const entries: Array<{ key: Buffer; value: Buffer }> = []
  let key: Buffer = Buffer.alloc(0)
  while (!cursor.atEnd()) {
    const shared = cursor.varint()
    const rest = cursor.varint()
    const valueLength = cursor.varint()
    key = Buffer.concat([key.subarray(0, shared), cursor.take(rest)])
    entries.push({ key, value: cursor.take(valueLength) })
  }
  return entries
}

const LOG_BLOCK = 32 * 1024
const LOG_HEADER = 7
const FULL = 1
const FIRST = 2
const LAST = 4

/**
 * The records of a log (`.log`, `MANIFEST-…`; LevelDB, log_format.md), put together where they were
 * split at the 32 KB blocks. A log that ends in the middle of a record, as after a crash, gives that
 * record as far as it goes.
 */
export function logParts(file: Buffer): Part[] {
  const parts: Part[] = []
  let pieces: Buffer[] = []
  let begin = 0
  const finish = () => {
    if (pieces.length > 0) {
      parts.push({ layer: 'log record', offset: begin, bytes: Buffer.concat(pieces) })
    }
    pieces = []
  }
  let at = 0
  while (at + LOG_HEADER <= file.length) {
    const leftInBlock = LOG_BLOCK - (at % LOG_BLOCK)
    if (leftInBlock < LOG_HEADER) {
      at += leftInBlock
      continue
    }
    const length = file.readUInt16LE(at + 4)
    const type = file[at + 6]
    if (type === FULL || type === FIRST) {
      finish()
      begin = at
    }
    pieces.push(file.subarray(at + LOG_HEADER, at + LOG_HEADER + length))
    if (type === FULL || type === LAST) finish()
    at += LOG_HEADER + length
  }
  finish()
  return parts
}

/** Reads a buffer from its begin to its end; beyond it throws RangeError. */
class Cursor {
  private readonly bytes: Buffer
  private at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  atEnd(): boolean {
    return this.at >= this.bytes.length
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new RangeError('an entry beyond its block')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  varint(): number {
    let value = 0
    for (let group = 0; group < 10; group++) {
      const byte = this.take(1)[0] ?? 0
      value += (byte & 0x7f) * 2 ** (7 * group)
      if (byte < 0x80) return value
    }
    throw new RangeError('a varint that does not end')
  }

  handle(): Handle {
    return { offset: this.varint(), size: this.varint() }
  }
}
