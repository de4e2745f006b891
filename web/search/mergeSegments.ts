import { type BlockCursor, compareTerms, createBlockWriter, openBlock } from './dictionaryBlock.ts'
import { compareDocs, type DocKeys, docKeyAt, emptyDocKeys } from './docTable.ts'
import type { Pace } from './pace.ts'
import { MOST_DOCS, readPostings } from './postings.ts'
import { readDocs, type Segment } from './querySegment.ts'
import { createImage, type SegmentImage } from './segmentImage.ts'

const TERMS_A_STEP = 64

/**
 * One segment with the documents of all of these that are not gone; together there are at most 65,536.
 * Undefined: there are none. Holds one block of each and the new one in memory. Throws SearchError.
 */
export async function mergeSegments(
  segments: readonly Segment[],
  pace: Pace,
): Promise<SegmentImage | undefined> {
  const { keys, ranks } = await mergedDocs(segments, pace)
  const docs = keys.times.length
  if (docs === 0) return undefined
  const image = createImage()
  const writer = createBlockWriter(docs)
  const walks = await Promise.all(segments.map(startWalk))
  const found = new Uint16Array(MOST_DOCS)
  for (let step = 0; ; step++) {
    const first = smallest(walks)
    if (first === undefined) break
    const term = first.term.slice(0, first.length())
    let count = 0
    for (const [at, walk] of walks.entries()) {
      if (!walk.is(term)) continue
      const rank = ranks[at]
      for (const doc of walk.postings()) {
        const merged = rank?.[doc] ?? -1
        if (merged >= 0) found[count++] = merged
      }
      await walk.next()
    }
    if (count > 0) {
      const postings = found.subarray(0, count)
      writer.add(term, count > 1 ? postings.sort() : postings)
      if (writer.full()) image.takeTerms(writer)
    }
    if (step % TERMS_A_STEP === 0 && pace.due()) await pace.pause()
  }
  image.takeTerms(writer)
  return image.finish(keys)
}

/** All documents in their new order, and for each segment the new number of each of its old ones. */
async function mergedDocs(
  segments: readonly Segment[],
  pace: Pace,
): Promise<{ readonly keys: DocKeys; readonly ranks: readonly Int32Array[] }> {
  const tables = await Promise.all(segments.map(allDocs))
  const ranks = segments.map(({ header }) => new Int32Array(header.docs).fill(-1))
  const places = segments.map(() => 0)
  const total = tables.reduce(
    (sum, { streams }) => sum + streams.filter((id) => id !== 0).length,
    0,
  )
  const keys = emptyDocKeys(total)
  for (let rank = 0; rank < total; rank++) {
    let newest = -1
    for (const [at, table] of tables.entries()) {
      let place = places[at] ?? 0
      while (table.streams[place] === 0) place += 1
      places[at] = place
      if (place >= table.streams.length) continue
      const best = tables[newest]
      if (
        best === undefined ||
        compareDocs(docKeyAt(table, place), docKeyAt(best, places[newest] ?? 0)) < 0
      ) {
        newest = at
      }
    }
    const table = tables[newest]
    const place = places[newest] ?? 0
    if (table === undefined) break
    const [stream, time, seq] = docKeyAt(table, place)
    keys.streams[rank] = stream
    keys.times[rank] = time
    keys.seqs[rank] = seq
    const own = ranks[newest]
    if (own !== undefined) own[place] = rank
    places[newest] = place + 1
    if (rank % 1024 === 0 && pace.due()) await pace.pause()
  }
  return { keys, ranks }
}

/** Keys of all documents of a segment. Throws SearchError. */
export async function allDocs(segment: Segment): Promise<DocKeys> {
  const keys = emptyDocKeys(segment.header.docs)
  let doc = 0
  for (const at of segment.header.table.keys()) {
    const part = await readDocs(segment, at)
    keys.streams.set(part.streams, doc)
    keys.times.set(part.times, doc)
    keys.seqs.set(part.seqs, doc)
    doc += part.times.length
  }
  return keys
}

/** Stands at one term of a segment after another, over all its blocks. */
interface Walk {
  readonly cursor: () => BlockCursor | undefined
  /** Whether it stands at this term. */
  is(term: Uint8Array): boolean
  postings(): readonly number[]
  next(): Promise<void>
}

async function startWalk(segment: Segment): Promise<Walk> {
  const { header } = segment
  let at = -1
  let bytes: Uint8Array = new Uint8Array(0)
  let cursor: BlockCursor | undefined

  async function next(): Promise<void> {
    while (cursor?.next() !== true) {
      at += 1
      const entry = header.dictionary[at]
      if (entry === undefined) {
        cursor = undefined
        return
      }
      bytes = (await segment.read([entry.block]))[0] ?? bytes
      cursor = openBlock(bytes)
    }
  }

  await next()
  return {
    cursor: () => cursor,
    is: (term) => cursor !== undefined && compareTerms(cursor.term, term, cursor.length()) === 0,
    postings: () => (cursor === undefined ? [] : readPostings(bytes, cursor.place(), header.docs)),
    next,
  }
}

function smallest(walks: readonly Walk[]): BlockCursor | undefined {
  let first: BlockCursor | undefined
  for (const walk of walks) {
    const cursor = walk.cursor()
    if (cursor === undefined) continue
    if (
      first === undefined ||
      compareTerms(cursor.term, first.term, cursor.length(), first.length()) < 0
    ) {
      first = cursor
    }
  }
  return first
}
