import type { Keyed } from '../../storage/readRows.ts'
import type { ChatRow } from '../../storage/talkRows.ts'
import { folded } from './folding.ts'
import { personView, readTogether } from './personView.ts'
import type { ViewParts } from './viewParts.ts'

/** What the order of the list and its counts need of a chat. */
export interface IndexedChat {
  readonly chatId: number
  readonly sortMs: number
  readonly pinned: boolean
  readonly archived: boolean
  readonly mutedUntilMs: number | undefined
  readonly unread: number
}

/** What a filter looks at. */
export interface FoldedName {
  readonly name: string
  readonly number: string | undefined
}

/** Rows that are read at once while the index is made. */
const SLICE = 500

/** Which chats there are, in the order of the list. Kept in memory: about 100 bytes a chat. */
export interface ChatIndex {
  /** Reads all chats, slice by slice. */
  load(breathe: () => Promise<void>): Promise<void>
  /** Reads this chat anew: it is new, changed, or gone. */
  refresh(chatId: number): Promise<void>
  /** Pinned ones first, then the newest. Chats without any message or draft are not in the list. */
  inOrder(archived: boolean): readonly IndexedChat[]
  /** Names of all chats, folded. Made when first asked for. */
  names(): Promise<ReadonlyMap<number, FoldedName>>
}

export function createChatIndex(parts: ViewParts): ChatIndex {
  const { rows } = parts
  const chats = new Map<number, IndexedChat>()
  let names: Map<number, FoldedName> | undefined
  let naming: Promise<void> | undefined
  let ordered: { readonly shown: IndexedChat[]; readonly archived: IndexedChat[] } | undefined

  function put(chatId: number, row: ChatRow | undefined): void {
    ordered = undefined
    if (row === undefined || row.sortMs <= 0) {
      chats.delete(chatId)
      return
    }
    const { sortMs, pinnedMs, archived, mutedUntilMs, unread } = row
    chats.set(chatId, {
      chatId,
      sortMs,
      pinned: pinnedMs !== undefined,
      archived: archived === true,
      mutedUntilMs,
      unread,
    })
  }

  async function nameOf(row: ChatRow): Promise<FoldedName> {
    if (row.contactId === undefined) {
      return { name: folded(row.subject ?? ''), number: undefined }
    }
    const { name, number } = await personView(parts, row.contactId)
    return { name: folded(name), number }
  }

  async function* slices(): AsyncGenerator<readonly Keyed<'chats'>[], void> {
    let after = 0
    for (;;) {
      const slice = await rows.range('chats', { from: after, openFrom: true, limit: SLICE })
      yield slice
      after = slice.at(-1)?.key ?? after
      if (slice.length < SLICE) return
    }
  }

  /** `refresh` keeps the names from their beginning: what changes meanwhile is not put back. */
  async function readNames(made: Map<number, FoldedName>): Promise<void> {
    for await (const slice of slices()) {
      const ids = slice.map(({ row }) => row.contactId)
      await readTogether(
        parts,
        ids.filter((id) => id !== undefined),
      )
      for (const { key, row } of slice) {
        if (!made.has(key)) made.set(key, await nameOf(row))
      }
    }
  }

  return {
    async load(breathe) {
      for await (const slice of slices()) {
        for (const { key, row } of slice) put(key, row)
        await breathe()
      }
    },
    async refresh(chatId) {
      const row = await rows.get('chats', chatId)
      put(chatId, row)
      if (names === undefined) return
      if (row === undefined) names.delete(chatId)
      else names.set(chatId, await nameOf(row))
    },
    inOrder(archived) {
      if (ordered === undefined) {
        const all = [...chats.values()].toSorted(inListOrder)
        ordered = {
          shown: all.filter((chat) => !chat.archived),
          archived: all.filter((chat) => chat.archived),
        }
      }
      return archived ? ordered.archived : ordered.shown
    },
    async names() {
      if (naming === undefined) {
        names = new Map()
        naming = readNames(names)
      }
      const now = naming
      try {
        await now
      } catch (cause) {
        if (naming === now) naming = names = undefined
        throw cause
      }
      return names ?? new Map<number, FoldedName>()
    },
  }
}

function inListOrder(one: IndexedChat, other: IndexedChat): number {
  return (
    Number(other.pinned) - Number(one.pinned) ||
    other.sortMs - one.sortMs ||
    other.chatId - one.chatId
  )
}
