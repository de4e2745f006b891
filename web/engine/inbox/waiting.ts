import type { Clock } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { WaitingEntry, WaitingRow } from '../../storage/waitingRows.ts'
import type { Book } from '../chats/book.ts'
import type { UnitOfWork } from '../work/work.ts'
import { createEmptiness } from './emptiness.ts'
import { without } from './without.ts'

/** A message that may not have come yet. */
export interface Awaited {
  readonly chatId: number
  readonly author: 'me' | number
  readonly id: string
}

/** What came before its message: kept until that comes, for a month at most. */
export interface Waiting {
  /** Adds to what waits for a message. */
  add(
    unit: UnitOfWork,
    awaited: Awaited,
    change: (entry: WaitingEntry) => WaitingEntry,
  ): Promise<void>
  /** What waited for a message, which is there now: it waits no more. */
  take(unit: UnitOfWork, awaited: Awaited): Promise<WaitingEntry | undefined>
  /**
   * A test for the ids of one chat, for when there are many of them: false where certainly nothing
   * waits for a message of that id. Good for the unit it was made in.
   */
  test(unit: UnitOfWork, chatId: number): Promise<(id: string) => boolean>
  /** Whether something waits for this one; it goes on waiting. */
  has(unit: UnitOfWork, awaited: Awaited): Promise<boolean>
  /** Forgets what has waited for too long. */
  sweep(unit: UnitOfWork): Promise<void>
}

const isIn = (entries: readonly WaitingEntry[]) => (entry: WaitingEntry) => entries.includes(entry)

const always = () => true

/** About 100 bytes each. */
const IDS_KNOWN = 20_000
const DAY_MS = 86_400_000
/** Receipts of what is no message here, such as reactions, wait for nothing. */
const RECEIPTS_KEPT_MS = DAY_MS
const KEPT_MS = 30 * DAY_MS

export function createWaiting(parts: {
  readonly clock: Pick<Clock, 'now'>
  readonly store: Pick<AccountStore, 'addressKey'>
  readonly book: Book
}): Waiting {
  const { clock, store, book } = parts
  const emptiness = createEmptiness('waiting')
  /** Ids that were waited for since this engine began, as long as they are not too many. */
  const ids = new Set<string>()
  /** Chats that wait for messages whose ids are not among them; undefined until that is asked for. */
  let chats: Set<number> | undefined

  const keyOf = (id: string) => store.addressKey(`waiting|${id}`)

  /** Chats and people may have joined since: ids that were given up lead to the new ones. */
  async function isAbout(unit: UnitOfWork, entry: WaitingEntry, awaited: Awaited) {
    if ((await currentChat(unit, entry.chatId)) !== (await currentChat(unit, awaited.chatId))) {
      return false
    }
    return (await currentAuthor(unit, entry.author)) === (await currentAuthor(unit, awaited.author))
  }

  const currentChat = async (unit: UnitOfWork, chatId: number) =>
    (await book.chat(unit, chatId))?.chatId ?? chatId

  const currentAuthor = async (unit: UnitOfWork, author: 'me' | number) =>
    author === 'me' ? author : ((await book.contact(unit, author))?.contactId ?? author)

  async function split(unit: UnitOfWork, key: string, awaited: Awaited) {
    const row = await unit.get('waiting', key)
    const others: WaitingEntry[] = []
    let found: WaitingEntry | undefined
    for (const entry of row?.entries ?? []) {
      if (found === undefined && (await isAbout(unit, entry, awaited))) found = entry
      else others.push(entry)
    }
    return { found, others }
  }

  function put(unit: UnitOfWork, key: string, entries: readonly WaitingEntry[]): void {
    if (entries.length === 0) return unit.del('waiting', key)
    emptiness.end()
    unit.put('waiting', key, { entries })
  }

  function isFresh({ sinceMs, revoke, edit, reactions }: WaitingEntry): boolean {
    const isOfUse = revoke !== undefined || edit !== undefined || reactions !== undefined
    return clock.now() - sinceMs < (isOfUse ? KEPT_MS : RECEIPTS_KEPT_MS)
  }

  const isOver = (atMs = Infinity) => atMs <= clock.now()

  return {
    async add(unit, awaited, change) {
      const key = await keyOf(awaited.id)
      const { found, others } = await split(unit, key, awaited)
      const { chatId, author } = awaited
      const entry = change(found ?? { chatId, author, sinceMs: clock.now() })
      if (ids.size < IDS_KNOWN) ids.add(awaited.id)
      else chats?.add(chatId)
      put(unit, key, [...others, entry])
    },
    async take(unit, awaited) {
      if (await emptiness.lasts(unit)) return undefined
      const key = await keyOf(awaited.id)
      const { found, others } = await split(unit, key, awaited)
      if (found !== undefined) put(unit, key, others)
      return found
    },
    async test(unit, chatId) {
      if (chats === undefined) {
        const rows = (await emptiness.lasts(unit)) ? [] : await unit.range('waiting', {})
        chats = new Set(rows.flatMap(({ row }) => row.entries.map((entry) => entry.chatId)))
      }
      if (chats.has(chatId)) return always
      for (const one of chats) if ((await currentChat(unit, one)) === chatId) return always
      return (id) => ids.has(id)
    },
    async has(unit, awaited) {
      return (await split(unit, await keyOf(awaited.id), awaited)).found !== undefined
    },
    async sweep(unit) {
      if (await emptiness.lasts(unit)) return
      for (const { key, row } of await unit.range('waiting', {})) {
        const entries = row.entries.map((entry) =>
          isOver(entry.edit?.expiresAtMs) ? without(entry, 'edit') : entry,
        )
        const kept: WaitingRow['entries'] = entries.filter(isFresh)
        const same = kept.length === row.entries.length && kept.every(isIn(row.entries))
        if (!same) put(unit, key, kept)
      }
    },
  }
}
