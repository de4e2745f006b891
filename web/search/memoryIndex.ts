import { createBlockWriter, LONGEST_TERM_BYTES } from './dictionaryBlock.ts'
import { addDoc, emptyDocSet, hasDoc, keepCommon } from './docSet.ts'
import { compareDocs, type DocKey, docKeyAt, type DocKeys, emptyDocKeys } from './docTable.ts'
import { fold } from './folding.ts'
import { eachTerm } from './runs.ts'
import { createImage, type SegmentImage } from './segmentImage.ts'
import { streamTerm, type TermGroup } from './termGroups.ts'
import { createTermTable } from './termTable.ts'

/** Documents that were not put into a segment yet; they can be found all the same. */
export interface MemoryIndex {
  /** How many there are that are not gone. */
  readonly live: () => number
  /** How many were added. */
  readonly docs: () => number
  /** Adds a document. `facts`: terms that are no words. One of this key is dropped before, if it is another now. */
  add(key: DocKey, facts: readonly string[], text: string): void
  /** Takes documents out. */
  drop(keys: readonly DocKey[]): void
  /** Keys of the documents that have all that is wanted, newest first. */
  find(groups: readonly TermGroup[]): DocKey[]
  /**
   * The segment that holds its documents as they are now. Yields so often that a pause of the engine
   * can be put in between. Nothing may be added meanwhile. Undefined: there are none.
   */
  write(): Generator<undefined, SegmentImage | undefined>
}

const TERMS_A_STEP = 64

/** An empty index of up to `most` documents. `seed`: see `createTermTable`. */
export function createMemoryIndex(most: number, seed: number): MemoryIndex {
  const keys = emptyDocKeys(most)
  const dead = new Uint8Array((most + 7) >>> 3)
  const terms = createTermTable(seed)
  const streamTerms = new Map<number, string>()
  /** By term: the document that had it last, and one more. */
  let lastDocs = new Uint32Array(1 << 14)
  let pairTerms = new Uint32Array(most * 8)
  let pairDocs = new Uint32Array(most * 8)
  let pairs = 0
  let docs = 0
  let gone = 0

  function take(text: string, from: number, to: number): void {
    const id = terms.take(text, from, to)
    if (id >= lastDocs.length) lastDocs = larger(lastDocs)
    if (lastDocs[id] === docs + 1) return
    lastDocs[id] = docs + 1
    if (pairs === pairTerms.length) {
      pairTerms = larger(pairTerms)
      pairDocs = larger(pairDocs)
    }
    pairTerms[pairs] = id
    pairDocs[pairs] = docs
    pairs += 1
  }

  const takeWhole = (term: string) => take(term, 0, term.length)

  function termOfStream(streamId: number): string {
    const known = streamTerms.get(streamId)
    if (known !== undefined) return known
    const term = streamTerm(streamId)
    streamTerms.set(streamId, term)
    return term
  }

  /** Documents that have one of the group's terms. */
  function having(group: TermGroup): Uint8Array {
    const wanted = new Uint8Array(terms.size())
    for (const { text, whole } of group) {
      const id = terms.find(text)
      if (id >= 0) wanted[id] = 1
      if (whole) continue
      for (let at = 0; at < wanted.length; at++) if (terms.beginsWith(at, text)) wanted[at] = 1
    }
    const set = emptyDocSet(docs)
    for (let at = 0; at < pairs; at++) {
      if (wanted[pairTerms[at] ?? 0] === 1) addDoc(set, pairDocs[at] ?? 0)
    }
    return set
  }

  /** Documents that are not gone, newest first. */
  function liveDocs(): number[] {
    const found: number[] = []
    for (let doc = 0; doc < docs; doc++) if (!hasDoc(dead, doc)) found.push(doc)
    return found.sort((one, other) => compareDocs(docKeyAt(keys, one), docKeyAt(keys, other)))
  }

  return {
    live: () => docs - gone,
    docs: () => docs,
    add(key, facts, text) {
      if (docs === most) throw new Error('the index in memory is full')
      keys.streams[docs] = key[0]
      keys.times[docs] = key[1]
      keys.seqs[docs] = key[2]
      takeWhole(termOfStream(key[0]))
      for (const fact of facts) takeWhole(fact)
      eachTerm(fold(text), take)
      docs += 1
    },
    drop(given) {
      const dropped = new Set(given.map(String))
      const seqs = new Set(given.map(([, , seq]) => seq))
      for (let doc = 0; doc < docs; doc++) {
        if (!seqs.has(keys.seqs[doc] ?? 0) || hasDoc(dead, doc)) continue
        if (!dropped.has(String(docKeyAt(keys, doc)))) continue
        addDoc(dead, doc)
        gone += 1
      }
    },
    find(groups) {
      let found: Uint8Array | undefined
      for (const group of groups) {
        const set = having(group)
        if (found === undefined) found = set
        else if (!keepCommon(found, set)) return []
      }
      const answer: DocKey[] = []
      for (let doc = 0; doc < docs; doc++) {
        if (found !== undefined && hasDoc(found, doc) && !hasDoc(dead, doc)) {
          answer.push(docKeyAt(keys, doc))
        }
      }
      return answer.sort(compareDocs)
    },
    *write() {
      const order = liveDocs()
      if (order.length === 0) return undefined
      yield
      const ranks = new Int32Array(docs).fill(-1)
      for (const [rank, doc] of order.entries()) ranks[doc] = rank
      const { starts, sorted } = byTerm(pairTerms, pairDocs, pairs, terms.size(), ranks)
      yield
      const image = createImage()
      const writer = createBlockWriter(order.length)
      const bytes = new Uint8Array(LONGEST_TERM_BYTES)
      let steps = 0
      for (const group of terms.inOrder()) {
        for (const id of group) {
          const postings = sorted.subarray(starts[id] ?? 0, starts[id + 1] ?? 0)
          if (postings.length === 0) continue
          if (postings.length > 1) postings.sort()
          writer.add(bytes, postings, terms.bytes(id, bytes))
          if (writer.full()) image.takeTerms(writer)
          if (++steps % TERMS_A_STEP === 0) yield
        }
        yield
      }
      image.takeTerms(writer)
      yield
      return image.finish(picked(keys, order))
    },
  }
}

/** Documents by term, a counting sort: those of term `id` stand from `starts[id]` to the next. */
function byTerm(
  pairTerms: Uint32Array,
  pairDocs: Uint32Array,
  pairs: number,
  terms: number,
  ranks: Int32Array,
): { readonly starts: Uint32Array; readonly sorted: Uint16Array } {
  const starts = new Uint32Array(terms + 1)
  for (let at = 0; at < pairs; at++) {
    if ((ranks[pairDocs[at] ?? 0] ?? -1) < 0) continue
    const next = (pairTerms[at] ?? 0) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let id = 1; id <= terms; id++) starts[id] = (starts[id] ?? 0) + (starts[id - 1] ?? 0)
  const places = starts.slice()
  const sorted = new Uint16Array(starts[terms] ?? 0)
  for (let at = 0; at < pairs; at++) {
    const rank = ranks[pairDocs[at] ?? 0] ?? -1
    if (rank < 0) continue
    const id = pairTerms[at] ?? 0
    const place = places[id] ?? 0
    sorted[place] = rank
    places[id] = place + 1
  }
  return { starts, sorted }
}

function picked(keys: DocKeys, order: readonly number[]): DocKeys {
  const answer = emptyDocKeys(order.length)
  for (const [rank, doc] of order.entries()) {
    answer.streams[rank] = keys.streams[doc] ?? 0
    answer.times[rank] = keys.times[doc] ?? 0
    answer.seqs[rank] = keys.seqs[doc] ?? 0
  }
  return answer
}

function larger(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const twice = new Uint32Array(array.length * 2)
  twice.set(array)
  return twice
}
