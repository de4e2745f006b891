import { toHex } from '../../crypto/bytes.ts'
import { sha256 } from '../../crypto/hash.ts'
import type { HistoryPiece } from '../../formats/historyScan.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { ChatRow, GroupRow, MemberRow } from '../../storage/talkRows.ts'
import { isLid } from '../../wire/account.ts'
import { isJid, type Jid } from '../../wire/jid.ts'
import {
  type Conversation,
  Conversation_EndOfHistoryTransferType,
  GroupParticipant_Rank as Rank,
  type GroupParticipant,
  type InlineContact,
} from '../../wire/proto/gen/history_pb.ts'
import { isSet } from '../../wire/proto/schema.ts'
import type { AppendMany } from '../chats/appendMany.ts'
import type { Book } from '../chats/book.ts'
import type { UnitOfWork } from '../work/work.ts'
import { keepCall } from './calls.ts'

export interface PieceParts {
  readonly book: Book
  readonly store: Pick<AccountStore, 'addressKey'>
  readonly appendMany: AppendMany
  /** The phone says what the person of this account is called. */
  readonly ownName: (name: string) => void
  /** The service's secret for people of whom no token is known is stored. */
  readonly nctSaltKept: (salt: Uint8Array) => void
}

/** A piece that is no message and no chat. */
export type OtherPiece = Exclude<HistoryPiece, { kind: 'message' | 'status' | 'conversation' }>

/** Stores one piece of the phone's past that is no message and no chat. */
export async function applyPiece(
  unit: UnitOfWork,
  parts: PieceParts,
  piece: OtherPiece,
): Promise<void> {
  const { book } = parts
  switch (piece.kind) {
    case 'mapping':
      if (!(isJid(piece.pn) && isJid(piece.lid))) return
      return await book.learn(unit, piece.pn, piece.lid, 'weak')
    case 'contact':
      return await keepContact(unit, book, piece.contact)
    case 'push-name':
      if (!isJid(piece.jid)) return
      if (book.isMe(piece.jid)) return parts.ownName(piece.name)
      return await book.name(unit, await book.contactOf(unit, piece.jid), 'push', piece.name)
    case 'nct-salt': {
      const { salt } = piece
      unit.put('account', 'nctSalt', { salt })
      unit.after(() => parts.nctSaltKept(salt))
      return
    }
    case 'past-members':
      return await keepBytes(unit, parts, piece.kind, piece.bytes, piece.past.groupJid)
    case 'call':
      await keepBytes(unit, parts, piece.kind, piece.bytes)
      return await keepCall(unit, parts, piece.bytes)
    case 'settings':
      return await keepBytes(unit, parts, piece.kind, piece.bytes)
    case 'unused':
      return await keepBytes(unit, parts, `field ${piece.no}`, piece.bytes)
    case 'malformed':
      return await keepBytes(unit, parts, `malformed ${piece.part}`, piece.bytes)
    case 'media-nonce':
      unit.put('account', 'mediaNonce', { nonce: piece.nonce })
  }
}

const NOTHING_MORE =
  Conversation_EndOfHistoryTransferType.COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY

/** What one piece that nobody shows may take. */
const KEPT_LIMIT = 1024 * 1024

/** Hexadecimal digits of a keyed hash that make a key: 48 bits. */
const KEY_DIGITS = 12

/** Keeps what no screen shows as it came; what comes again is kept once. */
export async function keepBytes(
  unit: UnitOfWork,
  { book, store }: Pick<PieceParts, 'book' | 'store'>,
  kind: string,
  bytes: Uint8Array,
  jid = '',
): Promise<void> {
  if (bytes.length > KEPT_LIMIT) return
  const chatId = isJid(jid) ? (await book.findChat(unit, jid))?.chatId : undefined
  const hash = await store.addressKey(`${kind}|${toHex(sha256(bytes))}`)
  unit.put('historyKept', Number.parseInt(hash.slice(0, KEY_DIGITS), 16), {
    kind,
    bytes: bytes.slice(),
    ...(chatId === undefined ? {} : { chatId }),
  })
}

async function keepContact(unit: UnitOfWork, book: Book, contact: InlineContact): Promise<void> {
  const { pnJid, lidJid, fullName } = contact
  const jid = isJid(lidJid) ? lidJid : pnJid
  if (!isJid(jid)) return
  if (isJid(pnJid) && isJid(lidJid)) await book.learn(unit, pnJid, lidJid, 'weak')
  const contactId = await book.contactOf(unit, jid)
  if (fullName !== '') await book.name(unit, contactId, 'saved', fullName)
}

/** What a chunk can be believed about, by its kind. */
export interface ChunkNature {
  /** It says where chats stand in the list; pieces of an older past know nothing of that. */
  readonly isNewer: boolean
  /** The person asked for it. */
  readonly isAsked: boolean
  /** It says whether the phone has more: not the answer to a request for a gap. */
  readonly tellsEnd: boolean
}

/** A chat that is in hand: its messages follow. */
export interface OpenChat {
  readonly chatId: number
  /** So many are to count as unread once its messages are stored. */
  readonly unread: number
}

/**
 * Stores what the phone says of a chat. What is known better already stays: what the person did here
 * counts more than the phone's copy of yesterday.
 */
export async function keepConversation(
  unit: UnitOfWork,
  book: Book,
  conversation: Conversation,
  { isNewer, isAsked, tellsEnd }: ChunkNature,
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
    ...(isNewer ? listState(row, conversation) : {}),
    ...(tellsEnd && isSet(conversation, 'endOfHistoryTransferType')
      ? { historyEnd: conversation.endOfHistoryTransferType }
      : {}),
    ...(row.kind === 'group' && row.subject === undefined && conversation.name !== ''
      ? { subject: conversation.name }
      : {}),
    ...(row.kind === 'group' && (conversation.suspended || conversation.isParentGroup)
      ? { closed: 'read-only' as const }
      : {}),
  }))
  if (isAsked && tellsEnd && chat?.historyEnd === NOTHING_MORE) await forgetMarks(unit, chat)
  if (chat?.kind === 'group') await keepGroup(unit, book, chatId, id, conversation)
  if (chat?.kind === 'direct' && chat.contactId !== undefined) {
    await keepPerson(unit, book, chat.contactId, conversation)
  }
  return { chatId, unread: conversation.unreadCount }
}

/** All that was let go to free space, and that the phone still had, is here again. */
export async function forgetMarks(unit: UnitOfWork, { streams }: ChatRow): Promise<void> {
  for (const streamId of streams) {
    const stream = await unit.get('streams', streamId)
    if (stream?.freedBeforeMs === undefined) continue
    unit.put('streams', streamId, { chatId: stream.chatId })
  }
}

function listState(
  { readUpTo }: ChatRow,
  { archived, markedAsUnread, pinned, muteEndTime }: Conversation,
): Partial<ChatRow> {
  return {
    ...(archived ? { archived: true } : {}),
    // Who has read here since takes the mark away.
    ...(markedAsUnread && readUpTo === undefined ? { marked: true } : {}),
    ...(pinned === 0 ? {} : { pinnedMs: pinned * 1000 }),
    ...(muteEndTime === 0n ? {} : { mutedUntilMs: Number(muteEndTime) }),
  }
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
