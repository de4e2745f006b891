import type { ChatRowView, MessageView, PersonView } from '../../bridge/chatViews.ts'
import type { ChatsView, EngineEvent } from '../../bridge/contract.ts'
import type { QueryResult } from '../../bridge/queries.ts'
import type { Clock } from '../../platform/platform.ts'
import { StorageError } from '../../storage/errors.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { Book } from '../chats/book.ts'
import type { Hash } from '../chats/hashes.ts'
import type { MessageLog } from '../chats/log.ts'
import { plainErrorOf } from '../plainErrors.ts'
import type { Work } from '../work/work.ts'
import { answerQuery, type FetchPicture, type ViewQuery } from './answers.ts'
import { createChangedViews } from './changedViews.ts'
import { createChatIndex } from './chatIndex.ts'
import { chatRowView } from './chatRowView.ts'
import { headJson, listHead } from './listHead.ts'
import { messageView } from './messageView.ts'
import { createPaced } from './paced.ts'
import { createPeopleQuery } from './peopleQuery.ts'
import { personView } from './personView.ts'

/** Windows are told at most so often; the first change after a pause is told at once. */
const TELL_GAP_MS = 30
const HEAD_GAP_MS = 300
/** The head is stored so long after it changed, at most once in that time. */
const KEEP_MS = 1_000

export interface ViewsParts {
  readonly work: Work
  readonly book: Book
  readonly log: MessageLog
  readonly addressKey: Hash
  readonly clock: Clock
  readonly tell: (...events: readonly EngineEvent[]) => void
  /** `chats()` gives something else now. */
  readonly onHead: () => void
  /** A change could not be told: the storage failed under it. */
  readonly onError: (cause: unknown) => void
  readonly breathe: () => Promise<void>
  readonly fetchPicture?: FetchPicture
}

/** What windows see of conversations. */
export interface Views {
  /** Reads which chats there are. Nothing else may be called before. Throws StorageError. */
  start(): Promise<void>
  /** The head of the list. */
  readonly chats: () => ChatsView
  /** Answers a window. Never rejects. */
  readonly answer: (query: ViewQuery) => Promise<QueryResult>
  /** Which chats a window shows: messages of others are told to nobody. */
  readonly watch: (windowId: string, chatIds: readonly number[]) => void
  windowGone(windowId: string): void
  readonly person: (contactId: number) => Promise<PersonView>
  chatRow(chatId: number): Promise<ChatRowView | undefined>
  message(key: MessageKey): Promise<MessageView | undefined>
  /** Tells everything that changed so far, and stores the head. */
  settle(): Promise<void>
  stop(): Promise<void>
}

export function createViews(options: ViewsParts): Views {
  const { work, book, log, clock, tell, onError, addressKey, fetchPicture } = options
  const parts = { rows: work.reader, book, log }
  const index = createChatIndex(parts)
  const people = createPeopleQuery(parts)
  const changed = createChangedViews(parts)
  const watchers = new Map<string, readonly number[]>()
  let head: ChatsView = { rows: [], total: 0, unread: 0 }
  let headKept = true
  let cancelKeep: (() => void) | undefined
  let stopping = false
  let stopped = false

  const telling = createPaced(clock, TELL_GAP_MS, tellChanges, onError)
  const heading = createPaced(clock, HEAD_GAP_MS, renewHead, onError)

  async function tellChanges(): Promise<void> {
    const chats = changed.chats()
    for (const chatId of chats) await index.refresh(chatId)
    const watched = new Set([...watchers.values()].flat())
    const events = await changed.events(watched)
    if (events.length > 0) tell(...events)
    if (chats.length > 0) heading.request()
  }

  async function renewHead(): Promise<void> {
    head = await listHead(parts, index, clock.now())
    headKept = false
    options.onHead()
    if (!stopped) cancelKeep ??= clock.after(KEEP_MS, () => void keepHead())
  }

  async function keepHead(): Promise<void> {
    cancelKeep?.()
    cancelKeep = undefined
    if (headKept) return
    headKept = true
    const json = headJson(head)
    try {
      await work.run(async (unit) => unit.put('account', 'chatsHead', { json }))
    } catch (cause) {
      headKept = false
      // It is never the truth: without it the next start paints a little later. At the end the
      // database may be another engine's already, which makes its own head.
      if (!stopping && !(cause instanceof StorageError)) onError(cause)
    }
  }

  const stopListening = work.onChanges((changes) => {
    if (changes.some((change) => 'person' in change)) people.changed()
    changed.take(changes)
    telling.request()
  })

  const settle = async () => {
    await telling.settle()
    await heading.settle()
    await keepHead()
  }

  return {
    async start() {
      await index.load(options.breathe)
      head = await listHead(parts, index, clock.now())
      headKept = false
      if (!stopped) cancelKeep ??= clock.after(KEEP_MS, () => void keepHead())
    },
    chats: () => head,
    async answer(query) {
      try {
        // The list is answered from memory, which follows the commits.
        if (query.ask === 'chats') await telling.settle()
        return await answerQuery({ ...parts, index, people, addressKey, fetchPicture }, query)
      } catch (cause) {
        return { ok: false, error: plainErrorOf(cause) }
      }
    },
    watch: (windowId, chatIds) => void watchers.set(windowId, chatIds),
    windowGone: (windowId) => void watchers.delete(windowId),
    person: (contactId) => personView(parts, contactId),
    async chatRow(chatId) {
      const found = await book.chat(parts.rows, chatId)
      return found && (await chatRowView(parts, found.chatId, found.row))
    },
    async message(key) {
      const [row, chatId] = await Promise.all([
        log.get(parts.rows, key),
        log.chatOf(parts.rows, key),
      ])
      if (row === undefined || chatId === undefined) return undefined
      return await messageView(parts, chatId, key, row)
    },
    settle,
    async stop() {
      stopListening()
      stopping = true
      await settle()
      stopped = true
      telling.stop()
      heading.stop()
      cancelKeep?.()
      cancelKeep = undefined
    },
  }
}
