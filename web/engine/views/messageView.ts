import type { ErrorCode } from '../../bridge/errors.ts'
import type { MessageView, PersonView, QuoteView, ReactionView } from '../../bridge/chatViews.ts'
import type { Author, MessageKey, MessageRow } from '../../storage/talkRows.ts'
import { isJid } from '../../wire/jid.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import { plainError } from '../plainErrors.ts'
import { contentOfRow, mentionsOf, named } from './contentOfRow.ts'
import { readDecoded } from './contentView.ts'
import type { ContextView } from './messageContext.ts'
import { personView } from './personView.ts'
import type { ViewParts } from './viewParts.ts'

const NOBODY: PersonView = { contactId: 0, name: '', nameSource: 'none', isMe: false }

/** One message as a window shows it. */
export async function messageView(
  parts: ViewParts,
  chatId: number,
  key: MessageKey,
  row: MessageRow,
): Promise<MessageView> {
  const { content, read } = await contentOfRow(parts, row)
  const sender = await senderOf(parts, row)
  const quote = read?.context.quote && (await quoteView(parts, chatId, read.context.quote))
  const { error, ticks, expires } = row
  return {
    key: messageKeyText(key),
    chatId,
    atMs: key[1],
    seq: key[2],
    rev: row.rev,
    fromMe: row.author === 'me',
    content,
    reactions: await reactionViews(parts, row),
    edited: row.edit !== undefined && row.deleted === undefined,
    starred: row.starred === true,
    ...(sender === undefined ? {} : { sender }),
    ...(quote === undefined ? {} : { quote }),
    ...(ticks === undefined ? {} : { ticks }),
    // This build or an earlier one wrote the code.
    ...(error === undefined ? {} : { error: plainError(error.code as ErrorCode, error.details) }),
    ...(read?.context.forwarded === undefined ? {} : { forwarded: read.context.forwarded }),
    ...(expires === undefined ? {} : { expiresAtMs: expires.atMs }),
  }
}

/** The person of this account, or a contact; nobody for a line of the system. */
async function authorView(parts: ViewParts, author: Author): Promise<PersonView | undefined> {
  if (author === 'system') return undefined
  return author === 'me' ? await myself(parts) : await personView(parts, author)
}

async function senderOf(parts: ViewParts, row: MessageRow): Promise<PersonView | undefined> {
  const sender = await authorView(parts, row.author)
  // What the message itself told is better than a number.
  const unnamed = sender?.nameSource === 'number' || sender?.nameSource === 'none'
  if (sender === undefined || !unnamed || !row.pushName) return sender
  return { ...sender, name: row.pushName, nameSource: 'push' }
}

async function myself(parts: ViewParts): Promise<PersonView> {
  const contactId = await parts.book.myContact(parts.rows)
  const view = contactId === undefined ? NOBODY : await personView(parts, contactId)
  return { ...view, isMe: true }
}

async function quoteView(
  parts: ViewParts,
  chatId: number,
  { id, participant, message }: NonNullable<ContextView['quote']>,
): Promise<QuoteView> {
  const author = await quotedAuthor(parts, chatId, participant)
  const found =
    author === undefined ? undefined : await parts.log.find(parts.rows, chatId, author, id)
  const read = readDecoded(message, false)
  const content = named(read.content, await mentionsOf(parts, read))
  const text = 'text' in content ? content.text : ''
  return {
    person: (author === undefined ? undefined : await authorView(parts, author)) ?? NOBODY,
    kind: content.kind === 'card' ? content.card : content.kind,
    text,
    // What was removed here is found by its id only.
    ...(found === undefined || found.row.rev === 0 ? {} : { key: messageKeyText(found.key) }),
  }
}

async function quotedAuthor(
  { rows, book }: ViewParts,
  chatId: number,
  participant: string,
): Promise<Author | undefined> {
  if (!isJid(participant)) return (await book.chat(rows, chatId))?.row.contactId
  return book.isMe(participant) ? 'me' : await book.findContact(rows, participant)
}

async function reactionViews(parts: ViewParts, row: MessageRow): Promise<ReactionView[]> {
  const byEmoji = new Map<string, PersonView[]>()
  for (const { emoji, author } of row.reactions ?? []) {
    if (emoji === '') continue
    const person = await authorView(parts, author)
    if (person === undefined) continue
    const people = byEmoji.get(emoji)
    if (people === undefined) byEmoji.set(emoji, [person])
    else people.push(person)
  }
  const views = [...byEmoji].map(([emoji, people]) => ({ emoji, people }))
  return views.toSorted((one, other) => other.people.length - one.people.length)
}
