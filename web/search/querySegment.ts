import { beginsWith, compareTerms, openBlock } from './dictionaryBlock.ts'
import { emptyDocSet, keepCommon } from './docSet.ts'
import { compareDocs, decodeDocs, type DocKey, docKeyAt, type DocKeys } from './docTable.ts'
import type { Pace } from './pace.ts'
import { addPostings } from './postings.ts'
import { docsOfBlock, type SegmentHeader, termBytes } from './segmentHeader.ts'
import type { TermGroup, WantedTerm } from './termGroups.ts'

/** A stored segment. */
export interface Segment {
  readonly header: SegmentHeader
  /** Blocks in the order asked for. Throws SearchError where one is missing, or as the storage does. */
  readonly read: (blocks: readonly number[]) => Promise<readonly Uint8Array[]>
}

/** Blocks that are read together. */
const BLOCKS_AT_ONCE = 8

/** The documents that have all that is wanted; undefined when there are none. Throws SearchError. */
export async function findDocs(
  segment: Segment,
  groups: readonly TermGroup[],
  pace: Pace,
): Promise<Uint8Array | undefined> {
  let found: Uint8Array | undefined
  for (const group of groups) {
    const set = emptyDocSet(segment.header.docs)
    for (const wanted of group) await addWanted(segment, wanted, set, pace)
    if (found === undefined) found = set
    if (!keepCommon(found, set)) return undefined
  }
  return found
}

async function addWanted(
  segment: Segment,
  { text, whole }: WantedTerm,
  set: Uint8Array,
  pace: Pace,
): Promise<void> {
  const wanted = termBytes(text)
  const blocks = blocksOf(segment.header, wanted, whole)
  for (let from = 0; from < blocks.length; from += BLOCKS_AT_ONCE) {
    const part = await segment.read(blocks.slice(from, from + BLOCKS_AT_ONCE))
    for (const bytes of part) {
      addOfBlock(bytes, wanted, whole, set)
      if (pace.due()) await pace.pause()
    }
  }
}

/** Blocks that may hold a term, or terms that begin so. */
function blocksOf({ dictionary }: SegmentHeader, wanted: Uint8Array, whole: boolean): number[] {
  let low = 0
  let high = dictionary.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareTerms(dictionary[middle]?.first ?? wanted, wanted) <= 0) low = middle + 1
    else high = middle
  }
  const blocks: number[] = []
  for (let at = Math.max(0, low - 1); at < dictionary.length; at++) {
    const entry = dictionary[at]
    if (entry === undefined) break
    const after = compareTerms(entry.first, wanted) > 0
    if (after && (whole || !beginsWith(entry.first, entry.first.length, wanted))) break
    blocks.push(entry.block)
  }
  return blocks
}

function addOfBlock(bytes: Uint8Array, wanted: Uint8Array, whole: boolean, set: Uint8Array): void {
  const cursor = openBlock(bytes)
  while (cursor.next()) {
    const length = cursor.length()
    if (beginsWith(cursor.term, length, wanted)) {
      if (!whole || length === wanted.length) addPostings(bytes, cursor.place(), set)
    } else if (compareTerms(cursor.term, wanted, length) > 0) return
  }
}

/** Keys of a segment's documents, a block of the table at a time; a few blocks stay in memory. */
export interface DocReader {
  /** Throws SearchError. */
  keyOf(doc: number): Promise<DocKey>
  /** The first document, not a gone one, that is older than a place; else the number of documents. */
  firstAfter(place: DocKey): Promise<number>
}

const KEPT_BLOCKS = 4

export function createDocReader(segment: Segment): DocReader {
  const { header } = segment
  const kept = new Map<number, DocKeys>()
  const blockLength = docsOfBlock(header, 0)

  async function blockAt(at: number): Promise<DocKeys> {
    const known = kept.get(at)
    if (known !== undefined) return known
    const keys = await readDocs(segment, at)
    if (kept.size === KEPT_BLOCKS) kept.delete(kept.keys().next().value ?? 0)
    kept.set(at, keys)
    return keys
  }

  return {
    async keyOf(doc) {
      const at = Math.floor(doc / blockLength)
      return docKeyAt(await blockAt(at), doc - at * blockLength)
    },
    async firstAfter(place) {
      if (header.docs === 0) return 0
      // Equal times may stand on both sides of the end of a block: the last block that begins before.
      let at = 0
      while (at + 1 < header.table.length && (header.table[at + 1]?.newestMs ?? 0) > place[1]) {
        at += 1
      }
      for (; at < header.table.length; at++) {
        const keys = await blockAt(at)
        for (let doc = 0; doc < keys.times.length; doc++) {
          const key = docKeyAt(keys, doc)
          if (key[0] !== 0 && compareDocs(key, place) > 0) return at * blockLength + doc
        }
      }
      return header.docs
    },
  }
}

/** One block of the table. Throws SearchError. */
export async function readDocs(segment: Segment, at: number): Promise<DocKeys> {
  const entry = segment.header.table[at]
  const [bytes] = entry === undefined ? [] : await segment.read([entry.block])
  return decodeDocs(
    bytes ?? new Uint8Array(0),
    docsOfBlock(segment.header, at),
    entry?.newestMs ?? 0,
  )
}
