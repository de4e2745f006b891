import { openBlock } from '../../search/dictionaryBlock.ts'
import { decodeHeader, termText } from '../../search/segmentHeader.ts'
import type { AccountStore } from '../../storage/accountStore.ts'

/** For tests: all words of all segments that are stored. */
export async function storedTerms(store: AccountStore): Promise<string[]> {
  const terms: string[] = []
  const rows = await store.getAll('searchSegments')
  const bytesOf = (segment: number, block: number) =>
    rows.find(({ key }) => key[0] === segment && key[1] === block)?.row.bytes ?? new Uint8Array(0)
  for (const [segment, block] of rows.map(({ key }) => key)) {
    if (block !== 0) continue
    const header = decodeHeader(bytesOf(segment, 0))
    for (const { block: at, first } of header.dictionary) {
      terms.push(termText(first))
      const cursor = openBlock(bytesOf(segment, at))
      while (cursor.next()) terms.push(termText(cursor.term.slice(0, cursor.length())))
    }
  }
  return terms
}
