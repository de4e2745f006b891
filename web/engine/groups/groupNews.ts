import type { GroupRow, MemberRow, SystemRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import type { GroupChange, GroupNotification } from '../../wire/stanza/groupNotification.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Trace } from '../traceRing.ts'
import type { UnitOfWork } from '../work/work.ts'
import { keepGroup, keepRights, memberRows } from './groupRows.ts'

export interface GroupNewsParts {
  readonly book: Book
  readonly log: Pick<MessageLog, 'append' | 'find'>
  readonly trace: Trace
  /** Somebody must not read on: what is sent next is under another key. */
  readonly dropGroupKey: (unit: UnitOfWork, group: Jid) => Promise<void>
}

/** What followed from a notification. */
export interface GroupNews {
  readonly chatId: number
  /** The whole must be asked for: what is stored is not all. */
  readonly stale: boolean
}

/** What a change means for the rows and the conversation. */
interface Outcome {
  readonly line?: SystemRow
  readonly stale?: boolean
  readonly readOnly?: boolean
}

type MemberChange = Extract<GroupChange, { members: readonly unknown[] }>

/**
 * Applies what happened to a group: members, rights and facts change, and each change that people see
 * leaves a line. Told twice, it leaves one.
 */
export async function takeGroupNews(
  unit: UnitOfWork,
  news: GroupNotification,
  stanza: { readonly id: string; readonly nowMs: number },
  parts: GroupNewsParts,
): Promise<GroupNews> {
  const { book, log } = parts
  const { authorPn, authorLid, author, group } = news
  if (author !== undefined) {
    const [pn, lid] = [authorPn ?? author, authorLid ?? author]
    if (pn !== lid) await book.learn(unit, pn, lid, 'strong')
  }
  const ref = await book.chatOf(unit, group)
  const by = author === undefined ? undefined : await book.contactOf(unit, author)
  if (by !== undefined && news.authorName !== undefined) {
    await book.name(unit, by, 'push', news.authorName)
  }
  const atMs = news.timeSec === undefined ? stanza.nowMs : news.timeSec * 1000
  let stale = (await book.group(unit, ref.chatId))?.fetchedMs === undefined
  for (const [index, change] of news.changes.entries()) {
    const id = `${stanza.id}.${index}`
    const told = await log.find(unit, ref.chatId, 'system', id)
    const outcome = await applyChange(unit, news, change, by, stanza.nowMs, parts)
    if (change.kind === 'create') stale = false
    stale ||= outcome.stale === true
    await keepRights(unit, book, ref.chatId, outcome.readOnly)
    if (outcome.line === undefined || told !== undefined) continue
    await log.append(unit, ref, { id, author: 'system', atMs, system: outcome.line })
  }
  return { chatId: ref.chatId, stale }
}

async function applyChange(
  unit: UnitOfWork,
  { group, author }: GroupNotification,
  change: GroupChange,
  by: number | undefined,
  nowMs: number,
  parts: GroupNewsParts,
): Promise<Outcome> {
  const { book, trace } = parts
  const { chatId } = await book.chatOf(unit, group)
  const who = by === undefined ? {} : { by }
  const keep = (facts: Partial<GroupRow>) =>
    book.changeGroup(unit, chatId, (row) => ({ ...(row ?? unknownGroup(group)), ...facts }))

  switch (change.kind) {
    case 'create':
      await keepGroup(unit, book, change.group, nowMs)
      return { line: { what: 'group-created', ...who, subject: change.group.subject } }
    case 'add':
    case 'remove':
    case 'promote':
    case 'demote':
    case 'leave':
    case 'modify':
      return changeMembers(unit, chatId, group, change, author, who, parts)
    case 'subject': {
      const { subject } = change
      await book.changeChat(unit, chatId, (row) => ({ ...row, subject }))
      return { line: { what: 'subject', ...who, subject } }
    }
    case 'description': {
      const { text, id } = change
      await book.changeGroup(unit, chatId, (row) => {
        const { description: _before, ...rest } = row ?? unknownGroup(group)
        const described = text === undefined ? {} : { description: text }
        return { ...rest, ...described, descriptionId: id }
      })
      return { line: { what: 'description', ...who, removed: text === undefined } }
    }
    case 'announcement':
      await keep({ announcement: change.on })
      return { line: { what: 'announcement', ...who, on: change.on } }
    case 'locked':
      await keep({ locked: change.on })
      return { line: { what: 'locked', ...who, on: change.on } }
    case 'adminsAdd':
      await keep({ adminsAdd: change.on })
      return { line: { what: 'member-add', ...who, on: change.on } }
    case 'joinApproval':
      await keep({ joinApproval: change.on })
      return { line: { what: 'join-approval', ...who, on: change.on } }
    case 'timer': {
      const { expirationSec } = change
      await book.changeChat(unit, chatId, (row) => ({ ...row, disappearingSec: expirationSec }))
      return { line: { what: 'disappearing', ...who, seconds: expirationSec } }
    }
    case 'invite':
      return { line: { what: 'invite-link', ...who } }
    case 'suspended':
      return { readOnly: change.on, stale: true }
    case 'delete':
      await keep({ members: [] })
      return { line: { what: 'other' } }
    case 'join-requests':
      return {}
    case 'other':
      trace({ step: 'stanza-unknown', tag: `w:gp2 ${change.tag}` })
      return {}
    case 'malformed':
      trace({ step: 'stanza-malformed', rule: change.rule })
      return { stale: true }
  }
}

async function changeMembers(
  unit: UnitOfWork,
  chatId: number,
  group: Jid,
  change: MemberChange,
  author: Jid | undefined,
  who: { readonly by?: number },
  { book, dropGroupKey }: GroupNewsParts,
): Promise<Outcome> {
  const told = await memberRows(unit, book, change.members)
  const people = told.map(({ contactId }) => contactId)
  const isAuthor = told.length === 1 && told[0]?.contactId === who.by
  const withMembers = (next: (members: readonly MemberRow[]) => readonly MemberRow[]) =>
    book.changeGroup(unit, chatId, (row = unknownGroup(group)) => ({
      ...row,
      members: next(row.members),
    }))
  const without = (members: readonly MemberRow[]) =>
    members.filter(({ contactId }) => !people.includes(contactId))

  switch (change.kind) {
    case 'add': {
      await withMembers((members) => [...without(members), ...told])
      const invited = isAuthor || change.reason === 'invite'
      // One who comes in does not know the others.
      const stale = told.some(({ jid }) => book.isMe(jid as Jid))
      return { line: { what: invited ? 'joined' : 'added', ...who, people }, stale }
    }
    case 'promote':
    case 'demote': {
      const role = change.kind === 'promote' ? 'admin' : 'member'
      await withMembers((members) =>
        members.map((member) => (people.includes(member.contactId) ? { ...member, role } : member)),
      )
      const what = change.kind === 'promote' ? 'promoted' : 'demoted'
      return { line: { what, ...who, people } }
    }
    case 'remove':
    case 'leave': {
      const gone = told.length === 0 && who.by !== undefined ? [who.by] : people
      await withMembers((members) => members.filter(({ contactId }) => !gone.includes(contactId)))
      await dropGroupKey(unit, group)
      const left = change.kind === 'leave' || isAuthor
      return { line: { what: left ? 'left' : 'removed', ...who, people: gone } }
    }
    case 'modify': {
      await dropGroupKey(unit, group)
      const person = author === undefined ? people[0] : who.by
      if (person === undefined) return { stale: true }
      return { line: { what: 'number-changed', person }, stale: true }
    }
  }
}

function unknownGroup(jid: Jid): GroupRow {
  return { jid, addressing: 'pn', members: [] }
}
