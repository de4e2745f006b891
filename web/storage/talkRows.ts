import type { StreamRow } from './archiveRows.ts'
import type {
  ArchivedSessionsRow,
  DeviceListRow,
  OwnSenderKeyRow,
  PeerRow,
  SenderKeysRow,
  SignalSessionRow,
} from './peerRows.ts'
import type { WaitingRow } from './waitingRows.ts'

/*
 * Rows of conversations. Ids are local numbers; times are milliseconds since 1970 by the engine's clock
 * unless a name says otherwise; addresses are JIDs without a device. Rows are values: never changed.
 */

/** Where a message lies: its stream, its time, and its order among those of one time. */
export type MessageKey = readonly [streamId: number, atMs: number, seq: number]

/** Who wrote: the person of this account, a contact, or nobody (a line that tells of an event). */
export type Author = 'me' | 'system' | number

/** As `Ticks` of the bridge. Only moves forward. */
export type TicksRow = 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'

/** The next free numbers. One row, so that two units never give the same one. */
export interface IdsRow {
  readonly chat: number
  readonly stream: number
  readonly contact: number
  readonly seq: number
  /** Of history, which comes newest first: descends. */
  readonly historySeq?: number
  readonly historyKept?: number
  readonly expiry: number
  readonly outbox: number
  readonly historyChunk: number
}

/** Which engine owns the rows of conversations: one that began later takes them over. */
export interface WriterRow {
  /** Random, hex. */
  readonly name: string
}

/** One conversation. */
export interface ChatRow {
  readonly kind: 'direct' | 'self' | 'group' | 'broadcast' | 'status' | 'newsletter'
  /** Where its messages lie: one for each address that it was reached by before it was joined. */
  readonly streams: readonly number[]
  /** Where messages go: of a person the LID once it is known. */
  readonly jid: string
  /** The other person of a direct chat; of `self` the person of this account. */
  readonly contactId?: number
  /** Name of what is no person. */
  readonly subject?: string
  /** Of what is no person. */
  readonly pictureId?: string
  readonly sortMs: number
  readonly last?: LastMessageRow
  readonly unread: number
  /** Everything at or before this place is read. Absent: nothing is known about it. */
  readonly readUpTo?: readonly [atMs: number, seq: number]
  readonly marked?: boolean
  readonly pinnedMs?: number
  readonly archived?: boolean
  /** -1: for ever. */
  readonly mutedUntilMs?: number
  readonly disappearingSec?: number
  readonly disappearingSetMs?: number
  /** Beginning of the draft, for the list. */
  readonly draft?: string
  /** Why one may not write here. Absent: one may. */
  readonly closed?: 'left' | 'admins-only' | 'read-only'
  /** Conversation.endOfHistoryTransferType, as the phone told it last. */
  readonly historyEnd?: number
  /** Grows with every change. */
  readonly rev: number
}

/** What the list shows of the newest message. */
export interface LastMessageRow {
  readonly key: MessageKey
  readonly author: Author
  readonly summary: SummaryRow
  readonly ticks?: TicksRow
}

/** A message in short: text is cut to 200 characters. */
export type SummaryRow =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly mentions?: readonly SummaryMentionRow[]
    }
  | {
      readonly kind: 'card'
      readonly card: string
      readonly text: string
      readonly seconds?: number
      readonly mentions?: readonly SummaryMentionRow[]
    }
  | { readonly kind: 'system'; readonly event: SystemRow }
  | { readonly kind: 'missing'; readonly state: MissingRow['state'] }
  | { readonly kind: 'deleted'; readonly by: 'me' | 'sender' | 'admin' }

/** What stands in the text in place of a name. Contact 0: a LID of somebody who is not known here. */
export interface SummaryMentionRow {
  readonly text: string
  readonly contactId: number
}

/** An event that stands in a conversation as a line; as `SystemView`, with ids for people. */
export type SystemRow =
  | { readonly what: 'group-created'; readonly by?: number; readonly subject: string }
  | { readonly what: 'subject'; readonly by?: number; readonly subject: string }
  | { readonly what: 'description'; readonly by?: number; readonly removed: boolean }
  | { readonly what: 'icon'; readonly by?: number }
  | {
      readonly what: 'added' | 'removed' | 'promoted' | 'demoted' | 'joined' | 'left'
      readonly by?: number
      readonly people: readonly number[]
    }
  | { readonly what: 'number-changed'; readonly person: number }
  | {
      readonly what: 'announcement' | 'locked' | 'member-add' | 'join-approval'
      readonly by?: number
      readonly on: boolean
    }
  | { readonly what: 'invite-link'; readonly by?: number }
  | { readonly what: 'disappearing'; readonly by?: number; readonly seconds: number }
  | { readonly what: 'identity-changed'; readonly person: number }
  | { readonly what: 'missed-call'; readonly video: boolean; readonly group: boolean }
  | { readonly what: 'gap' }
  | { readonly what: 'other' }

/** A message that came and could not be read. */
export interface MissingRow {
  /** As `MissingState` of the bridge. */
  readonly state: 'asked' | 'phone-asked' | 'unanswered' | 'phone-only'
  /** Device JID that sent it. */
  readonly senderJid?: string
  /** SignalErrorCode or another reason, for the inspector. */
  readonly reason?: string
  readonly askedMs?: number
}

/** One person of a reaction. */
export interface ReactionRow {
  readonly author: 'me' | number
  readonly emoji: string
  /** Of the reaction's own clock: the newest of one person wins. */
  readonly atMs: number
}

/** One message. What is absent did not happen. */
export interface MessageRow {
  /** The id on the wire. */
  readonly id: string
  readonly author: Author
  /** Grows with every change. */
  readonly rev: number
  /** Address the sender wrote from, without device; of the own account absent. */
  readonly senderJid?: string
  /** The protobuf Message as it came, without padding. Absent: a placeholder, deleted, a line. */
  readonly bytes?: Uint8Array
  /** The newest edit: bytes of the Message that stands in its place. */
  readonly edit?: { readonly bytes: Uint8Array; readonly atMs: number }
  readonly system?: SystemRow
  readonly missing?: MissingRow
  readonly deleted?: 'me' | 'sender' | 'admin'
  readonly ticks?: TicksRow
  /** Code and details of a PlainError: why it failed. */
  readonly error?: { readonly code: string; readonly details?: Record<string, string | number> }
  readonly reactions?: readonly ReactionRow[]
  readonly starred?: boolean
  /** Whether it counts as unread until it was seen. */
  readonly counts?: boolean
  /** It neither raises its chat in the list nor is shown there. */
  readonly quiet?: boolean
  /** When it goes, and the entry in `expiries` that says so. */
  readonly expires?: { readonly atMs: number; readonly entry: readonly [number, number] }
  /** How long after being sent it goes, as it says itself. */
  readonly expiresAfterSec?: number
  /** 32 bytes (MessageContextInfo or history): for votes and edits that come later. */
  readonly secret?: Uint8Array
  /** Name of the person as the message told it, when nothing better is known. */
  readonly pushName?: string
  /** Fields of a WebMessageInfo that no screen shows yet, as history brought them: votes, receipts. */
  readonly past?: Uint8Array
}

/** Who got a message of one's own; beside it, since in groups it changes often and is long. */
export interface ReceiptsRow {
  readonly people: readonly {
    readonly contactId: number
    readonly deliveredMs?: number
    readonly readMs?: number
    readonly playedMs?: number
  }[]
  /** Contacts it was sent to. */
  readonly of?: readonly number[]
}

/** A person. */
export interface ContactRow {
  /** Phone-number address. */
  readonly pn?: string
  readonly lid?: string
  /** Addresses that were this person's before. */
  readonly former?: readonly string[]
  /** Ids that were found to be the same person. */
  readonly merged?: readonly number[]
  readonly names: {
    readonly saved?: string
    readonly business?: string
    readonly push?: string
  }
  readonly pictureId?: string
  readonly pictureCheckedMs?: number
  readonly about?: string
  readonly aboutSetMs?: number
  readonly tcToken?: { readonly token: Uint8Array; readonly atSec: number }
  /** When the own token was last given to this person. */
  readonly tcTokenIssuedSec?: number
  readonly blocked?: boolean
  /** The security code changed and the person of this account was not told at a send yet. */
  readonly identityChangedMs?: number
  readonly rev: number
}

/** One member of a group. */
export interface MemberRow {
  readonly contactId: number
  /** In the group's own addressing, without device. */
  readonly jid: string
  readonly role: 'member' | 'admin' | 'owner'
}

/** What is known of a group. */
export interface GroupRow {
  readonly jid: string
  readonly addressing: 'pn' | 'lid'
  readonly members: readonly MemberRow[]
  readonly description?: string
  readonly descriptionId?: string
  readonly createdMs?: number
  readonly createdBy?: number
  readonly announcement?: boolean
  readonly locked?: boolean
  readonly adminsAdd?: boolean
  readonly joinApproval?: boolean
  /** A community itself, or the announcement group of one. */
  readonly community?: 'parent' | 'announcements'
  readonly parentJid?: string
  /** When the whole was last asked for; absent: only known from messages or history. */
  readonly fetchedMs?: number
  readonly stale?: boolean
}

/** A stanza that must reach the service. */
export interface OutboxRow {
  /** The stanza's id. */
  readonly id: string
  /** The finished stanza; resent as it is. Absent: composed, and nothing is encrypted yet. */
  readonly stanza?: Uint8Array
  readonly createdMs: number
  readonly chatId?: number
  /** The message that it carries, when it carries one that has a row. */
  readonly message?: MessageKey
  /** The protobuf Message of what has no row. */
  readonly bytes?: Uint8Array
  /** How it is to be sent and what has to be done at the ack, as its owner wrote it. */
  readonly plan: unknown
}

/**
 * What was sent without a row of its own: asked for again by those who could not read it. What it said
 * of another message stands in that one's row and nowhere else, so that it goes with it.
 */
export interface SentRow {
  /** Absent: it went to one's own phone. */
  readonly chatId?: number
  readonly atMs: number
  /** The message that it edited or reacted to. */
  readonly about?: { readonly message: MessageKey; readonly as: 'edit' | 'reaction' }
  /** The protobuf Message of anything else. */
  readonly bytes?: Uint8Array
}

/** How retries stand for one message of one sender; either direction, as its owner wrote it. */
export interface RetryRow {
  readonly count: number
  readonly firstMs: number
  readonly lastMs: number
  readonly state?: unknown
}

/** A history notification that is not done yet. */
export interface HistoryChunkRow {
  readonly stanzaId: string
  /** HistorySyncNotification as it came, with an inline payload if it has one. */
  readonly notification: Uint8Array
  readonly receivedMs: number
  readonly attempts: number
  readonly done?: boolean
  readonly state?: unknown
}

/** JPEG bytes of a profile picture. */
export interface PictureRow {
  readonly id: string
  readonly bytes: Uint8Array
}

/** What is being written in a chat. */
export interface DraftRow {
  readonly text: string
  /** Keys of messages, in the text form that windows know. */
  readonly quote?: string
  readonly edits?: string
  readonly atMs: number
}

/** Stores of conversations: keys and rows. String keys are keyed hashes (`addressKey`). */
export interface TalkRows {
  /** Hash of a Signal address. */
  readonly sessions: { readonly key: string; readonly row: SignalSessionRow }
  readonly archivedSessions: { readonly key: string; readonly row: ArchivedSessionsRow }
  /** Hash of `group|signal address`. */
  readonly senderKeys: { readonly key: string; readonly row: SenderKeysRow }
  /** Hash of a group's JID. */
  readonly ownSenderKeys: { readonly key: string; readonly row: OwnSenderKeyRow }
  /** Hash of a JID without device. */
  readonly peers: { readonly key: string; readonly row: PeerRow }
  /** Hash of a JID without device. */
  readonly deviceLists: { readonly key: string; readonly row: DeviceListRow }
  readonly chats: { readonly key: number; readonly row: ChatRow }
  /** By an id that was given up: the chat that it became. */
  readonly movedChats: { readonly key: number; readonly row: { readonly into: number } }
  readonly streams: { readonly key: number; readonly row: StreamRow }
  /** Hash of a JID without device. */
  readonly chatAddresses: {
    readonly key: string
    readonly row: { readonly chatId: number; readonly streamId: number }
  }
  readonly contacts: { readonly key: number; readonly row: ContactRow }
  readonly movedContacts: { readonly key: number; readonly row: { readonly into: number } }
  /** Hash of a JID without device. */
  readonly contactAddresses: { readonly key: string; readonly row: { readonly contactId: number } }
  /** By chat. */
  readonly groups: { readonly key: number; readonly row: GroupRow }
  readonly messages: { readonly key: MessageKey; readonly row: MessageRow }
  /** Hash of `stream|author|id`. */
  readonly messageIds: {
    readonly key: string
    /** `gone`: it was removed here and does not come back. */
    readonly row: { readonly key: MessageKey; readonly gone?: boolean }
  }
  /** By the message's own key. */
  readonly receipts: { readonly key: MessageKey; readonly row: ReceiptsRow }
  /** By the message's own key. */
  readonly starred: { readonly key: MessageKey; readonly row: { readonly atMs: number } }
  /** When it expires, and an order number. */
  readonly expiries: {
    readonly key: readonly [atMs: number, order: number]
    readonly row: { readonly message: MessageKey }
  }
  readonly outbox: { readonly key: number; readonly row: OutboxRow }
  /** Hash of `sent|id`. */
  readonly sent: { readonly key: string; readonly row: SentRow }
  /** Hash of `direction|chat|sender|id`, as its owner puts it. */
  readonly retries: { readonly key: string; readonly row: RetryRow }
  /** Hash of an act's `clientId`: it was done. */
  readonly acts: {
    readonly key: string
    readonly row: { readonly atMs: number; readonly message?: MessageKey }
  }
  readonly historyChunks: { readonly key: number; readonly row: HistoryChunkRow }
  /** Hash of `preview|picture` or `large|picture`. */
  readonly pictures: { readonly key: string; readonly row: PictureRow }
  /** By chat. */
  readonly drafts: { readonly key: number; readonly row: DraftRow }
  /** Hash of `waiting|id`. */
  readonly waiting: { readonly key: string; readonly row: WaitingRow }
}
