import { encodeDocs, DOCS_A_BLOCK, type DocKeys } from './docTable.ts'
import type { BlockWriter } from './dictionaryBlock.ts'
import { encodeHeader, type SegmentHeader } from './segmentHeader.ts'

/** A segment as it is to be stored. */
export interface SegmentImage {
  readonly header: SegmentHeader
  /** The header (block 0) and all others. */
  readonly blocks: readonly StoredBlock[]
}

export interface StoredBlock {
  readonly block: number
  readonly bytes: Uint8Array
}

/** Gathers the blocks of a new segment: first those of its dictionary, in order, then its documents. */
export function createImage(): {
  /** Takes what a writer holds, if it holds anything. */
  takeTerms(writer: BlockWriter): void
  /** The whole. `keys`: its documents, newest first; there is one at least. */
  finish(keys: DocKeys): SegmentImage
} {
  const blocks: StoredBlock[] = []
  const dictionary: { block: number; first: Uint8Array }[] = []
  const next = () => blocks.length + 1
  return {
    takeTerms(writer) {
      if (writer.empty()) return
      const { first, bytes } = writer.close()
      dictionary.push({ block: next(), first })
      blocks.push({ block: next(), bytes })
    },
    finish(keys) {
      const docs = keys.times.length
      const table: { block: number; newestMs: number }[] = []
      for (let from = 0; from < docs; from += DOCS_A_BLOCK) {
        const newestMs = keys.times[from] ?? 0
        const to = Math.min(docs, from + DOCS_A_BLOCK)
        table.push({ block: next(), newestMs })
        blocks.push({ block: next(), bytes: encodeDocs(keys, from, to, newestMs) })
      }
      const header: SegmentHeader = {
        docs,
        live: docs,
        newestMs: keys.times[0] ?? 0,
        oldestMs: keys.times[docs - 1] ?? 0,
        dictionary,
        table,
      }
      return { header, blocks: [{ block: 0, bytes: encodeHeader(header) }, ...blocks] }
    },
  }
}
