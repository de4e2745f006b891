import type { SearchWish } from '../../bridge/archive.ts'
import type { DocKey } from '../../search/docTable.ts'
import { type Needle, needlesOf } from '../../search/needles.ts'
import {
  authorTerm,
  factGroup,
  groupsOf,
  kindTerm,
  streamTerm,
  type TermGroup,
} from '../../search/termGroups.ts'
import type { Author } from '../../storage/talkRows.ts'
import { readMessageKey } from '../chats/messageKey.ts'
import type { ViewParts } from '../views/viewParts.ts'
import type { Searchable } from './searchText.ts'

/** What a wish asks of the index, and of each message. */
export interface SearchPlan {
  readonly needles: readonly Needle[]
  readonly groups: readonly TermGroup[]
  /** Only messages after this place in the answer, newest first. */
  readonly after: DocKey
  readonly fromMs: number
  /** Whether a message is what was asked for, but for its words. */
  fits(key: DocKey, author: Author, kind: Searchable['kind']): boolean
}

const LAST_MS = Number.MAX_SAFE_INTEGER - 1

/**
 * Undefined: nothing can be found, as of a wish without a word, a sender or a kind. `next`: where the
 * part before ended. Throws StorageError.
 */
export async function planOf(
  parts: Pick<ViewParts, 'rows' | 'book'>,
  wish: SearchWish,
  next: string | undefined,
): Promise<SearchPlan | undefined> {
  const { rows, book } = parts
  const needles = needlesOf(wish.text)
  const isLimited = wish.from !== undefined || (wish.kinds ?? []).length > 0
  if (needles.length === 0 && (wish.text.trim() !== '' || !isLimited)) return undefined
  const groups = [...groupsOf(needles)]
  const chat = wish.chatId === undefined ? undefined : await book.chat(rows, wish.chatId)
  if (wish.chatId !== undefined && chat === undefined) return undefined
  const streams = chat?.row.streams
  if (streams !== undefined) groups.push(factGroup(streams.map(streamTerm)))
  const authors = await authorsOf(parts, wish.from)
  if (authors !== undefined) groups.push(factGroup(authors.map(authorTerm)))
  const kinds = wish.kinds === undefined || wish.kinds.length === 0 ? undefined : wish.kinds
  if (kinds !== undefined) groups.push(factGroup(kinds.map(kindTerm)))
  const fromMs = wish.fromMs ?? 0
  const toMs = Math.min(wish.toMs ?? LAST_MS, LAST_MS)
  const begin: DocKey = [0, toMs + 1, 0]
  const place = next === undefined ? undefined : readMessageKey(next)
  return {
    needles,
    groups,
    after: place ?? begin,
    fromMs,
    fits: (key, author, kind) =>
      key[1] >= fromMs &&
      key[1] <= toMs &&
      (streams === undefined || streams.includes(key[0])) &&
      (authors === undefined || (author !== 'system' && authors.includes(author))) &&
      (kinds === undefined || kinds.includes(kind)),
  }
}

/** Ids that a person had or has. */
async function authorsOf(
  { rows, book }: Pick<ViewParts, 'rows' | 'book'>,
  from: SearchWish['from'],
): Promise<readonly ('me' | number)[] | undefined> {
  if (from === undefined || from === 'me') return from && [from]
  const found = await book.contact(rows, from)
  return found === undefined ? [from] : [found.contactId, ...(found.row.merged ?? [])]
}
