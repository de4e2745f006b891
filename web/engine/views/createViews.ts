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
import { chatsHead, keptOfChats } from '../talk/chatsHead.ts'
import type { Trace } from '../traceRing.ts'
import type { Change, Work } from '../work/work.ts'
import { answerQuery, type FetchPicture, type ViewQuery } from './answers.ts'
import { createChangedViews } from './changedViews.ts'
import { createChatIndex } from './chatIndex.ts'
import { chatRowView } from './chatRowView.ts'
import { createFirstUnread } from './firstUnread.ts'
import { headJson, listHead } from './listHead.ts'
import { messageView } from './messageView.ts'
import { createPaced } from './paced.ts'
import { createPeopleQuery } from './peopleQuery.ts'
import { personView } from './personView.ts'
import { inSlices } from './slices.ts'

/** Windows are told at most so often; the first change after a pause is told at once. */
const TELL_GAP_MS = 30
/** The same while very many chats change at a time: most of them will change again. */
const TELL_MANY_GAP_MS = 300
const MANY = 40
const HEAD_GAP_MS = 300
/** The head is stored so long after it changed, at most once in that time. */
const KEEP_MS = 1_000
/** The same of the index of all chats, which is longer. */
const KEEP_INDEX_MS = 20_000
/** The start is over by then; what was restored is compared with the chats a slice at a time. */
const CHECK_AFTER_MS = 3_000
const CHECK_GAP_MS = 40

export interface ViewsParts {
  readonly work: Work
  readonly book: Book
  readonly log: MessageLog
  readonly addressKey: Hash
  readonly clock: Clock
  readonly trace: Trace
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
  /** Whether some window shows this chat. */
  readonly isWatched: (chatId: number) => boolean
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
  const parts = { rows: work.reader, book, log, breathe: options.breathe }
  const index = createChatIndex(parts)
  const people = createPeopleQuery(parts)
  const firstUnread = createFirstUnread(parts)
  const changed = createChangedViews(parts)
  const watchers = new Map<string, readonly number[]>()
  /** What all windows together watch. */
  let watched: ReadonlySet<number> = new Set()
  let tellGapMs = TELL_GAP_MS
  let head: ChatsView = { rows: [], total: 0, unread: 0 }
  let headKept = true
  let cancelKeep: (() => void) | undefined
  let indexKept = true
  let cancelKeepIndex: (() => void) | undefined
  let cancelCheck: (() => void) | undefined
  let stopping = false
  let stopped = false

  const telling = createPaced(clock, () => tellGapMs, tellChanges, onError)
  const heading = createPaced(clock, HEAD_GAP_MS, renewHead, onError)

  async function tellChanges(): Promise<void> {
    const chats = changed.chats()
    tellGapMs = chats.length > MANY ? TELL_MANY_GAP_MS : TELL_GAP_MS
    await inSlices(chats, options.breathe, (chatId) => index.refresh(chatId))
    const events = await changed.events(watched)
    if (events.length > 0) tell(...events)
    if (chats.length === 0) return
    heading.request()
    indexChanged(changed.takeGone() ? KEEP_MS : KEEP_INDEX_MS)
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

  /** Sooner after a chat is gone: its name goes with it. */
  function indexChanged(delayMs: number): void {
    indexKept = false
    if (stopped || (cancelKeepIndex !== undefined && delayMs === KEEP_INDEX_MS)) return
    cancelKeepIndex?.()
    cancelKeepIndex = clock.after(delayMs, () => void keepIndex())
  }

  async function keepIndex(): Promise<void> {
    cancelKeepIndex?.()
    cancelKeepIndex = undefined
    if (indexKept) return
    indexKept = true
    const json = index.kept()
    try {
      await work.run(async (unit) => unit.put('account', 'chatOrder', { json }))
    } catch (cause) {
      indexKept = false
      if (!stopping && !(cause instanceof StorageError)) onError(cause)
    }
  }

  const pause = () => new Promise<void>((resolve) => void clock.after(CHECK_GAP_MS, resolve))

  /** The engine before this one may have ended before it kept what it changed last. */
  async function checkIndex(): Promise<void> {
    try {
      const before = index.kept()
      await index.check(pause)
      if (stopping) return
      const differing = await inSlices(index.takeDiffering(), options.breathe, changeOf)
      changed.take(differing, watched)
      if (differing.length > 0) telling.request()
      if (index.kept() !== before) indexChanged(KEEP_MS)
    } catch (cause) {
      if (!stopping) onError(cause)
    }
  }

  /** What windows have to hear of a chat that is another one than was restored. */
  async function changeOf(chatId: number): Promise<Change> {
    const found = await book.chat(parts.rows, chatId)
    if (found?.chatId === chatId && found.row.sortMs > 0) return { chat: chatId }
    const into = found === undefined || found.chatId === chatId ? undefined : found.chatId
    return into === undefined ? { goneChat: chatId } : { goneChat: chatId, into }
  }

  /** The head was kept later than the order: its chats are read before it is made anew. */
  async function restoreIndex(): Promise<boolean> {
    const restored = await keptOfChats(parts.rows, 'chatOrder', options.trace, (json) =>
      index.restore(json),
    )
    if (restored !== true) return false
    const kept = await chatsHead(parts.rows, options.trace)
    const ids = kept?.rows.map(({ chatId }) => chatId) ?? []
    await inSlices(ids, options.breathe, (chatId) => index.refresh(chatId))
    return true
  }

  const stopListening = work.onChanges((changes) => {
    for (const change of changes) if ('person' in change) people.changed(change.person)
    changed.take(changes, watched)
    telling.request()
  })

  const settle = async () => {
    await telling.settle()
    await heading.settle()
    await keepHead()
  }

  return {
    async start() {
      if (!(await restoreIndex())) await index.load(options.breathe)
      cancelCheck = clock.after(CHECK_AFTER_MS, () => void checkIndex())
      head = await listHead(parts, index, clock.now())
      headKept = false
      if (!stopped) cancelKeep ??= clock.after(KEEP_MS, () => void keepHead())
    },
    chats: () => head,
    async answer(query) {
      try {
        // The list is answered from memory, which follows the commits.
        if (query.ask === 'chats') await telling.settle()
        return await answerQuery(
          { ...parts, index, people, firstUnread, addressKey, fetchPicture },
          query,
        )
      } catch (cause) {
        return { ok: false, error: plainErrorOf(cause) }
      }
    },
    isWatched: (chatId) => watched.has(chatId),
    watch(windowId, chatIds) {
      watchers.set(windowId, chatIds)
      watched = new Set([...watchers.values()].flat())
    },
    windowGone(windowId) {
      watchers.delete(windowId)
      watched = new Set([...watchers.values()].flat())
    },
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
      index.stop()
      cancelCheck?.()
      await settle()
      await keepIndex()
      stopped = true
      telling.stop()
      heading.stop()
      cancelKeep?.()
      cancelKeep = undefined
      cancelKeepIndex?.()
      cancelKeepIndex = undefined
    },
  }
}
