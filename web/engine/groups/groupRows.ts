import type { ChatRow, GroupRow, MemberRow } from '../../storage/talkRows.ts'
import { isLid } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { GroupInfo, GroupMember } from '../../wire/stanza/group.ts'
import type { Book } from '../chats/book.ts'
import type { UnitOfWork } from '../work/work.ts'

const roles = { member: 'member', admin: 'admin', superadmin: 'owner' } as const

/** Stores a group as the service describes it, and learns its people. Gives its chat. */
export async function keepGroup(
  unit: UnitOfWork,
  book: Book,
  info: GroupInfo,
  nowMs: number,
): Promise<number> {
  const { chatId } = await book.chatOf(unit, info.jid)
  const members = await memberRows(unit, book, info.members)
  const createdBy = info.creator && (await book.contactOf(unit, info.creator))
  await book.changeGroup(unit, chatId, () => ({
    jid: info.jid,
    addressing: info.addressing,
    members,
    announcement: info.announcement,
    locked: info.locked,
    adminsAdd: info.adminsAdd,
    joinApproval: info.joinApproval,
    fetchedMs: nowMs,
    ...(info.createdSec === undefined ? {} : { createdMs: info.createdSec * 1000 }),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(info.description === undefined
      ? {}
      : { description: info.description.text, descriptionId: info.description.id }),
    ...(info.isParent ? { community: 'parent' as const } : {}),
    ...(info.isDefaultSubgroup ? { community: 'announcements' as const } : {}),
    ...(info.parent === undefined ? {} : { parentJid: info.parent }),
  }))
  await book.changeChat(unit, chatId, (row) => ({
    ...row,
    subject: info.subject,
    disappearingSec: info.expirationSec,
  }))
  await keepRights(unit, book, chatId, info.suspended || info.isParent)
  return chatId
}

/** Members as rows; a pair of addresses that one brings is learnt. */
export async function memberRows(
  unit: UnitOfWork,
  book: Book,
  members: readonly GroupMember[],
): Promise<MemberRow[]> {
  const rows: MemberRow[] = []
  for (const member of members) {
    const { jid, rank } = member
    const [pn, lid] = isLid(jid) ? [member.pn, jid] : [jid, member.lid]
    if (pn !== undefined && lid !== undefined) await book.learn(unit, pn, lid, 'weak')
    rows.push({ contactId: await book.contactOf(unit, jid), jid, role: roles[rank] })
  }
  return rows
}

/** Works out anew whether one may write in a group. */
export async function keepRights(
  unit: UnitOfWork,
  book: Book,
  chatId: number,
  readOnly = false,
): Promise<void> {
  const group = await book.group(unit, chatId)
  if (group === undefined) return
  const closed = closedFor(book, group, readOnly)
  await book.changeChat(unit, chatId, ({ closed: _before, ...row }) =>
    closed === undefined ? row : { ...row, closed },
  )
}

function closedFor(book: Book, group: GroupRow, readOnly: boolean): ChatRow['closed'] {
  const me = group.members.find(({ jid }) => book.isMe(jid as Jid))
  if (me === undefined) return 'left'
  if (readOnly) return 'read-only'
  return group.announcement === true && me.role === 'member' ? 'admins-only' : undefined
}
