import type { HistoryMessage, HistoryPiece } from '../../formats/historyScan.ts'
import type { GroupRow, MemberRow, MessageRow, TicksRow } from '../../storage/talkRows.ts'
import { isLid, STATUS } from '../../wire/account.ts'
import { isJid, type Jid } from '../../wire/jid.ts'
import {
  type Conversation,
  GroupParticipant_Rank as Rank,
  type GroupParticipant,
  type InlineContact,
  type WebMessageInfo,
  WebMessageInfo_Status as Status,
  WebMessageInfo_StubType as Stub,
} from '../../wire/proto/gen/history_pb.ts'
import { isSet } from '../../wire/proto/schema.ts'
import type { Book, ChatRef } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Content } from '../inbox/applyContent.ts'
import { envelopeOf } from '../inbox/fromPhone.ts'
import { farther } from '../inbox/ticks.ts'
import type { UnitOfWork } from '../work/work.ts'
import { stubLine } from './stubLines.ts'

export interface PieceParts {
  readonly book: Book
  readonly log: MessageLog
  readonly content: Content
  /** The phone says what the person of this account is called. */
  readonly ownName: (name: string) => void
  /** The service's secret for people of whom no token is known is stored. */
  readonly nctSaltKept: (salt: Uint8Array) => void
}

/** What of a chat has to wait until its messages are stored. */
export interface OpenChat {
  readonly chatId: number
  readonly unread: number
}

/**
 * Stores one piece of the phone's past. What is known better already stays: live messages and what
 * the person did here count more than the phone's copy of yesterday.
 */
export async function applyPiece(
  unit: UnitOfWork,
  parts: PieceParts,
  piece: HistoryPiece,
): Promise<OpenChat | undefined> {
  const { book } = parts
  switch (piece.kind) {
    case 'mapping':
      if (isJid(piece.pn) && isJid(piece.lid)) await book.learn(unit, piece.pn, piece.lid, 'weak')
      return undefined
    case 'contact':
      await keepContact(unit, book, piece.contact)
      return undefined
    case 'push-name':
      if (!isJid(piece.jid)) return undefined
      if (book.isMe(piece.jid)) parts.ownName(piece.name)
      else await book.name(unit, await book.contactOf(unit, piece.jid), 'push', piece.name)
      return undefined
    case 'conversation':
      return keepConversation(unit, parts, piece.conversation)
    case 'message':
      await keepMessage(unit, parts, piece)
      return undefined
    case 'status':
      await keepMessage(unit, parts, piece)
      return undefined
    case 'nct-salt': {
      const salt = piece.salt.slice()
      unit.put('account', 'nctSalt', { salt })
      unit.after(() => parts.nctSaltKept(salt))
      return undefined
    }
    case 'head':
    case 'past-members':
    case 'settings':
    case 'media-nonce':
    case 'malformed':
      return undefined
  }
}

async function keepContact(unit: UnitOfWork, book: Book, contact: InlineContact): Promise<void> {
  const { pnJid, lidJid, fullName } = contact
  const jid = isJid(lidJid) ? lidJid : pnJid
  if (!isJid(jid)) return
  if (isJid(pnJid) && isJid(lidJid)) await book.learn(unit, pnJid, lidJid, 'weak')
  const contactId = await book.contactOf(unit, jid)
  if (fullName !== '') await book.name(unit, contactId, 'saved', fullName)
}

async function keepConversation(
  unit: UnitOfWork,
  { book }: PieceParts,
  conversation: Conversation,
): Promise<OpenChat | undefined> {
  const { id } = conversation
  if (!isJid(id)) return undefined
  const other = otherAddress(conversation, id)
  if (other !== undefined) {
    const [pn, lid] = isLid(id) ? [other, id] : [id, other]
    await book.learn(unit, pn, lid, 'weak')
  }
  const { chatId } = await book.chatOf(unit, id)
  const chat = await book.changeChat(unit, chatId, (row) => ({
    ...row,
    sortMs: Math.max(row.sortMs, Number(conversation.conversationTimestamp) * 1000),
    ...(row.disappearingSec === undefined
      ? { disappearingSec: conversation.ephemeralExpiration }
      : {}),
    ...(conversation.archived ? { archived: true } : {}),
    ...(conversation.markedAsUnread ? { marked: true } : {}),
    ...(conversation.pinned === 0 ? {} : { pinnedMs: conversation.pinned * 1000 }),
    ...(conversation.muteEndTime === 0n ? {} : { mutedUntilMs: Number(conversation.muteEndTime) }),
    ...(isSet(conversation, 'endOfHistoryTransferType')
      ? { historyEnd: conversation.endOfHistoryTransferType }
      : {}),
    ...(row.kind === 'group' && row.subject === undefined && conversation.name !== ''
      ? { subject: conversation.name }
      : {}),
    ...(row.kind === 'group' && (conversation.suspended || conversation.isParentGroup)
      ? { closed: 'read-only' as const }
      : {}),
  }))
  if (chat?.kind === 'group') await keepGroup(unit, book, chatId, id, conversation)
  if (chat?.kind === 'direct' && chat.contactId !== undefined) {
    await keepPerson(unit, book, chat.contactId, conversation)
  }
  return { chatId, unread: conversation.unreadCount }
}

function otherAddress({ pnJid, lidJid, accountLid }: Conversation, id: Jid): Jid | undefined {
  const told = isLid(id) ? [pnJid] : [lidJid, accountLid]
  return told.find((text): text is Jid => isJid(text) && isLid(text as Jid) !== isLid(id))
}

async function keepPerson(
  unit: UnitOfWork,
  book: Book,
  contactId: number,
  { displayName, name, tcToken, tcTokenTimestamp, tcTokenSenderTimestamp }: Conversation,
): Promise<void> {
  const saved = displayName || name
  const known = await book.contact(unit, contactId)
  if (saved !== '' && known?.row.names.saved === undefined) {
    await book.name(unit, contactId, 'saved', saved)
  }
  if (tcToken.length === 0) return
  const atSec = Number(tcTokenTimestamp)
  await book.changeContact(unit, contactId, (row) =>
    (row.tcToken?.atSec ?? -1) >= atSec
      ? row
      : {
          ...row,
          tcToken: { token: tcToken.slice(), atSec },
          tcTokenIssuedSec: Math.max(row.tcTokenIssuedSec ?? 0, Number(tcTokenSenderTimestamp)),
        },
  )
}

/** Members as the phone lists them, until the service has been asked. */
async function keepGroup(
  unit: UnitOfWork,
  book: Book,
  chatId: number,
  jid: Jid,
  { participant, description, createdAt }: Conversation,
): Promise<void> {
  const before = await book.group(unit, chatId)
  if (before?.fetchedMs !== undefined || participant.length === 0) return
  const members: MemberRow[] = []
  for (const { userJid, rank } of participant) {
    if (!isJid(userJid)) continue
    members.push({
      contactId: await book.contactOf(unit, userJid),
      jid: userJid,
      role: roleOf(rank),
    })
  }
  const group: GroupRow = {
    jid,
    addressing: members.some((member) => isLid(member.jid as Jid)) ? 'lid' : 'pn',
    members,
    ...(description === '' ? {} : { description }),
    ...(createdAt === 0n ? {} : { createdMs: Number(createdAt) * 1000 }),
  }
  await book.changeGroup(unit, chatId, () => group)
}

function roleOf(rank: GroupParticipant['rank']): MemberRow['role'] {
  if (rank === Rank.SUPERADMIN) return 'owner'
  return rank === Rank.ADMIN ? 'admin' : 'member'
}

const ticks: ReadonlyMap<number, TicksRow> = new Map<number, TicksRow>([
  [Status.ERROR, 'failed'],
  [Status.PENDING, 'sent'],
  [Status.SERVER_ACK, 'sent'],
  [Status.DELIVERY_ACK, 'delivered'],
  [Status.READ, 'read'],
  [Status.PLAYED, 'played'],
])

async function keepMessage(
  unit: UnitOfWork,
  parts: PieceParts,
  { info, content }: HistoryMessage,
): Promise<void> {
  const envelope = await envelopeOf(unit, parts.book, info, 'history')
  if (envelope === undefined) return
  const { ref, author, id, atMs } = envelope
  if (content === undefined) {
    await keepLine(unit, parts, ref, info, { author, id, atMs })
    return
  }
  const reached = author === 'me' ? ticks.get(info.status) : undefined
  const told = reached === undefined ? envelope : { ...envelope, ticks: reached }
  const applied = await parts.content.apply(unit, told, content)
  if (applied.at !== 'stored' && applied.at !== 'known') return
  const reactions = await reactionsOf(unit, parts.book, info, envelope.chat)
  await parts.log.change(unit, applied.key, (row) => {
    // What was taken back stays so, with all that hung on it.
    if (row.deleted !== undefined) return row
    return {
      ...row,
      ...(info.starred ? { starred: true } : {}),
      ...(reached === undefined ? {} : { ticks: farther(row.ticks ?? 'failed', reached) }),
      ...(row.secret === undefined && info.messageSecret.length === 32
        ? { secret: info.messageSecret.slice() }
        : {}),
      ...(reactions.length === 0 ? {} : { reactions: newest(row.reactions, reactions) }),
    }
  })
}

async function keepLine(
  unit: UnitOfWork,
  { book, log }: PieceParts,
  ref: ChatRef,
  info: WebMessageInfo,
  {
    author,
    id,
    atMs,
  }: { readonly author: 'me' | number; readonly id: string; readonly atMs: number },
): Promise<void> {
  if (info.messageStubType === Stub.REVOKE) {
    if ((await log.find(unit, ref.chatId, author, id)) !== undefined) return
    const deleted = author === 'me' ? 'me' : 'sender'
    await log.append(unit, ref, { id, author, atMs, deleted })
    return
  }
  const system = await stubLine(unit, book, info)
  if (system === undefined) return
  if ((await log.find(unit, ref.chatId, 'system', id)) !== undefined) return
  await log.append(unit, ref, { id, author: 'system', atMs, system, raises: false })
}

type Reactions = NonNullable<MessageRow['reactions']>

async function reactionsOf(
  unit: UnitOfWork,
  book: Book,
  { reactions }: WebMessageInfo,
  chat: Jid,
): Promise<Reactions> {
  const rows: Reactions[number][] = []
  for (const { key, text, senderTimestampMs } of reactions) {
    const sender = key?.participant || (chat === STATUS ? '' : (key?.remoteJid ?? ''))
    const isMine = key?.fromMe === true
    if (!isMine && !isJid(sender)) continue
    const author = isMine || !isJid(sender) ? 'me' : await book.contactOf(unit, sender)
    rows.push({ author, emoji: text, atMs: Number(senderTimestampMs) })
  }
  return rows
}

/** Of each person the newest. */
function newest(before: Reactions = [], told: Reactions): Reactions {
  return told.reduce((list, reaction) => {
    const known = list.find(({ author }) => author === reaction.author)
    if (known !== undefined && known.atMs >= reaction.atMs) return list
    return [...list.filter((other) => other !== known), reaction]
  }, before)
}
