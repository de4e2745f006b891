import type { CardKind, ChatRowView, PersonView } from './chatViews.ts'

/** What a hit may be limited to, besides its words. */
export type SearchKind = 'text' | 'link' | CardKind

/** What to look for in what was written. Words match from their beginning, in any order. */
export interface SearchWish {
  readonly text: string
  readonly chatId?: number
  /** `me`, or a contact. */
  readonly from?: 'me' | number
  /** Both ends belong to it. Milliseconds. */
  readonly fromMs?: number
  readonly toMs?: number
  readonly kinds?: readonly SearchKind[]
}

/** A message that was found. */
export interface SearchHit {
  /** Key of the message, for the anchor `around`. */
  readonly key: string
  readonly chat: ChatRowView
  readonly author: PersonView
  readonly atMs: number
  readonly kind: SearchKind
  /** The part of the text around the first match. */
  readonly snippet: string
  /** What matched in the snippet: from, to (UTF-16 units, `to` excluded), in order. */
  readonly marks: readonly (readonly [from: number, to: number])[]
}

/**
 * A part of the answer, newest first. Each part takes a short time, whether it found anything or not:
 * ask again with `next` until it is absent.
 */
export interface SearchPart {
  readonly hits: readonly SearchHit[]
  readonly next?: string
  /** Messages that cannot be found yet, as the index has not taken them in: so many at least. */
  readonly unindexed: number
}

/** How far back a conversation reaches here, and what may lie before. */
export interface ReachView {
  /** Time of the oldest message that is stored here. Absent: there is none. */
  readonly sinceMs?: number
  /**
   * What the phone said of older ones: `more` it has some, `none`, `unreadable` it has some and cannot
   * give them, `unknown` it said nothing.
   */
  readonly before: 'more' | 'none' | 'unreadable' | 'unknown'
  /** They were asked for and the phone has not answered yet. */
  readonly asking: boolean
  /** The last time it was asked it did not answer. */
  readonly unanswered?: boolean
  /** Its last answer brought nothing older: asked by itself, it would only say so again. */
  readonly unmoved?: boolean
  /** The person freed space here: what was before this time was let go. */
  readonly freedBeforeMs?: number
  /** Pages of this conversation that are damaged and could not be fetched again. */
  readonly damaged?: number
}

/** `count`: messages, files, pictures, pieces of the index, chunks. */
export interface PartSize {
  readonly count: number
  readonly bytes: number
}

/** What is stored here, in bytes as they lie on the disk, as far as it can be counted. */
export interface StorageView {
  /** What the browser allows this page, and what it says is used of it, if it says so. */
  readonly quotaBytes?: number
  readonly usedBytes?: number
  /** The browser promised not to clear it by itself. */
  readonly kept?: boolean
  readonly parts: {
    readonly messages: PartSize
    readonly media: PartSize
    readonly pictures: PartSize
    readonly index: PartSize
    /** History that was downloaded and is not stored yet. */
    readonly waiting: PartSize
  }
}

/**
 * How much room is left. `low`: a warning is in place; `full`: so little that history waits, and only
 * what people write now is stored.
 */
export interface RoomView {
  readonly level: 'ok' | 'low' | 'full'
  /** What the browser would still give, if it says so. */
  readonly leftBytes?: number
}

/** Space is being freed. */
export interface FreeingView {
  readonly what: 'messages' | 'pictures'
  /** Absent: in all conversations. */
  readonly chatId?: number
  readonly beforeMs: number
  /** Messages or pictures that are gone so far, and how far it has come, 0 to 1. */
  readonly freed: number
  readonly share: number
}

/** What is told of the room in this browser without being asked. */
export interface CareView {
  readonly room: RoomView
  /** Present while it runs. */
  readonly freeing?: FreeingView
}

/** What conversations can be listed by, the most of it first. */
export type SizeOrder = 'bytes' | 'messages'

/** What one conversation takes. */
export interface ChatSizeView {
  readonly chat: ChatRowView
  readonly messages: number
  readonly bytes: number
}
