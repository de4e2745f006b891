import type { TalkCommand } from '../../bridge/contract.ts'
import type { ChatRow, MessageRow, OutboxRow } from '../../storage/talkRows.ts'
import { encodeNode } from '../../wire/node/encode.ts'
import { isJid, type Jid } from '../../wire/jid.ts'
import { receipts, type ReceiptHead } from '../../wire/stanza/receipt.ts'
import { nextId } from '../chats/ids.ts'
import { readMessageKey } from '../chats/messageKey.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { OutboxParts } from './outboxParts.ts'
import type { Plan } from './plan.ts'

type Seen = Extract<TalkCommand, { type: 'seen' }>

/**
 * Marks a chat as read up to a message, and stores the receipts that tell its authors in the same
 * unit: as few as there can be, each for one author.
 */
export function createReading(
  parts: OutboxParts,
  added: (key: number, row: OutboxRow) => void,
): (unit: UnitOfWork, command: Seen) => Promise<void> {
  const { book, log, clock } = parts

  /** What is told to the author of a message; nothing where nobody is told. */
  function headOf(chat: ChatRow, row: MessageRow, timeSec: number): ReceiptHead | undefined {
    const author = row.senderJid
    if (author === undefined || !isJid(author)) return undefined
    const group = chat.kind === 'group'
    if (!group && chat.kind !== 'direct') return undefined
    // In groups readers are always told of; between two people only when both want it.
    const type = group || parts.settings().readReceipts ? 'read' : 'read-self'
    return group
      ? { to: chat.jid as Jid, type, participant: author, timeSec }
      : { to: author, type, timeSec }
  }

  return async (unit, { chatId, key: text }) => {
    const key = readMessageKey(text)
    const chat = await book.chat(unit, chatId)
    if (key === undefined || chat === undefined) return
    const unread = await log.seen(unit, chat.chatId, key)
    const timeSec = Math.floor(clock.now() / 1000)
    const byAuthor = new Map<string, { readonly head: ReceiptHead; readonly ids: string[] }>()
    for (const { row } of unread) {
      const head = row.author === 'me' ? undefined : headOf(chat.row, row, timeSec)
      if (head === undefined || row.missing !== undefined) continue
      const name = row.senderJid ?? ''
      const known = byAuthor.get(name)
      if (known === undefined) byAuthor.set(name, { head, ids: [row.id] })
      else known.ids.push(row.id)
    }
    for (const { head, ids } of byAuthor.values()) {
      for (const stanza of receipts(head, ids)) {
        const place = await nextId(unit, 'outbox')
        const row: OutboxRow = {
          id: stanza.attrs['id'] ?? '',
          stanza: encodeNode(stanza),
          createdMs: clock.now(),
          chatId: chat.chatId,
          plan: { what: 'receipt' } satisfies Plan,
        }
        unit.put('outbox', place, row)
        unit.after(() => added(place, row))
      }
    }
  }
}
