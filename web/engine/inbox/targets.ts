import type { MessageKey as MessageName } from '../../wire/proto/gen/messageKey_pb.ts'
import { isJid } from '../../wire/jid.ts'
import type { Book } from '../chats/book.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Envelope } from './envelope.ts'
import type { Awaited } from './waiting.ts'

/**
 * Which message a MessageKey names that came in this envelope. `fromMe` is meant by whoever wrote the
 * key (chapter 05 section 9): theirs. Undefined when it does not say whose message it means.
 */
export async function targetOf(
  unit: UnitOfWork,
  book: Book,
  envelope: Envelope,
  name: MessageName | undefined,
): Promise<Awaited | undefined> {
  if (name === undefined || name.id === '') return undefined
  const { chatId } = envelope.ref
  const author = name.fromMe ? envelope.author : await otherAuthor(unit, book, envelope, name)
  return author === undefined ? undefined : { chatId, author, id: name.id }
}

async function otherAuthor(
  unit: UnitOfWork,
  book: Book,
  { ref, author }: Envelope,
  { participant }: MessageName,
): Promise<'me' | number | undefined> {
  const chat = await book.chat(unit, ref.chatId)
  if (chat === undefined) return undefined
  const { kind, contactId } = chat.row
  if (kind === 'self') return 'me'
  if (kind === 'direct') return author === 'me' ? contactId : 'me'
  if (!isJid(participant)) return undefined
  return book.isMe(participant) ? 'me' : await book.contactOf(unit, participant)
}
