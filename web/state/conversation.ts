import { createStore } from 'zustand/vanilla'
import type { ReachView } from '../bridge/archive.ts'
import type { ActivityView, ChatRowView } from '../bridge/chatViews.ts'
import type { EngineEvent } from '../bridge/contract.ts'
import type { MessageAnchor } from '../bridge/queries.ts'
import type { Actions } from './actions.ts'
import {
  emptyStretch,
  type Part,
  type Stretch,
  withAsked,
  withHeard,
  withNothingAsked,
  withoutPage,
  withPage,
} from './conversationStretch.ts'
import type { Mirror } from './mirror.ts'
import { watchChats } from './watched.ts'

/** What a window knows of a conversation that it shows. */
export interface ConversationState {
  readonly stretch: Stretch
  /** Undefined until it is known, and when `gone`. */
  readonly row: ChatRowView | undefined
  readonly activity: ActivityView | undefined
  /** How far back it reaches; undefined until that is known. */
  readonly reach: ReachView | undefined
  /** The chat is no more; `into`: it is the same person's other chat now. */
  readonly gone: { readonly into?: number } | undefined
}

/** A conversation that is shown, kept equal to the engine until it is closed. */
export interface Conversation {
  readonly chatId: number
  readonly getState: () => ConversationState
  readonly subscribe: (listener: () => void) => () => void
  /** Fetches what lies before, or after, what is there; nothing when that is under way or the end. */
  older(): void
  newer(): void
  /**
   * Replaces the stretch by one around this message; the same stretch when it is there already. Tells
   * whether the message is there then.
   */
  readonly jumpTo: (key: string) => Promise<boolean>
  /**
   * To the first message at this time or after it. Tells its key; undefined when there is none, then
   * the end is there.
   */
  readonly toDate: (ms: number) => Promise<string | undefined>
  /** To the oldest message that is stored here. */
  toStart(): void
  toLatest(): void
  /** Asks for the first page again after an error. */
  readonly again: () => void
  /** Where the person is; a new engine is asked for what lies around it. Undefined: at the end. */
  lookingAt(key: string | undefined): void
  /** Begins to follow the engine, from where the person left off. Returns what ends it. */
  readonly open: () => () => void
}

/** Messages a page; a screen holds ten to thirty. */
const pageSize = 60
const largestPage = 200

/**
 * A conversation that knows nothing until it is opened.
 *
 * @param begin where it opens
 */
export function createConversation(
  mirror: Mirror,
  actions: Actions,
  chatId: number,
  begin: MessageAnchor = { at: 'unread' },
): Conversation {
  const store = createStore<ConversationState>(() => ({
    stretch: emptyStretch,
    row: mirror.getState().snapshot?.chats?.rows.find((row) => row.chatId === chatId),
    activity: undefined,
    reach: undefined,
    gone: undefined,
  }))
  let asks = 0
  let jumps = 0
  let looking: string | undefined
  let closed = true

  const update = (change: (state: ConversationState) => ConversationState): void => {
    if (!closed) store.setState(change, true)
  }
  const change = (next: (stretch: Stretch) => Stretch): void =>
    update((state) => ({ ...state, stretch: next(state.stretch) }))

  async function page(part: Part, anchor: MessageAnchor, count = pageSize): Promise<void> {
    asks += 1
    const id = asks
    change((stretch) => withAsked(stretch, { id, part, anchor }))
    const result = await actions.ask({ ask: 'messages', chatId, anchor, count })
    if (result.ok) {
      change((stretch) => withPage(stretch, id, result.answer))
    } else if (result.error.code === 'message-gone') {
      change((stretch) => withoutPage(stretch, id))
      await anchorGone(part, anchor)
    } else {
      change((stretch) => withoutPage(stretch, id, result.error))
    }
  }

  /** It was deleted meanwhile: from the present end, or from the end of the conversation. */
  async function anchorGone(part: Part, anchor: MessageAnchor): Promise<void> {
    if (closed) return
    if (part === 'whole') {
      if (anchor.at === 'around') await page('whole', { at: 'latest' })
      return
    }
    const { messages = [] } = store.getState().stretch
    const end = part === 'older' ? messages[0] : messages.at(-1)
    if (end === undefined) await page('whole', { at: 'latest' })
    else if (!('key' in anchor) || end.key !== anchor.key) extend(part)
    else await page('whole', { at: 'around', key: (messages[1] ?? end).key })
  }

  function extend(part: 'older' | 'newer'): void {
    const { messages, asked, atStart, atEnd, error } = store.getState().stretch
    const over = part === 'older' ? atStart : atEnd
    // After a failure the person says when to go on; a view that asks at each movement would not rest.
    if (messages === undefined || over || error !== undefined) return
    if (asked.some((one) => one.part !== otherOf(part))) return
    const end = part === 'older' ? messages[0] : messages.at(-1)
    // All that was here is deleted.
    if (end === undefined) return void page('whole', { at: 'latest' })
    void page(part, { at: part === 'older' ? 'before' : 'after', key: end.key })
  }

  async function askRow(): Promise<void> {
    const result = await actions.ask({ ask: 'chat', chatId })
    if (!result.ok) return
    const { row } = result.answer
    update((state) => (row === undefined ? state : withRow(state, row)))
  }

  async function askReach(): Promise<void> {
    const result = await actions.ask({ ask: 'reach', chatId })
    if (result.ok) update((state) => ({ ...state, reach: result.answer }))
  }

  /** A new engine, or events were missed: what is here may be old. */
  function refresh(): void {
    const { messages } = store.getState().stretch
    change(withNothingAsked)
    void askRow()
    void askReach()
    if (messages === undefined) void page('whole', begin)
    else if (looking === undefined) void page('whole', { at: 'latest' }, sizeOf(messages))
    else void page('whole', { at: 'around', key: looking }, largestPage)
  }

  function hear(event: EngineEvent): void {
    if (event.type === 'messages' && event.chatId === chatId) {
      change((stretch) => withHeard(stretch, event.changed, event.gone))
    } else if (event.type === 'activity' && event.activity.chatId === chatId) {
      update((state) => ({ ...state, activity: event.activity }))
    } else if (event.type === 'reach' && event.chatId === chatId) {
      update((state) => ({ ...state, reach: event.reach }))
    } else if (event.type === 'chatRows') {
      const row = event.rows.find((one) => one.chatId === chatId)
      const gone = event.gone.find((one) => one.chatId === chatId)
      if (row !== undefined) update((state) => withRow(state, row))
      if (gone !== undefined) {
        const into = gone.into === undefined ? {} : { into: gone.into }
        update((state) => ({ ...state, row: undefined, gone: into }))
      }
    }
  }

  function open(): () => void {
    closed = false
    const unwatch = watchChats(mirror, actions, [chatId])
    const unlisten = mirror.listen((news) => {
      if (news === 'snapshot') refresh()
      else news.forEach(hear)
    })
    if (mirror.getState().snapshot !== undefined) refresh()
    return () => {
      closed = true
      unlisten()
      unwatch()
    }
  }

  return {
    chatId,
    getState: store.getState,
    subscribe: store.subscribe,
    older: () => extend('older'),
    newer: () => extend('newer'),
    async jumpTo(key) {
      jumps += 1
      const mine = jumps
      const isHere = () =>
        store.getState().stretch.messages?.some((one) => one.key === key) === true
      if (!isHere()) await page('whole', { at: 'around', key })
      // A later jump, or a failure that the list tells, says more than this one.
      return isHere() || mine !== jumps || store.getState().stretch.error !== undefined
    },
    async toDate(ms) {
      await page('whole', { at: 'date', ms })
      return store.getState().stretch.messages?.find(({ atMs }) => atMs >= ms)?.key
    },
    toStart() {
      if (!store.getState().stretch.atStart) void page('whole', { at: 'date', ms: 0 })
    },
    toLatest() {
      if (!store.getState().stretch.atEnd) void page('whole', { at: 'latest' })
    },
    again: refresh,
    lookingAt(key) {
      looking = key
    },
    open,
  }
}

function withRow(state: ConversationState, row: ChatRowView): ConversationState {
  return state.row !== undefined && state.row.rev > row.rev ? state : { ...state, row }
}

function otherOf(part: 'older' | 'newer'): Part {
  return part === 'older' ? 'newer' : 'older'
}

function sizeOf(messages: readonly unknown[]): number {
  return Math.min(largestPage, Math.max(pageSize, messages.length))
}
