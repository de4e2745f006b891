import { ProtocolMessage_Type } from '../../../web/wire/proto/gen/message_pb.ts'
import { WebMessageInfo_StubType as Stub } from '../../../web/wire/proto/gen/history_pb.ts'
import { type Content, contentName, textOfContent, unwrapped } from '../device/messageKind.ts'
import { type PastCall, pastCalls } from './callRecords.ts'
import { UNSAID } from './life/systemLines.ts'
import type { PastChat, PastMessage } from './past.ts'
import { sentFrom } from './plan.ts'
import type { Memory } from './remembered.ts'
import { completeWish, type HistoryWish } from './wish.ts'

/** One line that a companion has to have in the end. */
export interface ExpectedMessage {
  /** Address of the chat. */
  readonly chat: string
  readonly id: string
  /** The owner, or the address of somebody else as the chat names them. */
  readonly author: string
  readonly fromMe: boolean
  readonly atMs: number
  /** Place in its chat, from 0: what is of one second stands in this order. */
  readonly place: number
  /** Name of the content ('conversation', 'imageMessage'…); 'revoked'; 'system' for a line. */
  readonly kind: string
  /** The words that are shown, after edits; '' where there are none. */
  readonly text: string
  /** Of a line: its kind (`messageStubType`). */
  readonly stub?: number
  readonly edited: boolean
  readonly starred: boolean
  /** It is gone at this time, if it came at all. */
  readonly expiresMs?: number
  readonly reactions: ReadonlyArray<{ readonly author: string; readonly emoji: string }>
}

/** One chat of the past. */
export interface ExpectedChat {
  readonly chat: string
  /** Its second address, of a person whose number and LID are both known in the end. */
  readonly other?: string
  readonly title: string
  readonly isGroup: boolean
  /** Places of the chat: messages, lines, and what is about other messages. */
  readonly total: number
  /** The first place that comes without being asked for. */
  readonly sentFrom: number
}

/** What a phone has to tell of its past. Everything is made when it is asked for, and nothing kept. */
export interface PastRecord {
  readonly counts: {
    readonly chats: number
    /** Places of all chats, those included that are not sent by themselves. */
    readonly messages: number
    readonly sent: number
  }
  chats(): Iterable<ExpectedChat>
  /** Lines of a chat from a place on, oldest first; without one, those that come by themselves. */
  expected(chat: string, from?: number): Iterable<ExpectedMessage>
  /** The call log, newest first. */
  calls(): Iterable<PastCall>
}

/** How the record names the owner as an author. */
export const ME = 'me'
/** Lines that are made at once. */
const AT_ONCE = 256

/** The made-up past as a companion has to have it. */
export function recordOf(memory: Memory, given: HistoryWish): PastRecord {
  const wish = completeWish(given)
  const { chats } = memory

  const viewOf = (chat: PastChat): ExpectedChat => {
    const [person] = chat.people
    const other = chat.id === person?.lid ? person.jid : person?.lid
    return {
      chat: chat.id,
      ...(chat.isGroup || other === undefined ? {} : { other }),
      title: chat.title,
      isGroup: chat.isGroup,
      total: chat.count,
      sentFrom: sentFrom(memory.countOf(chat), wish),
    }
  }

  return {
    get counts() {
      const messages = chats.reduce((sum, { count }) => sum + count, 0)
      const back = chats.reduce((sum, chat) => sum + viewOf(chat).sentFrom, 0)
      return { chats: chats.length, messages, sent: messages - back }
    },
    *chats() {
      for (const chat of chats) yield viewOf(chat)
    },
    expected(name, from) {
      const found = name === memory.statuses?.id ? memory.statuses : memory.chatOf(name)
      if (found === undefined) return []
      return expectedLines(found, from ?? viewOf(found).sentFrom)
    },
    calls: () => pastCalls(memory, wish.calls),
  }
}

/** Lines of one chat, oldest first. */
export function* expectedLines(chat: PastChat, from = 0): Generator<ExpectedMessage> {
  for (let start = from; start < chat.count; start += AT_ONCE) {
    // One more: the next message may be about the last one.
    const some = chat.messages(start, Math.min(start + AT_ONCE + 1, chat.count))
    for (const [at, message] of some.slice(0, AT_ONCE).entries()) {
      const line = lineOf(chat, start + at, message, some[at + 1])
      if (line !== undefined) yield line
    }
  }
}

function lineOf(
  chat: PastChat,
  place: number,
  message: PastMessage,
  next: PastMessage | undefined,
): ExpectedMessage | undefined {
  const { key, message: content, messageStubType: stub } = message
  if (content !== undefined && changeIn(content) !== undefined) return undefined
  if (content === undefined && UNSAID.includes(stub ?? Stub.UNKNOWN)) return undefined
  const atMs = Number(message.messageTimestamp ?? 0n) * 1000
  const change = next?.message && changeIn(next.message)
  const isAbout = change !== undefined && change.id === key?.id
  const isRevoked = stub === Stub.REVOKE || (isAbout && change.does === 'revoke')
  const edit = isAbout && change.does === 'edit' ? change.text : undefined
  const fromMe = key?.fromMe === true
  const { ephemeralDuration = 0 } = message
  return {
    chat: chat.id,
    id: key?.id ?? '',
    author: authorOf(key),
    fromMe,
    atMs,
    place,
    ...(isRevoked
      ? { kind: 'revoked', text: '' }
      : content === undefined
        ? { kind: 'system', text: '', stub: stub ?? Stub.UNKNOWN }
        : {
            kind: contentName(unwrapped(content)),
            text: edit ?? textOfContent(content),
          }),
    edited: edit !== undefined,
    starred: message.starred === true && !isRevoked,
    ...(ephemeralDuration > 0 ? { expiresMs: atMs + ephemeralDuration * 1000 } : {}),
    reactions: isRevoked
      ? []
      : reactionsOf(message, isAbout && change.does === 'react' ? next : undefined),
  }
}

type Change =
  | { readonly does: 'revoke' | 'react'; readonly id: string }
  | { readonly does: 'edit'; readonly id: string; readonly text: string }

/** What a message does to another one; undefined for one that stands for itself. */
function changeIn(content: Content): Change | undefined {
  const { reactionMessage } = content
  if (reactionMessage !== undefined) return { does: 'react', id: reactionMessage.key?.id ?? '' }
  const control = content.editedMessage?.message?.protocolMessage ?? content.protocolMessage
  if (control === undefined) return undefined
  const id = control.key?.id ?? ''
  if (control.type !== ProtocolMessage_Type.MESSAGE_EDIT) return { does: 'revoke', id }
  return { does: 'edit', id, text: textOfContent(control.editedMessage ?? {}) }
}

/** Of each person the newest. */
function reactionsOf(
  { reactions = [] }: PastMessage,
  later: PastMessage | undefined,
): Array<{ author: string; emoji: string }> {
  const given = reactions.map(({ key, text, senderTimestampMs }) => ({
    author: authorOf(key),
    emoji: text ?? '',
    atMs: senderTimestampMs ?? 0n,
  }))
  const { text, senderTimestampMs = 0n } = later?.message?.reactionMessage ?? {}
  if (text !== undefined) {
    given.push({ author: authorOf(later?.key), emoji: text, atMs: senderTimestampMs })
  }
  const newest = new Map<string, (typeof given)[number]>()
  for (const one of given) {
    if ((newest.get(one.author)?.atMs ?? -1n) < one.atMs) newest.set(one.author, one)
  }
  return Array.from(newest.values(), ({ author, emoji }) => ({ author, emoji }))
}

function authorOf(key: PastMessage['key']): string {
  return key?.fromMe === true ? ME : (key?.participant ?? key?.remoteJid ?? '')
}
