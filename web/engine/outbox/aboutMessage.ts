import { decodeProto } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import type { MessageLog } from '../chats/log.ts'
import type { RowReader } from '../work/work.ts'
import { type ChatAccess, Refusal } from './chatAccess.ts'
import { editMessage, reactionMessage } from './compose.ts'
import type { About } from './plan.ts'

/**
 * An edit of or a reaction to a message, as that one's row has it now: the text and the emoji are kept
 * there only. Undefined once the message, or what was said about it, is gone.
 */
export async function aboutMessage(
  rows: RowReader,
  { access, log }: { readonly access: ChatAccess; readonly log: MessageLog },
  chatId: number,
  { message: key, as }: About,
): Promise<Init<Message> | undefined> {
  const row = await log.get(rows, key)
  if (row === undefined || row.deleted !== undefined) return undefined
  try {
    const name = await access.nameOf(rows, await access.open(rows, chatId), row)
    if (as === 'edit') {
      if (row.edit === undefined) return undefined
      return editMessage(name, decodeProto(MessageSchema, row.edit.bytes), row.edit.atMs)
    }
    const mine = row.reactions?.find(({ author }) => author === 'me')
    return mine && reactionMessage(name, mine.emoji, mine.atMs)
  } catch (cause) {
    if (cause instanceof Refusal) return undefined
    throw cause
  }
}
