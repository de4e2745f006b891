import { createBlockWriter, openBlock } from './dictionaryBlock.ts'
import { addDoc, emptyDocSet, hasDoc } from './docSet.ts'
import { type DocKey, docKeyAt, type DocKeys, DOCS_A_BLOCK, encodeDocs } from './docTable.ts'
import type { Pace } from './pace.ts'
import { hasSomePosting, readPostings } from './postings.ts'
import { readDocs, type Segment } from './querySegment.ts'
import type { StoredBlock } from './segmentImage.ts'
import { encodeHeader, type SegmentHeader } from './segmentHeader.ts'

/** What is to be written so that nothing of some documents is left in a segment. */
export interface DroppedDocs {
  readonly header: SegmentHeader
  /** Changed blocks, the header among them. */
  readonly changed: readonly StoredBlock[]
  /** Blocks that hold nothing any more. */
  readonly removed: readonly number[]
}

/**
 * Takes documents out of a segment: out of every list of documents, and their keys out of the table.
 * A term that only they had is gone from block and header. Blocks without them stay as they are.
 * Undefined: it has none of them. Throws SearchError.
 */
export async function dropDocs(
  segment: Segment,
  keys: readonly DocKey[],
  pace: Pace,
): Promise<DroppedDocs | undefined> {
  const { header } = segment
  const docs = await docsOf(segment, keys, pace)
  if (docs.length === 0) return undefined
  const set = emptyDocSet(header.docs)
  for (const doc of docs) addDoc(set, doc)
  const changed: StoredBlock[] = []
  const removed: number[] = []
  const dictionary: { block: number; first: Uint8Array }[] = []
  for (const entry of header.dictionary) {
    const [bytes] = await segment.read([entry.block])
    const block = bytes === undefined ? undefined : withoutDocs(bytes, set, header.docs)
    if (block === undefined) dictionary.push(entry)
    else if (block.bytes.length === 0) removed.push(entry.block)
    else {
      dictionary.push({ block: entry.block, first: block.first })
      changed.push({ block: entry.block, bytes: block.bytes })
    }
    if (pace.due()) await pace.pause()
  }
  for (const [at, { block, newestMs }] of header.table.entries()) {
    const table = await readDocs(segment, at)
    if (!forget(table, set, at * DOCS_A_BLOCK)) continue
    changed.push({ block, bytes: encodeDocs(table, 0, table.times.length, newestMs) })
  }
  const next = { ...header, dictionary, live: header.live - docs.length }
  return { header: next, changed: [{ block: 0, bytes: encodeHeader(next) }, ...changed], removed }
}

/** Numbers of the documents that a segment has of these; a key may have several. */
async function docsOf(segment: Segment, keys: readonly DocKey[], pace: Pace): Promise<number[]> {
  const { table, oldestMs } = segment.header
  const found: number[] = []
  for (const [at, { newestMs }] of table.entries()) {
    const untilMs = table[at + 1]?.newestMs ?? oldestMs
    const own = keys.filter(([, atMs]) => atMs <= newestMs && atMs >= untilMs)
    if (own.length === 0) continue
    const seqs = new Set(own.map(([, , seq]) => seq))
    const names = new Set(own.map(String))
    const docs = await readDocs(segment, at)
    for (const [place, seq] of docs.seqs.entries()) {
      if (!seqs.has(seq) || !names.has(String(docKeyAt(docs, place)))) continue
      found.push(at * DOCS_A_BLOCK + place)
    }
    if (pace.due()) await pace.pause()
  }
  return found
}

/** A block without some documents; undefined when it has none of them. */
function withoutDocs(
  bytes: Uint8Array,
  set: Uint8Array,
  docs: number,
): { readonly first: Uint8Array; readonly bytes: Uint8Array } | undefined {
  if (!isTouched(bytes, set)) return undefined
  const writer = createBlockWriter(docs)
  const cursor = openBlock(bytes)
  while (cursor.next()) {
    const left = readPostings(bytes, cursor.place(), docs).filter((doc) => !hasDoc(set, doc))
    if (left.length > 0) writer.add(cursor.term.slice(0, cursor.length()), left)
  }
  return writer.close()
}

function isTouched(bytes: Uint8Array, set: Uint8Array): boolean {
  const cursor = openBlock(bytes)
  while (cursor.next()) if (hasSomePosting(bytes, cursor.place(), set)) return true
  return false
}

/** Whether a part of the table had one of them. */
function forget(table: DocKeys, set: Uint8Array, first: number): boolean {
  let found = false
  for (let at = 0; at < table.streams.length; at++) {
    if (docKeyAt(table, at)[0] === 0 || !hasDoc(set, first + at)) continue
    table.streams[at] = 0
    found = true
  }
  return found
}
