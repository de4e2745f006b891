import type { ErrorCode, PlainError } from '../../bridge/errors.ts'
import type { ChatRow, GroupRow, MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import { decodeProto } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { MessageKey as MessageName } from '../../wire/proto/gen/messageKey_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import type { ChatRef } from '../chats/book.ts'
import { readMessageKey } from '../chats/messageKey.ts'
import { plainError } from '../plainErrors.ts'
import type { RowReader } from '../work/work.ts'
import type { Timer } from './compose.ts'
import type { OutboxParts } from './outboxParts.ts'

/** Why a command is not done: crosses to the window as a plain object. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: ErrorCode
  readonly plain: PlainError

  constructor(code: ErrorCode, details?: Record<string, string | number>) {
    super(code)
    this.code = code
    this.plain = plainError(code, details)
  }
}

/** A conversation as somebody writes in it. */
export interface OpenChat {
  readonly ref: ChatRef
  readonly row: ChatRow
  readonly jid: Jid
  readonly group?: GroupRow | undefined
  readonly timer?: Timer | undefined
}

/** A stored message that a command is about. */
export interface Target {
  readonly key: MessageKey
  readonly row: MessageRow
}

/** What commands read before they do anything. */
export interface ChatAccess {
  /** Throws Refusal 'not-writable' where nobody may write from here. */
  writable(rows: RowReader, chatId: number): Promise<OpenChat>
  /** A chat, whoever may write there. Throws Refusal 'not-writable' when there is none. */
  open(rows: RowReader, chatId: number): Promise<OpenChat>
  /** Throws Refusal 'message-gone'. */
  message(rows: RowReader, key: string): Promise<Target>
  /** The address of who wrote a message, as it is named in this chat. */
  authorOf(rows: RowReader, chat: OpenChat, row: MessageRow): Promise<Jid>
  /** How a message is named to others (chapter 05 section 9). */
  nameOf(rows: RowReader, chat: OpenChat, row: MessageRow): Promise<Init<MessageName>>
  /** The address of a person, as it is named in this chat. */
  personIn(rows: RowReader, chat: OpenChat, contactId: number): Promise<Jid | undefined>
}

/** What a message said last, edits included. Throws Refusal 'message-gone' when it says nothing. */
export function contentOf({ row }: Target): Message {
  const bytes = row.edit?.bytes ?? row.bytes
  if (bytes === undefined || row.deleted !== undefined) throw new Refusal('message-gone')
  return decodeProto(MessageSchema, bytes)
}

export function createChatAccess({ book, log, own }: OutboxParts): ChatAccess {
  function usesLid({ row, group }: OpenChat): boolean {
    return group === undefined ? row.jid.endsWith('@lid') : group.addressing === 'lid'
  }

  async function personIn(rows: RowReader, chat: OpenChat, contactId: number) {
    const found = await book.contact(rows, contactId)
    if (found === undefined) return undefined
    const { pn, lid } = found.row
    return (usesLid(chat) ? (lid ?? pn) : (pn ?? lid)) as Jid | undefined
  }

  async function open(rows: RowReader, chatId: number): Promise<OpenChat> {
    const chat = await book.chat(rows, chatId)
    const streamId = chat?.row.streams[0]
    if (chat === undefined || streamId === undefined) throw new Refusal('not-writable')
    const { row } = chat
    const group = row.kind === 'group' ? await book.group(rows, chat.chatId) : undefined
    const seconds = row.disappearingSec ?? 0
    const setSec = Math.floor((row.disappearingSetMs ?? 0) / 1000)
    return {
      ref: { chatId: chat.chatId, streamId },
      row,
      jid: row.jid as Jid,
      ...(group === undefined ? {} : { group }),
      ...(seconds === 0 ? {} : { timer: { seconds, setSec } }),
    }
  }

  const authorOf: ChatAccess['authorOf'] = async (rows, chat, row) => {
    const { pn, lid } = own()
    if (row.author === 'me') return usesLid(chat) ? (lid ?? pn) : pn
    const named =
      typeof row.author === 'number' ? await personIn(rows, chat, row.author) : undefined
    const as = named ?? (row.senderJid as Jid | undefined)
    if (as === undefined) throw new Refusal('message-gone')
    return as
  }

  return {
    personIn,
    open,
    authorOf,
    async writable(rows, chatId) {
      const chat = await open(rows, chatId)
      const { kind, closed } = chat.row
      const isTalk = kind === 'direct' || kind === 'self' || kind === 'group'
      if (!isTalk || closed !== undefined) throw new Refusal('not-writable')
      return chat
    },
    async nameOf(rows, chat, row) {
      const fromMe = row.author === 'me'
      const name = { remoteJid: chat.jid, fromMe, id: row.id }
      if (fromMe || chat.row.kind !== 'group') return name
      return { ...name, participant: await authorOf(rows, chat, row) }
    },
    async message(rows, text) {
      const key = readMessageKey(text)
      const row = key && (await log.get(rows, key))
      if (key === undefined || row === undefined) throw new Refusal('message-gone')
      return { key, row }
    },
  }
}
