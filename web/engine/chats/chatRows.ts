import type { ChatRow } from '../../storage/talkRows.ts'
import { accountOf, isGroup, isLid, STATUS } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { AddressPairs } from './addressPairs.ts'
import type { ChatRef, JoinedStreams } from './book.ts'
import type { Hash } from './hashes.ts'
import { freedBefore } from './freedMark.ts'
import { nextId } from './ids.ts'
import { joinedChat } from './joinedChat.ts'
import type { People } from './people.ts'

/** Chats by address and by id. */
export interface Chats {
  readonly findChat: (rows: RowReader, jid: Jid) => Promise<ChatRef | undefined>
  readonly chatOf: (unit: UnitOfWork, jid: Jid) => Promise<ChatRef>
  readonly chat: (
    rows: RowReader,
    chatId: number,
  ) => Promise<{ chatId: number; row: ChatRow } | undefined>
  readonly changeChat: (
    unit: UnitOfWork,
    chatId: number,
    change: (row: ChatRow) => ChatRow,
  ) => Promise<ChatRow | undefined>
  /** Two addresses are one person, who has this contact if any: their chats become one. */
  readonly join: (
    unit: UnitOfWork,
    pn: Jid,
    lid: Jid,
    contactId: number | undefined,
  ) => Promise<JoinedStreams | undefined>
  /** An address leads to no chat any more. */
  readonly detach: (unit: UnitOfWork, jid: Jid) => Promise<void>
}

export interface ChatsParts {
  readonly hash: Hash
  readonly pairs: AddressPairs
  readonly people: People
  readonly isMe: (jid: Jid) => boolean
}

/** The chats in store `chats`. */
export function createChats({ hash, pairs, people, isMe }: ChatsParts): Chats {
  async function findChat(rows: RowReader, jid: Jid): Promise<ChatRef | undefined> {
    const account = accountOf(jid)
    const own = await rows.get('chatAddresses', await hash(account))
    if (own !== undefined) return own
    const other = await pairs.otherOf(rows, account)
    return other && (await rows.get('chatAddresses', await hash(other)))
  }

  async function chat(rows: RowReader, chatId: number) {
    let id = chatId
    for (;;) {
      const row = await rows.get('chats', id)
      if (row !== undefined) return { chatId: id, row }
      const moved = await rows.get('movedChats', id)
      if (moved === undefined) return undefined
      id = moved.into
    }
  }

  function kindOf(jid: Jid): ChatRow['kind'] {
    if (isGroup(jid)) return 'group'
    if (jid === STATUS) return 'status'
    if (jid.endsWith('@broadcast')) return 'broadcast'
    if (jid.endsWith('@newsletter')) return 'newsletter'
    return isMe(jid) ? 'self' : 'direct'
  }

  async function create(unit: UnitOfWork, account: Jid): Promise<ChatRef> {
    const chatId = await nextId(unit, 'chat')
    const streamId = await nextId(unit, 'stream')
    const kind = kindOf(account)
    const person = kind === 'direct' || kind === 'self'
    const other = await pairs.otherOf(unit, account)
    unit.put('chats', chatId, {
      kind,
      streams: [streamId],
      jid: other !== undefined && isLid(other) ? other : account,
      ...(person ? { contactId: await people.contactOf(unit, account) } : {}),
      sortMs: 0,
      unread: 0,
      rev: 1,
    })
    unit.put('streams', streamId, { chatId })
    return { chatId, streamId }
  }

  async function pointIfNew(unit: UnitOfWork, jid: Jid, ref: ChatRef): Promise<void> {
    const key = await hash(jid)
    if ((await unit.get('chatAddresses', key)) === undefined) unit.put('chatAddresses', key, ref)
  }

  return {
    findChat,
    chat,
    async chatOf(unit, jid) {
      const account = accountOf(jid)
      const key = await hash(account)
      const own = await unit.get('chatAddresses', key)
      if (own !== undefined) return own
      const ref = (await findChat(unit, account)) ?? (await create(unit, account))
      unit.put('chatAddresses', key, ref)
      // Under both: one of them may become somebody else's later.
      const other = await pairs.otherOf(unit, account)
      if (other !== undefined) await pointIfNew(unit, other, ref)
      return ref
    },
    async changeChat(unit, chatId, change) {
      const found = await chat(unit, chatId)
      if (found === undefined) return undefined
      const row = { ...change(found.row), rev: found.row.rev + 1 }
      unit.put('chats', found.chatId, row)
      unit.changedChat(found.chatId)
      return row
    },
    async join(unit, pn, lid, contactId) {
      const refs: ChatRef[] = []
      for (const jid of [pn, lid]) {
        const found = await unit.get('chatAddresses', await hash(jid))
        if (found !== undefined) refs.push(found)
      }
      const ids = [...new Set(refs.map((ref) => ref.chatId))].toSorted((one, two) => one - two)
      const [kept, given] = ids
      const row = kept === undefined ? undefined : await unit.get('chats', kept)
      if (kept === undefined || row === undefined) return undefined
      const other = given === undefined ? undefined : await unit.get('chats', given)
      const joined = other === undefined ? row : joinedChat(row, other)
      unit.put('chats', kept, {
        ...joined,
        jid: lid,
        ...(contactId === undefined ? {} : { contactId }),
        rev: joined.rev + 1,
      })
      unit.changedChat(kept)
      const [ref] = refs
      if (ref !== undefined) for (const jid of [pn, lid]) await pointIfNew(unit, jid, ref)
      if (given === undefined || other === undefined) return undefined
      // What was let go of in one of them must not come back through the other.
      const freedBeforeMs = await freedBefore(unit, joined)
      for (const streamId of joined.streams) {
        const mark = freedBeforeMs === 0 ? {} : { freedBeforeMs }
        unit.put('streams', streamId, { chatId: kept, ...mark })
      }
      for (const jid of [pn, lid]) {
        const key = await hash(jid)
        const place = await unit.get('chatAddresses', key)
        if (place !== undefined) unit.put('chatAddresses', key, { ...place, chatId: kept })
      }
      await moveDraft(unit, given, kept)
      unit.del('chats', given)
      unit.put('movedChats', given, { into: kept })
      unit.goneChat(given, kept)
      return { kept: row.streams, given: other.streams }
    },
    async detach(unit, jid) {
      unit.del('chatAddresses', await hash(jid))
    },
  }
}

/** The newer draft stays. */
async function moveDraft(unit: UnitOfWork, from: number, to: number): Promise<void> {
  const [moving, there] = await unit.getMany('drafts', [from, to])
  if (moving === undefined) return
  unit.del('drafts', from)
  if (there === undefined || there.atMs < moving.atMs) unit.put('drafts', to, moving)
}
