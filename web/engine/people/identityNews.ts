import { accountOf } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { UnitOfWork } from '../work/work.ts'

/** Somebody has another phone than before, or installed anew. */
export interface ChangedIdentity {
  readonly sender: Jid
  /** What it was noticed by; told twice under the same id, it leaves one line. */
  readonly id: string
  readonly atMs: number
  /** A group they wrote to: it is said there too. */
  readonly chat?: Jid
}

/**
 * Notes that somebody's security code changed: asked about before the next send to them if the person
 * wants that, and said in their conversation, where there is one.
 */
export async function noteIdentity(
  unit: UnitOfWork,
  { book, log }: { readonly book: Book; readonly log: Pick<MessageLog, 'find' | 'append'> },
  { sender, id, atMs, chat }: ChangedIdentity,
): Promise<void> {
  const person = await book.contactOf(unit, sender)
  await book.changeContact(unit, person, (row) => ({ ...row, identityChangedMs: atMs }))
  const lineId = `identity ${id}`
  const told = new Set<number>()
  for (const jid of chat === undefined ? [accountOf(sender)] : [chat, accountOf(sender)]) {
    const ref = await book.findChat(unit, jid)
    if (ref === undefined || told.has(ref.chatId)) continue
    told.add(ref.chatId)
    if ((await log.find(unit, ref.chatId, 'system', lineId)) !== undefined) continue
    await log.append(unit, ref, {
      id: lineId,
      author: 'system',
      atMs,
      system: { what: 'identity-changed', person },
      raises: false,
    })
  }
}
