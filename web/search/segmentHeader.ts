import { utf8Decode, utf8Encode } from '../crypto/bytes.ts'
import { atEnd, createByteReader, readBytes, readVarint } from './byteReader.ts'
import { createByteWriter } from './byteWriter.ts'
import { DOCS_A_BLOCK } from './docTable.ts'
import { MOST_DOCS } from './postings.ts'
import { SearchError } from './searchError.ts'

/** Rises when an index of before cannot be read any more; it is then made anew. */
export const SEGMENT_VERSION = 1

/** What a segment is made of. Block 0 is this header. */
export interface SegmentHeader {
  readonly docs: number
  /** Documents that are not gone. */
  readonly live: number
  /** Time of the newest and of the oldest document. */
  readonly newestMs: number
  readonly oldestMs: number
  /** Blocks of the dictionary by their first terms, ascending. */
  readonly dictionary: readonly { readonly block: number; readonly first: Uint8Array }[]
  /** Blocks of the table of documents, each with the time of its newest. */
  readonly table: readonly { readonly block: number; readonly newestMs: number }[]
}

/**
 * Version · docs · live · newestMs · oldestMs · number of dictionary blocks · of each: block, length
 * of its first term, the term · of each 1024 documents: block, time of its newest. All varints.
 */
export function encodeHeader(header: SegmentHeader): Uint8Array {
  const writer = createByteWriter()
  writer.varint(SEGMENT_VERSION)
  for (const value of [header.docs, header.live, header.newestMs, header.oldestMs]) {
    writer.varint(value)
  }
  writer.varint(header.dictionary.length)
  for (const { block, first } of header.dictionary) {
    writer.varint(block)
    writer.varint(first.length)
    writer.bytes(first)
  }
  for (const { block, newestMs } of header.table) {
    writer.varint(block)
    writer.varint(newestMs)
  }
  return writer.take()
}

/** Throws SearchError. */
export function decodeHeader(bytes: Uint8Array): SegmentHeader {
  const reader = createByteReader(bytes)
  if (readVarint(reader) !== SEGMENT_VERSION) throw new SearchError('a segment of another version')
  const docs = readVarint(reader)
  if (docs > MOST_DOCS) throw new SearchError('a segment with too many documents')
  const live = readVarint(reader)
  const newestMs = readVarint(reader)
  const oldestMs = readVarint(reader)
  const blocks = readVarint(reader)
  const dictionary: { block: number; first: Uint8Array }[] = []
  for (let left = blocks; left > 0; left--) {
    const block = readVarint(reader)
    dictionary.push({ block, first: readBytes(reader, readVarint(reader)).slice() })
  }
  const table: { block: number; newestMs: number }[] = []
  for (let from = 0; from < docs; from += DOCS_A_BLOCK) {
    table.push({ block: readVarint(reader), newestMs: readVarint(reader) })
  }
  if (!atEnd(reader)) throw new SearchError('a header is too long')
  return { docs, live, newestMs, oldestMs, dictionary, table }
}

/** How many documents block `at` of the table holds. */
export function docsOfBlock({ docs }: SegmentHeader, at: number): number {
  return Math.min(DOCS_A_BLOCK, docs - at * DOCS_A_BLOCK)
}

export const termBytes = utf8Encode
export const termText = utf8Decode
