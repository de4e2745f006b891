import type { ChatRow, ContactRow, GroupRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'

/** A conversation, and the place in it where messages of one address lie. */
export interface ChatRef {
  readonly chatId: number
  readonly streamId: number
}

/** Whose word a pair of addresses is: `strong` overwrites, `weak` (bulk lists) only fills gaps. */
export type Authority = 'strong' | 'weak'

/** Told inside the unit, before chats and contacts join: sessions move to the LID here. */
export type OnPair = (unit: UnitOfWork, pn: Jid, lid: Jid) => Promise<void>

/** The streams of two chats that became one: of the chat that stays, and of the one given up. */
export interface JoinedStreams {
  readonly kept: readonly number[]
  readonly given: readonly number[]
}

/**
 * People and chats by address (law 7): one person is one contact, one conversation one chat, whatever
 * addresses come in whatever order. Addresses may carry a device; it is ignored. Hosted servers count
 * as their plain ones.
 */
export interface Book {
  /** The chat of an address; made when new. `alt`: the same person's other address (strong). */
  chatOf(unit: UnitOfWork, jid: Jid, alt?: Jid): Promise<ChatRef>
  /** The chat of an address, if there is one. */
  findChat(rows: RowReader, jid: Jid): Promise<ChatRef | undefined>
  /** A chat by id, also by one that was given up when two chats joined. */
  chat(rows: RowReader, chatId: number): Promise<{ chatId: number; row: ChatRow } | undefined>
  /** Stores a changed chat with the next `rev` and tells windows. `chatId` as stored. */
  changeChat(
    unit: UnitOfWork,
    chatId: number,
    change: (row: ChatRow) => ChatRow,
  ): Promise<ChatRow | undefined>

  /** Learns that two addresses are one person; joins their contacts and chats. */
  learn(unit: UnitOfWork, pn: Jid, lid: Jid, authority: Authority): Promise<void>
  readonly lidOf: (rows: RowReader, pn: Jid) => Promise<Jid | undefined>
  readonly pnOf: (rows: RowReader, lid: Jid) => Promise<Jid | undefined>

  /** The contact of a person's address; made when new. */
  contactOf(unit: UnitOfWork, jid: Jid): Promise<number>
  findContact(rows: RowReader, jid: Jid): Promise<number | undefined>
  /** A contact by id, also by one that was given up when two contacts joined. */
  contact(
    rows: RowReader,
    contactId: number,
  ): Promise<{ contactId: number; row: ContactRow } | undefined>
  /** Stores a changed contact with the next `rev`; tells windows of the chat with this person. */
  changeContact(
    unit: UnitOfWork,
    contactId: number,
    change: (row: ContactRow) => ContactRow,
  ): Promise<ContactRow | undefined>
  /** A name from one source; an empty one takes it away. `-` means none. */
  name(
    unit: UnitOfWork,
    contactId: number,
    source: 'saved' | 'business' | 'push',
    name: string,
  ): Promise<void>
  /** The contact of the account itself, when there is one. */
  myContact(rows: RowReader): Promise<number | undefined>
  /** Whether this is an address of the account itself. */
  readonly isMe: (jid: Jid) => boolean

  group(rows: RowReader, chatId: number): Promise<GroupRow | undefined>
  changeGroup(
    unit: UnitOfWork,
    chatId: number,
    change: (row: GroupRow | undefined) => GroupRow,
  ): Promise<void>
  /** Told at each newly learnt pair. */
  readonly hooks: {
    onPair: OnPair | undefined
    /** Told when a chat took over the streams of another one. */
    onJoined?: ((unit: UnitOfWork, joined: JoinedStreams) => Promise<void>) | undefined
  }
}
