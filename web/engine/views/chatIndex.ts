import type { Keyed } from '../../storage/readRows.ts'
import type { ChatRow } from '../../storage/talkRows.ts'
import { folded } from './folding.ts'
import { readKeptIndex, writeKeptIndex } from './keptIndex.ts'
import { personView, readTogether } from './personView.ts'
import { createSortedList, type SortedList } from './sortedList.ts'
import type { ViewParts } from './viewParts.ts'

/** What the order of the list and its counts need of a chat, and what a filter looks at. */
export interface IndexedChat {
  readonly chatId: number
  readonly sortMs: number
  readonly pinned: boolean
  readonly archived: boolean
  readonly mutedUntilMs: number | undefined
  readonly unread: number
  /** Absent until it was read. */
  readonly folded?: FoldedName
}

/** What a filter looks at. */
export interface FoldedName {
  readonly name: string
  readonly number: string | undefined
}

/** Rows that are read at once: few, so that whoever asks for something never waits long behind them. */
const SLICE = 100

/**
 * Which chats there are, in the order of the list. Kept in memory, about 250 bytes a chat, and in
 * short in the store, so that a start reads one row in place of thousands.
 */
export interface ChatIndex {
  /** Takes what was kept at an earlier time; false when it cannot be read. `check` has to follow. */
  restore(json: string): boolean
  /** Reads all chats, slice by slice, without their names. */
  load(breathe: () => Promise<void>): Promise<void>
  /**
   * Reads all chats and their names, and puts right what was restored. `pause` comes after each slice;
   * somebody who waits for `names` makes it go on at once. A check that runs already goes on instead.
   */
  check(pause: () => Promise<void>): Promise<void>
  /** The chats that a check found otherwise than they were restored, since this was last asked. */
  takeDiffering(): readonly number[]
  /** Reads this chat anew: it is new, changed, or gone. */
  refresh(chatId: number): Promise<void>
  /**
   * Pinned ones first, then the newest. Chats without any message or draft are not in the list. It
   * changes with the chats: read it before the next wait.
   */
  inOrder(archived: boolean): readonly IndexedChat[]
  /** Resolves when every chat has its folded name. Throws StorageError. */
  named(): Promise<void>
  /** What `restore` takes. */
  kept(): string
  /** A check ends after the slice that it reads. */
  stop(): void
}

export function createChatIndex(parts: ViewParts): ChatIndex {
  const { rows } = parts
  const chats = new Map<number, IndexedChat>()
  let lists: Record<'shown' | 'archived', SortedList<IndexedChat>> | undefined
  /** Chats without a folded name. */
  let nameless = 0
  let checking: Promise<void> | undefined
  /** While a check runs: chats that were read anew since it began, which it must not touch. */
  let fresh: Set<number> | undefined
  let differing = new Set<number>()
  let hurried = false
  let stopped = false

  const listOf = ({ archived }: IndexedChat) => lists?.[archived ? 'archived' : 'shown']

  function put(chatId: number, chat: IndexedChat | undefined): void {
    const before = chats.get(chatId)
    if (before !== undefined) {
      listOf(before)?.remove(before)
      if (before.folded === undefined) nameless -= 1
    }
    if (chat === undefined) {
      chats.delete(chatId)
      return
    }
    chats.set(chatId, chat)
    listOf(chat)?.insert(chat)
    if (chat.folded === undefined) nameless += 1
  }

  function correct(chatId: number, chat: IndexedChat | undefined): void {
    if (differs(chats.get(chatId), chat)) differing.add(chatId)
    put(chatId, chat)
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

  async function readAll(touched: Set<number>, pause: () => Promise<void>): Promise<void> {
    const gone = new Set(chats.keys())
    for await (const slice of slices()) {
      const people = slice.map(({ row }) => row.contactId)
      await readTogether(
        parts,
        people.filter((id) => id !== undefined),
      )
      for (const { key, row } of slice) {
        gone.delete(key)
        const name = await nameOf(row)
        if (!touched.has(key)) correct(key, indexed(key, row, name))
      }
      if (stopped) return
      if (!hurried) await pause()
    }
    for (const chatId of gone) if (!touched.has(chatId)) correct(chatId, undefined)
  }

  function check(pause: () => Promise<void>): Promise<void> {
    if (checking !== undefined) return checking
    hurried = false
    const touched = (fresh = new Set<number>())
    checking = readAll(touched, pause).finally(() => {
      checking = undefined
      fresh = undefined
    })
    return checking
  }

  return {
    restore(json) {
      const kept = readKeptIndex(json)
      if (kept === undefined) return false
      lists = undefined
      for (const chat of kept) put(chat.chatId, chat)
      return true
    },
    async load(breathe) {
      lists = undefined
      for await (const slice of slices()) {
        for (const { key, row } of slice) put(key, indexed(key, row))
        await breathe()
      }
    },
    check,
    takeDiffering() {
      const taken = [...differing]
      differing = new Set()
      return taken
    },
    async refresh(chatId) {
      fresh?.add(chatId)
      const row = await rows.get('chats', chatId)
      put(chatId, row && indexed(chatId, row, await nameOf(row)))
    },
    inOrder(archived) {
      if (lists === undefined) {
        const all = [...chats.values()]
        lists = {
          shown: createSortedList(
            all.filter((chat) => !chat.archived),
            inListOrder,
          ),
          archived: createSortedList(
            all.filter((chat) => chat.archived),
            inListOrder,
          ),
        }
      }
      return archived ? lists.archived.items : lists.shown.items
    },
    async named() {
      if (nameless === 0) return
      const done = check(async () => {})
      hurried = true
      await done
    },
    kept: () => writeKeptIndex(chats.values()),
    stop() {
      stopped = true
    },
  }
}

/** Undefined: it does not stand in the list. */
function indexed(chatId: number, row: ChatRow, name?: FoldedName): IndexedChat | undefined {
  if (row.sortMs <= 0) return undefined
  const { sortMs, pinnedMs, archived, mutedUntilMs, unread } = row
  return {
    chatId,
    sortMs,
    pinned: pinnedMs !== undefined,
    archived: archived === true,
    mutedUntilMs,
    unread,
    ...(name === undefined ? {} : { folded: name }),
  }
}

/** Whether windows see another chat. A name that was only not read yet is none. */
function differs(before: IndexedChat | undefined, now: IndexedChat | undefined): boolean {
  if (before === undefined || now === undefined) return before !== now
  return (
    before.sortMs !== now.sortMs ||
    before.pinned !== now.pinned ||
    before.archived !== now.archived ||
    before.mutedUntilMs !== now.mutedUntilMs ||
    before.unread !== now.unread ||
    (before.folded !== undefined &&
      (before.folded.name !== now.folded?.name || before.folded.number !== now.folded.number))
  )
}

function inListOrder(one: IndexedChat, other: IndexedChat): number {
  return (
    Number(other.pinned) - Number(one.pinned) ||
    other.sortMs - one.sortMs ||
    other.chatId - one.chatId
  )
}
