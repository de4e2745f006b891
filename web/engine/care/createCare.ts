import type { CareView } from '../../bridge/archive.ts'
import type { ChatRowView } from '../../bridge/chatViews.ts'
import type { CommandResult } from '../../bridge/contract.ts'
import type { Query, QueryResult } from '../../bridge/queries.ts'
import type { Platform } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { Book } from '../chats/book.ts'
import { plainErrorOf } from '../plainErrors.ts'
import type { Work } from '../work/work.ts'
import { createChatSizes } from './chatSizes.ts'
import { createFreeing, type FreeSpaceCommand } from './freeing.ts'
import type { Room } from './room.ts'
import { storageParts } from './storageParts.ts'
import { streamSizes } from './streamSizes.ts'

const MOST_CHATS = 200

type CareQuery = Extract<Query, { ask: 'storage' | 'chatSizes' }>

export interface CareParts {
  readonly platform: Pick<Platform, 'clock' | 'storageFacts'>
  readonly store: AccountStore
  readonly work: Work
  readonly book: Book
  readonly room: Room
  readonly breathe: () => Promise<void>
  readonly chatRow: (chatId: number) => Promise<ChatRowView | undefined>
  readonly onChange: () => void
  /** Messages of these chats are gone, and with them how far back they reach. */
  readonly onFreed: (chatIds: readonly number[]) => void
  readonly onBroken: (cause: unknown) => void
}

/** What is stored here, what it takes, and how a person lets go of some of it. */
export interface Care {
  /** Absent: there is nothing to tell. */
  readonly view: () => CareView | undefined
  /** Answers a window. Never rejects. */
  readonly answer: (query: CareQuery) => Promise<QueryResult>
  /** Resolves once space is free. Never rejects. */
  readonly run: (command: FreeSpaceCommand) => Promise<CommandResult>
  /** Looks at the room, and goes on with what an engine before this one did not finish. */
  readonly start: () => void
  readonly stop: () => void
}

/** The care for one account's storage. */
export function createCare(parts: CareParts): Care {
  const { platform, store, work, room, breathe, onChange } = parts
  const { storageFacts } = platform
  const sizes = createChatSizes({ ...streamSizes(store), rows: work.reader, breathe })
  const freeing = createFreeing({ ...parts, now: () => platform.clock.now() })
  const ends = [
    work.onFolded(sizes.changed),
    room.onChange(onChange),
    work.onChanges((changes) => {
      if (changes.some((change) => 'goneChat' in change)) sizes.joined()
    }),
  ]

  async function answer(query: CareQuery): Promise<QueryResult> {
    if (query.ask === 'storage') {
      const view = await storageParts({ store, sizes, breathe, storageFacts })
      return { ok: true, answer: view } satisfies QueryResult<'storage'>
    }
    const list = await sizes.list(query.by ?? 'bytes')
    const from = Math.max(0, Math.trunc(query.from))
    const count = Math.min(Math.max(0, Math.trunc(query.count)), MOST_CHATS)
    const chats = await Promise.all(
      list.slice(from, from + count).map(async ({ chatId, messages, bytes }) => {
        const chat = await parts.chatRow(chatId)
        return chat && { chat, messages, bytes }
      }),
    )
    return {
      ok: true,
      answer: {
        chats: chats.filter((chat) => chat !== undefined),
        total: list.length,
        all: {
          count: list.reduce((sum, { messages }) => sum + messages, 0),
          bytes: list.reduce((sum, { bytes }) => sum + bytes, 0),
        },
      },
    } satisfies QueryResult<'chatSizes'>
  }

  return {
    view() {
      const freeingNow = freeing.view()
      const roomNow = room.view()
      if (freeingNow === undefined && roomNow.level === 'ok') return undefined
      return { room: roomNow, ...(freeingNow === undefined ? {} : { freeing: freeingNow }) }
    },
    async answer(query) {
      try {
        return await answer(query)
      } catch (cause) {
        return { ok: false, error: plainErrorOf(cause) }
      }
    },
    async run(command) {
      const result = await freeing.run(command)
      await room.freed()
      return result
    },
    start() {
      room.start()
      void freeing.resume()
    },
    stop() {
      for (const end of ends) end()
      freeing.stop()
      room.stop()
    },
  }
}
