import type { DraftRow, MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Book } from './book.ts'
import { compareMessages, messageKeyText } from './messageKey.ts'

/**
 * What else there is of a message that says nothing any more, because it was removed, expired or was
 * taken back: it is not sent if it was not encrypted yet, and a draft that changed it goes with it.
 */
export async function forgetContent(
  unit: UnitOfWork,
  book: Book,
  chatId: number,
  key: MessageKey,
  row: MessageRow,
  why?: 'expired',
): Promise<void> {
  if (row.author === 'me' && row.ticks === 'pending') await dropUnsent(unit, key, why)
  const draft = await unit.get('drafts', chatId)
  if (draft === undefined) return
  const name = messageKeyText(key)
  if (draft.edits === name) {
    // Its text is the message's own, more or less.
    unit.del('drafts', chatId)
    await book.changeChat(unit, chatId, (chat) => ({ ...chat, draft: undefined }))
  } else if (draft.quote === name) {
    const { quote: _, ...rest } = draft
    unit.put('drafts', chatId, rest satisfies DraftRow)
  }
}

/**
 * A finished stanza may have reached the service, and then it is too late. Of a message whose time has
 * come it goes nevertheless: nobody is to get it any more.
 */
async function dropUnsent(unit: UnitOfWork, key: MessageKey, why?: 'expired'): Promise<void> {
  for (const { key: place, row: waiting } of await unit.range('outbox', {})) {
    if (waiting.message === undefined || compareMessages(waiting.message, key) !== 0) continue
    if (waiting.stanza === undefined || why === 'expired') unit.del('outbox', place)
  }
}
