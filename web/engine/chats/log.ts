import type {
  Author,
  MessageKey,
  MessageRow,
  SummaryRow,
  SystemRow,
  TicksRow,
} from '../../storage/talkRows.ts'
import type { Keyed } from '../../storage/readRows.ts'
import type { Message } from '../../wire/proto/gen/message_pb.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { ChatRef } from './book.ts'

/** A message as it is put into the log. */
export interface NewMessage {
  readonly id: string
  readonly author: Author
  readonly atMs: number
  /** Address the sender wrote from, when it is a contact. */
  readonly senderJid?: string
  /** The protobuf Message, without padding. */
  readonly bytes?: Uint8Array
  /** The same, decoded, where the caller has it. */
  readonly message?: Message
  readonly system?: SystemRow
  readonly missing?: MessageRow['missing']
  readonly deleted?: MessageRow['deleted']
  readonly ticks?: TicksRow
  readonly reactions?: MessageRow['reactions']
  readonly edit?: MessageRow['edit']
  readonly starred?: boolean
  readonly secret?: Uint8Array
  readonly pushName?: string
  /** As `MessageRow.past`. */
  readonly past?: MessageRow['past']
  /** Its place among messages of one time, out of `historySeq`. Absent: it comes after all others. */
  readonly seq?: number
  /** When it disappears; it then leaves every store. */
  readonly expiresAtMs?: number
  readonly expiresAfterSec?: number
  /**
   * Whether it makes the chat unread: a live message of somebody else that a person would want to
   * see. History says false and gives the chat's count with `setUnread`.
   */
  readonly counts?: boolean
  /** False: the chat's place in the list stays (system lines that nobody needs to see). */
  readonly raises?: boolean
}

/** Changes of a message, by `log.change`. */
export type MessageChange = (row: MessageRow) => MessageRow

/**
 * All messages, in the order of (time, arrival) within a chat, whatever streams they lie in. Every
 * read and write of messages goes through here.
 */
export interface MessageLog {
  /**
   * By id. A placeholder is found too (`row.missing`), and what was deleted (`row.deleted`); what was
   * removed here as well, as a row that says `deleted` and has nothing else (`rev` 0).
   */
  find(
    rows: RowReader,
    chatId: number,
    author: Author,
    id: string,
  ): Promise<{ key: MessageKey; row: MessageRow } | undefined>
  /** Whether an older build removed a message, and kept nothing of it but a hash of its name. */
  wasRemoved(rows: RowReader, chatId: number, author: Author, id: string): Promise<boolean>
  /** Stores a new message; keeps unread count, last message and place of its chat. */
  append(unit: UnitOfWork, ref: ChatRef, message: NewMessage): Promise<MessageKey>
  /**
   * Stores a changed message with the next `rev`, wherever it lies (a placeholder keeps its place).
   * Undefined: there is none under this key. `expires` is changed with `expire` only.
   */
  change(unit: UnitOfWork, key: MessageKey, change: MessageChange): Promise<MessageRow | undefined>
  /** When a message is to leave every store; undefined: it stays. */
  expire(unit: UnitOfWork, key: MessageKey, atMs: number | undefined): Promise<void>
  /** Removes a message and all that hangs on it; one whose time has come is not sent any more either. */
  remove(unit: UnitOfWork, key: MessageKey, why?: 'expired'): Promise<void>
  /** Removes a chat with its messages, its draft, and everything that hangs on them. */
  removeChat(unit: UnitOfWork, chatId: number): Promise<void>
  /** The chat that a message lies in now. */
  chatOf(rows: RowReader, key: MessageKey): Promise<number | undefined>
  get(rows: RowReader, key: MessageKey): Promise<MessageRow | undefined>
  /**
   * A stretch of a chat across its streams. `older`: the newest `count` before `than` (absent: of
   * all), newest first; `newer`: the oldest `count` after it, oldest first.
   */
  older(
    rows: RowReader,
    chatId: number,
    count: number,
    than?: MessageKey,
  ): Promise<Keyed<'messages'>[]>
  newer(
    rows: RowReader,
    chatId: number,
    count: number,
    than?: MessageKey,
  ): Promise<Keyed<'messages'>[]>
  /** Everything up to this message was seen: read mark, unread count. Gives what was not read. */
  seen(unit: UnitOfWork, chatId: number, upTo: MessageKey): Promise<readonly Keyed<'messages'>[]>
  /**
   * The chat's count as history told it: the newest so many messages of others count as unread. Call
   * it after they were appended. More than that may be unread already; then nothing changes.
   */
  setUnread(unit: UnitOfWork, chatId: number, count: number): Promise<void>
  /** What the list shows of a message. */
  summaryOf(rows: RowReader, row: MessageRow, message?: Message): Promise<SummaryRow>
}
