import type { PlainError } from './errors.ts'

/** What a conversation is with. `self` is the person's own notes. */
export type ChatKind = 'direct' | 'self' | 'group' | 'broadcast' | 'status' | 'newsletter'

/** How far a message of one's own has come. Only moves forward; `failed` may be tried again. */
export type Ticks = 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'

/** What a name was taken from, best first. `none`: nobody told one; say so in words, never an id. */
export type NameSource = 'saved' | 'subject' | 'business' | 'push' | 'number' | 'none'

/** Somebody as a window names them. A person has one `contactId`, whatever address they write from. */
export interface PersonView {
  readonly contactId: number
  /** Empty with source `none`. Never a LID. */
  readonly name: string
  readonly nameSource: NameSource
  /** Digits of the phone number, when it is known. */
  readonly number?: string
  /** Changes with the picture; asked for by the query `picture`. Absent: show initials. */
  readonly picture?: string
  /** The person of this account. */
  readonly isMe: boolean
}

/** The kinds that are shown as a card: their bytes are kept, this version cannot open them. */
export type CardKind =
  | 'image'
  | 'video'
  | 'gif'
  | 'video-note'
  | 'audio'
  | 'voice'
  | 'document'
  | 'sticker'
  | 'album'
  | 'view-once'
  | 'location'
  | 'live-location'
  | 'contact'
  | 'contacts'
  | 'poll'
  | 'poll-vote'
  | 'event'
  | 'call'
  | 'group-invite'
  | 'product'
  | 'order'
  | 'payment'
  | 'list'
  | 'buttons'
  | 'pin'
  | 'newsletter'
  | 'status'
  | 'unknown'

/** A person named in a text: `@` and digits stand in the text where the name is to be shown. */
export interface MentionView {
  /** As it stands in the text, with the `@`. */
  readonly text: string
  readonly person: PersonView
}

/** Events that stand in a conversation as a line. `by` absent: nobody said who did it. */
export type SystemView =
  | { readonly what: 'group-created'; readonly by?: PersonView; readonly subject: string }
  | { readonly what: 'subject'; readonly by?: PersonView; readonly subject: string }
  | { readonly what: 'description'; readonly by?: PersonView; readonly removed: boolean }
  | { readonly what: 'icon'; readonly by?: PersonView }
  | {
      readonly what: 'added' | 'removed' | 'promoted' | 'demoted' | 'joined' | 'left'
      readonly by?: PersonView
      readonly people: readonly PersonView[]
    }
  | { readonly what: 'number-changed'; readonly person: PersonView }
  | {
      /** Who may write, who may change the group's facts, who may add, whether joining needs a yes. */
      readonly what: 'announcement' | 'locked' | 'member-add' | 'join-approval'
      readonly by?: PersonView
      readonly on: boolean
    }
  | { readonly what: 'invite-link'; readonly by?: PersonView }
  | { readonly what: 'disappearing'; readonly by?: PersonView; readonly seconds: number }
  /** The security code with this person changed: another phone, or the app installed anew. */
  | { readonly what: 'identity-changed'; readonly person: PersonView }
  | { readonly what: 'missed-call'; readonly video: boolean; readonly group: boolean }
  /** Something is missing here: the service announced more than came. */
  | { readonly what: 'gap' }
  | { readonly what: 'other' }

/** How the search for a message that could not be read stands. */
export type MissingState =
  /** The sender's device was asked to send it again. */
  | 'asked'
  /** One's own phone was asked for it as well. */
  | 'phone-asked'
  /** Nobody answered; it can be asked for again. */
  | 'unanswered'
  /** Only the phone can show it (view once), nothing can be asked for. */
  | 'phone-only'

export type ContentView =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly mentions: readonly MentionView[]
      readonly link?: { readonly url: string; readonly title: string; readonly description: string }
    }
  | {
      readonly kind: 'card'
      readonly card: CardKind
      /** Caption, question, file name or title: what can be read of it. */
      readonly text: string
      readonly detail?: string
      readonly seconds?: number
      readonly bytes?: number
    }
  | { readonly kind: 'system'; readonly event: SystemView }
  | { readonly kind: 'missing'; readonly state: MissingState }
  | { readonly kind: 'deleted'; readonly by: 'me' | 'sender' | 'admin' }

/** The message that another one answers, as the answer carries it. */
export interface QuoteView {
  /** Where it stands in this conversation; absent when it is not stored here. */
  readonly key?: string
  readonly person: PersonView
  readonly kind: ContentView['kind'] | CardKind
  readonly text: string
}

export interface ReactionView {
  readonly emoji: string
  readonly people: readonly PersonView[]
}

/**
 * One message or line of a conversation. Sorted by `atMs`, then `seq`. `rev` grows with every change:
 * where two views of one key meet, the larger one is the newer.
 */
export interface MessageView {
  /** Local name of the message for as long as it is stored. Opaque. */
  readonly key: string
  readonly chatId: number
  readonly atMs: number
  readonly seq: number
  readonly rev: number
  readonly fromMe: boolean
  /** Absent for lines of the system. */
  readonly sender?: PersonView
  readonly content: ContentView
  /** Of one's own messages. In a group the step that everybody has reached. */
  readonly ticks?: Ticks
  /** Why it failed. */
  readonly error?: PlainError
  readonly reactions: readonly ReactionView[]
  readonly edited: boolean
  readonly starred: boolean
  readonly quote?: QuoteView
  readonly forwarded?: 'once' | 'often'
  /** When it disappears. */
  readonly expiresAtMs?: number
}

/** The last thing of a chat, for the list. */
export interface LastMessageView {
  readonly fromMe: boolean
  /** In groups: who wrote it. */
  readonly senderName?: string
  readonly content: ContentView
  readonly ticks?: Ticks
}

/** One row of the chat list, newest `sortMs` first; equal ones by the larger `chatId`. */
export interface ChatRowView {
  readonly chatId: number
  readonly rev: number
  readonly kind: ChatKind
  readonly name: string
  readonly nameSource: NameSource
  readonly number?: string
  readonly picture?: string
  readonly sortMs: number
  readonly last?: LastMessageView
  readonly unread: number
  /** Marked as unread by hand. */
  readonly marked: boolean
  readonly pinned: boolean
  readonly archived: boolean
  readonly mutedUntilMs?: number
  /** Beginning of what is being written here. */
  readonly draft?: string
  /** Seconds after which new messages disappear; 0: they stay. */
  readonly disappearingSec: number
  /** Whether one may write here: not where one has left, or where admins alone write. */
  readonly writable: boolean
  /** Why one may not write, where the chat itself says so. */
  readonly closed?: 'left' | 'admins-only' | 'read-only'
}

/** Who is here or writing now. Lives in memory only. */
export interface ActivityView {
  readonly chatId: number
  readonly typing: readonly { readonly person: PersonView; readonly audio: boolean }[]
  /** Of the other person in a direct chat; absent: hidden or not told. */
  readonly presence?:
    | { readonly at: 'online' }
    | { readonly at: 'away'; readonly lastSeenMs?: number }
}

/** How the first filling of the list comes along. Absent when there is nothing under way. */
export interface HistoryView {
  /**
   * `waiting`: for the phone's first word; `chats`: the list itself; `recent`: newer messages;
   * `paused`: the phone went quiet, what came is there; `done`: told once, then absent.
   */
  readonly at: 'waiting' | 'chats' | 'recent' | 'paused' | 'done'
  /** 0 to 100 as the phone counts it; absent while it has told none. */
  readonly percent?: number
  /** There is too little room for the rest: it goes on by itself when there is more. */
  readonly noRoom?: true
  /** Messages of history that are stored so far. */
  readonly messages?: number
  /** Pieces of the past that could not be fetched: `fetchHistoryAgain` asks the phone for them. */
  readonly failed?: number
}

/** What the person chose; kept with the account. */
export interface SettingsView {
  readonly enterSends: boolean
  readonly notifications: boolean
  /** Whether a notification shows who wrote and what. */
  readonly notificationContent: boolean
  /** Ask before the next send to a contact whose security code changed. */
  readonly confirmIdentity: boolean
  /** Whether others learn what was read here. */
  readonly readReceipts: boolean
}

/** A message that a person should hear of, told to one window when none has focus. */
export interface NoticeView {
  readonly chatId: number
  readonly key: string
  readonly chatName: string
  readonly senderName?: string
  readonly content: ContentView
}
