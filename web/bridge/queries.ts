import type {
  ChatSizeView,
  PartSize,
  ReachView,
  SearchPart,
  SearchWish,
  SizeOrder,
  StorageView,
} from './archive.ts'
import type { ChatRowView, MessageView, PersonView, Ticks } from './chatViews.ts'
import type { PlainError } from './errors.ts'

/** What a window may read. Asked again after an engine's death; the answer is that moment's truth. */
export type Query =
  /** Rows of the list in its order, `from` the first one (0). `filter`: part of a name or number. */
  | {
      readonly ask: 'chats'
      readonly from: number
      readonly count: number
      readonly filter?: string
      readonly archived?: boolean
    }
  | { readonly ask: 'chat'; readonly chatId: number }
  /** A stretch of a conversation; `anchor` says around what. At most 200. */
  | {
      readonly ask: 'messages'
      readonly chatId: number
      readonly anchor: MessageAnchor
      readonly count: number
    }
  | { readonly ask: 'starred'; readonly chatId?: number; readonly count: number }
  /** Who got and who read a message of one's own, and when it was edited. */
  | { readonly ask: 'messageInfo'; readonly chatId: number; readonly key: string }
  /** A contact's or a group's panel. */
  | { readonly ask: 'chatInfo'; readonly chatId: number }
  /** JPEG bytes of what `PersonView.picture` or `ChatRowView.picture` names. */
  | { readonly ask: 'picture'; readonly picture: string; readonly large: boolean }
  | { readonly ask: 'draft'; readonly chatId: number }
  /** People one could write to, by name or number, as far as they are known here. */
  | { readonly ask: 'people'; readonly filter: string; readonly count: number }
  /** Messages by their words. `next` of the part before; `count` at most 100. */
  | {
      readonly ask: 'search'
      readonly wish: SearchWish
      readonly count: number
      readonly next?: string
    }
  | { readonly ask: 'reach'; readonly chatId: number }
  | { readonly ask: 'storage' }
  /** Conversations by what they take, the largest first unless `by` says otherwise. At most 200. */
  | {
      readonly ask: 'chatSizes'
      readonly from: number
      readonly count: number
      readonly by?: SizeOrder
    }
  /**
   * The next bytes of the file that an account leaves in, at most about 1 MiB; none when all its pieces
   * were read. `end`: its last bytes, given only after the release.
   */
  | { readonly ask: 'movePiece'; readonly end?: boolean }

/** What conversations answer. */
export type TalkQuery = Exclude<Query, { ask: 'movePiece' }>

export type MessageAnchor =
  | { readonly at: 'latest' }
  /** Where the person left off: the first unread one and some before it. */
  | { readonly at: 'unread' }
  | { readonly at: 'before'; readonly key: string }
  | { readonly at: 'after'; readonly key: string }
  | { readonly at: 'around'; readonly key: string }
  /** The first message at this time or after it, and some before. */
  | { readonly at: 'date'; readonly ms: number }

/** A draft as it was left. Everything of it is kept over reloads and updates. */
export interface DraftView {
  readonly text: string
  /** Key of the message that it answers, or that it edits. */
  readonly quote?: string
  readonly edits?: string
}

export interface MessagePage {
  /** Oldest first, without gaps. */
  readonly messages: readonly MessageView[]
  /** Whether nothing older, or newer, is stored here. */
  readonly atStart: boolean
  readonly atEnd: boolean
  /** The first one that the person has not seen, when there is one in this chat. */
  readonly firstUnread?: string
}

export interface MessageInfo {
  readonly sentMs?: number
  readonly people: readonly {
    readonly person: PersonView
    readonly ticks: Ticks
    readonly deliveredMs?: number
    readonly readMs?: number
    readonly playedMs?: number
  }[]
}

export interface MemberView {
  readonly person: PersonView
  readonly role: 'member' | 'admin' | 'owner'
}

export interface ChatInfo {
  readonly chat: ChatRowView
  /** Of a direct chat. */
  readonly person?: PersonView
  readonly about?: string
  /** Other names the person goes by, best first. */
  readonly otherNames?: readonly string[]
  /** Of a group. */
  readonly group?: {
    readonly description?: string
    readonly createdMs?: number
    readonly createdBy?: PersonView
    readonly members: readonly MemberView[]
    readonly announcement: boolean
    readonly locked: boolean
    readonly me?: MemberView['role']
  }
}

/** What each query is answered with. */
export interface QueryAnswers {
  readonly chats: {
    readonly rows: readonly ChatRowView[]
    /** How many there are in all, with this filter. */
    readonly total: number
  }
  readonly chat: { readonly row?: ChatRowView }
  readonly messages: MessagePage
  readonly starred: { readonly messages: readonly MessageView[] }
  readonly messageInfo: MessageInfo
  readonly chatInfo: ChatInfo
  /** Absent: there is none any more. */
  readonly picture: { readonly bytes?: Uint8Array }
  readonly draft: DraftView
  readonly people: { readonly people: readonly PersonView[] }
  readonly search: SearchPart
  readonly reach: ReachView
  readonly storage: StorageView
  readonly chatSizes: {
    readonly chats: readonly ChatSizeView[]
    readonly total: number
    /** Messages of all of them together. */
    readonly all: PartSize
  }
  readonly movePiece: { readonly bytes?: Uint8Array }
}

/** The answer to one kind of query. */
export type QueryResult<Ask extends Query['ask'] = Query['ask']> =
  | { readonly ok: true; readonly answer: QueryAnswers[Ask] }
  | { readonly ok: false; readonly error: PlainError }
