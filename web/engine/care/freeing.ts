import type { FreeingView } from '../../bridge/archive.ts'
import type { CommandResult, TalkCommand } from '../../bridge/contract.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import { readKeys } from '../../storage/readRows.ts'
import type { FreeingRow } from '../../storage/rows.ts'
import type { Book } from '../chats/book.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import { createSerialQueue } from '../serialQueue.ts'
import type { Work } from '../work/work.ts'
import { eachStream } from './eachStream.ts'
import { type FreeingPlace, freeSome } from './freeMessages.ts'

/** Pictures of one unit. */
const MOST_PICTURES = 200

type Wish = FreeingRow['wishes'][number]
export type FreeSpaceCommand = Extract<TalkCommand, { type: 'freeSpace' }>

export interface FreeingParts {
  readonly store: AccountStore
  readonly work: Work
  readonly book: Book
  readonly now: () => number
  readonly breathe: () => Promise<void>
  /** `view` gives something else now. */
  readonly onChange: () => void
  /** Messages of these chats are gone, and with them how far back they reach. */
  readonly onFreed: (chatIds: readonly number[]) => void
  readonly onBroken: (cause: unknown) => void
}

/** Lets go of what a person does not want to keep here. One wish after another. */
export interface Freeing {
  readonly view: () => FreeingView | undefined
  /** Resolves once it is done. Never rejects. Asked for twice it is done once. */
  readonly run: (command: FreeSpaceCommand) => Promise<CommandResult>
  /** Goes on with what an engine before this one did not finish. Resolves when that is done. */
  readonly resume: () => Promise<void>
  readonly stop: () => void
}

export function createFreeing(parts: FreeingParts): Freeing {
  const { store, work, book, onChange } = parts
  const turns = createSerialQueue()
  let view: FreeingView | undefined
  let stopped = false

  function show(next: FreeingView | undefined): void {
    view = next
    onChange()
  }

  /** Kept until it is done. Where not even that can be stored, the freeing itself makes room. */
  async function keep(wish: Wish): Promise<void> {
    try {
      await changeWishes((wishes) => [...wishes.filter((one) => !isSame(one, wish)), wish])
    } catch (cause) {
      if (!(cause instanceof StorageError && cause.code === 'quota')) throw cause
    }
  }

  async function changeWishes(change: (wishes: readonly Wish[]) => readonly Wish[]): Promise<void> {
    await work.run(async (unit) => {
      const wishes = (await unit.get('account', 'freeing'))?.wishes ?? []
      const next = change(wishes)
      if (next.length > 0) unit.put('account', 'freeing', { wishes: next })
      else unit.del('account', 'freeing')
    })
  }

  async function streamsOf(wish: Wish): Promise<readonly number[]> {
    if (wish.chatId !== undefined) {
      return (await book.chat(work.reader, wish.chatId))?.row.streams ?? []
    }
    const streams: number[] = []
    for await (const slice of eachStream(work.reader, parts.breathe)) {
      for (const { key } of slice) streams.push(key)
    }
    return streams
  }

  async function freeMessages(wish: Wish): Promise<void> {
    const { beforeMs } = wish
    const all = await streamsOf(wish)
    const start = { what: 'messages', ...wish } as const
    let place: FreeingPlace = { streams: all }
    let freed = 0
    show({ ...start, freed, share: 0 })
    while (place.streams.length > 0) {
      if (stopped) throw new StorageError('closed', 'freeing: it has ended')
      const now = place
      const some = await work.run((unit) => freeSome(unit, book, now, beforeMs))
      freed += some.freed
      place = some.rest
      const share = (all.length - place.streams.length + withinStream(place, beforeMs)) / all.length
      if (some.chats.length > 0) parts.onFreed([...new Set(some.chats)])
      show({ ...start, freed, share })
      await parts.breathe()
    }
    await changeWishes((wishes) => wishes.filter((one) => !isSame(one, wish)))
  }

  async function freePictures(beforeMs: number): Promise<void> {
    const total = await store.count('pictures')
    let freed = 0
    show({ what: 'pictures', beforeMs, freed, share: 0 })
    for (;;) {
      if (stopped) throw new StorageError('closed', 'freeing: it has ended')
      const keys = await readKeys(store, 'pictures', MOST_PICTURES)
      await work.run(async (unit) => {
        for (const key of keys) if (typeof key === 'string') unit.del('pictures', key)
      })
      freed += keys.length
      if (keys.length < MOST_PICTURES) return
      show({ what: 'pictures', beforeMs, freed, share: Math.min(1, freed / total) })
      await parts.breathe()
    }
  }

  /** Shown while it runs, whatever its end. */
  function inTurn(task: () => Promise<void>): Promise<void> {
    return turns.add(async () => {
      try {
        await task()
      } finally {
        show(undefined)
      }
    })
  }

  return {
    view: () => view,
    async run({ what, chatId, beforeMs: wanted }) {
      const beforeMs = Math.min(Math.trunc(wanted), parts.now())
      if (!(beforeMs > 0)) return { ok: true }
      try {
        if (what === 'pictures') {
          await inTurn(() => freePictures(beforeMs))
          return { ok: true }
        }
        const chat = chatId === undefined ? undefined : await book.chat(work.reader, chatId)
        if (chatId !== undefined && chat === undefined) {
          return { ok: false, error: plainError('message-gone') }
        }
        const wish = { beforeMs, ...(chat === undefined ? {} : { chatId: chat.chatId }) }
        await keep(wish)
        await inTurn(() => freeMessages(wish))
        return { ok: true }
      } catch (cause) {
        return { ok: false, error: plainErrorOf(cause) }
      }
    },
    async resume() {
      try {
        const left = (await work.reader.get('account', 'freeing'))?.wishes ?? []
        for (const wish of left) await inTurn(() => freeMessages(wish))
      } catch (cause) {
        // On a full disk, or at the end, it stays for the next start.
        if (!(cause instanceof StorageError)) parts.onBroken(cause)
      }
    },
    stop() {
      stopped = true
    },
  }
}

function isSame(one: Wish, other: Wish): boolean {
  return one.chatId === other.chatId && one.beforeMs === other.beforeMs
}

/** How far the first stream of a place was looked through, 0 to 1, guessed by time over ten years. */
function withinStream({ from }: FreeingPlace, beforeMs: number): number {
  if (from === undefined) return 0
  const spanMs = 10 * 365 * 86_400_000
  return Math.min(1, Math.max(0, 1 - (beforeMs - from[1]) / spanMs))
}
