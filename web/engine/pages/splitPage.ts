import type { MessageRow } from '../../storage/talkRows.ts'
import type { Entry } from './pageCodec.ts'

/** A page has about so many messages, and is split when it has more than the second number. */
const USUAL = 100
const MOST = 128

/** Large messages fill a page sooner: it is read and rewritten as a whole. */
const MOST_BYTES = 192 * 1024

/** What a message takes beside its bytes, about. */
const FRAME_BYTES = 150
/** What a reaction takes beside its emoji, about. */
const REACTION_BYTES = 40

/**
 * The pages that these messages make, in order; one when they fit. `atEnd`: later ones will follow, so
 * all but the last part are full; otherwise the parts are of one size.
 */
export function splitPage(entries: readonly Entry[], atEnd: boolean): (readonly Entry[])[] {
  const bytes = entries.reduce((sum, { row }) => sum + sizeOf(row), 0)
  if (entries.length <= MOST && bytes <= MOST_BYTES) return [entries]
  const parts = Math.max(Math.ceil(entries.length / USUAL), Math.ceil(bytes / MOST_BYTES))
  const share = atEnd ? USUAL : Math.ceil(entries.length / parts)
  const pages: Entry[][] = []
  let page: Entry[] = []
  let filled = 0
  for (const entry of entries) {
    const size = sizeOf(entry.row)
    if (page.length >= share || (page.length > 0 && filled + size > MOST_BYTES)) {
      pages.push(page)
      page = []
      filled = 0
    }
    page.push(entry)
    filled += size
  }
  pages.push(page)
  return pages
}

/** Everything of a row that whoever writes, or reacts, can make long. */
function sizeOf({ bytes, past, edit, reactions = [] }: MessageRow): number {
  const told = lengthOf(bytes) + lengthOf(past) + lengthOf(edit?.bytes)
  return reactions.reduce(
    (sum, { emoji }) => sum + emoji.length + REACTION_BYTES,
    FRAME_BYTES + told,
  )
}

const lengthOf = (bytes: Uint8Array | undefined) => bytes?.length ?? 0

/** A record covers about so many pages, and is split when it has more than the second number. */
const USUAL_PAGES = 64
const MOST_PAGES = 128

/** The records' shares of these pages, in order. */
export function splitRecord<Page>(pages: readonly Page[]): (readonly Page[])[] {
  if (pages.length <= MOST_PAGES) return [pages]
  const share = Math.ceil(pages.length / Math.ceil(pages.length / USUAL_PAGES))
  const records: (readonly Page[])[] = []
  for (let at = 0; at < pages.length; at += share) records.push(pages.slice(at, at + share))
  return records
}
