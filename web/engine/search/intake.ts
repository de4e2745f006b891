import { createMemoryIndex, type MemoryIndex } from '../../search/memoryIndex.ts'
import { authorTerm, kindTerm } from '../../search/termGroups.ts'
import type { MessageKey, MessageRow } from '../../storage/talkRows.ts'
import { searchableOf } from './searchText.ts'

/** Documents of one index in memory; then it goes into a segment. */
const MOST_DOCS = 8_192
/** What one fold changes fits: 500 messages, and what was in the journal. */
const ROOM = 1_024

/** Messages that are in no segment yet, and what has to be stored once they are in one. */
export interface Shelf {
  readonly index: MemoryIndex
  /** Rows of the queue that it holds all of. */
  readonly rows: number[]
  /** How far the index was made anew with it. */
  rebuilt: { readonly to: MessageKey } | 'done' | undefined
}

/** Where messages are taken into the index first. */
export interface Intake {
  /** Newest last; all of them can be searched. */
  readonly shelves: () => readonly Shelf[]
  /** Those that nothing is added to any more, oldest first. */
  readonly closed: () => readonly Shelf[]
  /** The one that is added to. */
  readonly open: () => Shelf
  /** Takes messages in. Those with nothing to find are left out. */
  take(messages: readonly { readonly key: MessageKey; readonly row: MessageRow }[]): void
  drop(keys: readonly MessageKey[]): void
  /** Closes what is open, if there is anything in it. */
  close(): void
  /** It is stored. */
  remove(shelf: Shelf): void
}

/** `seed`: a number that nobody can guess. */
export function createIntake(seed: number): Intake {
  const authors = new Map<string | number, string>()
  const kinds = new Map<string, string>()
  let closed: Shelf[] = []
  let open = newShelf(seed)

  function factsOf(author: 'me' | number, kind: string): string[] {
    let ofAuthor = authors.get(author)
    if (ofAuthor === undefined) authors.set(author, (ofAuthor = authorTerm(author)))
    let ofKind = kinds.get(kind)
    if (ofKind === undefined) kinds.set(kind, (ofKind = kindTerm(kind)))
    return [ofAuthor, ofKind]
  }

  function close(): void {
    if (open.index.docs() === 0 && open.rows.length === 0 && open.rebuilt === undefined) return
    closed.push(open)
    open = newShelf(seed)
  }

  return {
    shelves: () => [...closed, open],
    closed: () => closed,
    open: () => open,
    close,
    take(messages) {
      if (open.index.docs() + Math.max(ROOM, messages.length) > MOST_DOCS) close()
      for (const { key, row } of messages) {
        if (row.author === 'system') continue
        const found = searchableOf(row)
        if (found !== undefined) open.index.add(key, factsOf(row.author, found.kind), found.text)
      }
    },
    drop(keys) {
      for (const { index } of closed) index.drop(keys)
      open.index.drop(keys)
    },
    remove(shelf) {
      closed = closed.filter((one) => one !== shelf)
    },
  }
}

function newShelf(seed: number): Shelf {
  return { index: createMemoryIndex(MOST_DOCS, seed), rows: [], rebuilt: undefined }
}
