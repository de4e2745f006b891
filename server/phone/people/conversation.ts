import { bareJid, jidParts, type Jid } from '../../../web/wire/jid.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import {
  type Message,
  MessageSchema,
  ProtocolMessage_Type,
} from '../../../web/wire/proto/gen/message_pb.ts'
import { contentName, textOfContent, unwrapped } from '../device/messageKind.ts'
import { expectedLines, ME } from '../history/record.ts'
import type { Memory } from '../history/remembered.ts'
import type { Book } from './book.ts'
import type { ChatLineView, DeviceHeard, HeardView, LineView } from './control.ts'
import type { Person } from './person.ts'

interface Entry {
  readonly id: string
  readonly chat: string
  readonly author: string
  readonly fromMe: boolean
  readonly atMs: number
  readonly message: Message
}

type Line = { -readonly [Name in keyof LineView]: LineView[Name] }

/** All that a person's devices read. */
export function heardOf(book: Book, person: Person): readonly DeviceHeard[] {
  return person.devices.map(({ core: { state }, isOnline }) => ({
    device: state.device,
    online: isOnline(),
    messages: state.heard.map(
      ({ bytes: _bytes, chat, from, ...rest }): HeardView => ({
        ...rest,
        chat: book.nameOf(chat),
        from: book.nameOf(bareJid(from as Jid)),
        fromDevice: jidParts(from as Jid).device,
      }),
    ),
    failed: state.failed.map(({ id, from, code }) => ({
      id,
      from: book.nameOf(bareJid(from as Jid)),
      code,
    })),
  }))
}

/** A chat as the person's first device has it, oldest first. */
export function conversationOf(
  book: Book,
  person: Person,
  chat: string,
  past?: Memory,
): readonly LineView[] {
  const lines: Line[] = past === undefined ? [] : pastLines(book, person, chat, past)
  for (const entry of entriesOf(book, person)) if (entry.chat === chat) apply(lines, entry)
  return lines
}

/** The person's chats, the one with the newest message first. */
export function chatsOf(book: Book, person: Person, past?: Memory): readonly ChatLineView[] {
  const names = new Set(entriesOf(book, person).map(({ chat }) => chat))
  const remembered = new Map(past?.chats.map((chat) => [book.nameOf(chat.id), chat]))
  for (const chat of remembered.keys()) names.add(chat)
  for (const { id, members } of book.groups) if (members.includes(person.id)) names.add(id)
  const chats = [...names].map((chat): ChatLineView => {
    const group = book.groups.find(({ id }) => id === chat)
    const last = conversationOf(book, person, chat, past).at(-1)
    const title = group?.subject ?? book.findPerson(chat)?.facts().name
    return {
      chat,
      title: title ?? remembered.get(chat)?.title ?? chat,
      isGroup: group !== undefined,
      ...(last === undefined ? {} : { last }),
    }
  })
  return chats.toSorted((a, b) => (b.last?.atMs ?? 0) - (a.last?.atMs ?? 0))
}

/** The made-up past of a chat, without the lines of the system. */
function pastLines(book: Book, person: Person, name: string, past: Memory): Line[] {
  const chat = past.chats.find(({ id }) => book.nameOf(id) === name)
  const lines = chat === undefined ? [] : [...expectedLines(chat)]
  const who = (author: string): string => (author === ME ? person.id : book.nameOf(author))
  return lines.flatMap(({ id, author, fromMe, kind, text, atMs, edited, reactions }) =>
    kind === 'system'
      ? []
      : [
          {
            id,
            from: who(author),
            fromMe,
            kind,
            text,
            atMs,
            edited,
            revoked: kind === 'revoked',
            reactions: reactions.map((one) => ({ from: who(one.author), emoji: one.emoji })),
          },
        ],
  )
}

function entriesOf(book: Book, person: Person): Entry[] {
  const { state } = person.device().core
  const heard = state.heard.map(({ id, chat, from, fromMe, atMs, bytes }) => ({
    id,
    chat: book.nameOf(chat),
    author: book.nameOf(bareJid(from as Jid)),
    fromMe,
    atMs,
    message: decodeProto(MessageSchema, bytes),
  }))
  const sent = state.sent.map(({ id, to, atMs, bytes }) => ({
    id,
    chat: book.nameOf(to),
    author: person.id,
    fromMe: true,
    atMs,
    message: decodeProto(MessageSchema, bytes),
  }))
  return [...heard, ...sent].toSorted((a, b) => a.atMs - b.atMs)
}

/** Adds a line, or changes the one that the message speaks of. */
function apply(lines: Line[], entry: Entry): void {
  const message = unwrapped(entry.message) as Message
  const control = message.editedMessage?.message?.protocolMessage ?? message.protocolMessage
  const reaction = message.reactionMessage
  if (reaction !== undefined) {
    const target = lines.find(({ id }) => id === reaction.key?.id)
    if (target === undefined) return
    const others = target.reactions.filter(({ from }) => from !== entry.author)
    target.reactions =
      reaction.text === '' ? others : [...others, { from: entry.author, emoji: reaction.text }]
    return
  }
  if (control !== undefined) {
    const target = lines.find(({ id }) => id === control.key?.id)
    if (target === undefined) return
    if (control.type === ProtocolMessage_Type.REVOKE) {
      target.revoked = true
      target.text = ''
    } else if (control.editedMessage !== undefined) {
      target.edited = true
      target.text = textOfContent(control.editedMessage)
    }
    return
  }
  lines.push({
    id: entry.id,
    from: entry.author,
    fromMe: entry.fromMe,
    kind: contentName(message),
    text: textOfContent(message),
    atMs: entry.atMs,
    edited: false,
    revoked: false,
    reactions: [],
  })
}
