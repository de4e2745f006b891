import type { NoticeView } from '../../bridge/chatViews.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { Views } from '../views/createViews.ts'

/** How a message is told to somebody who looks elsewhere; nothing for chats that are kept quiet. */
export async function noticeOf(
  views: Pick<Views, 'chatRow' | 'message'>,
  nowMs: number,
  chatId: number,
  key: MessageKey,
): Promise<NoticeView | undefined> {
  const [chat, message] = await Promise.all([views.chatRow(chatId), views.message(key)])
  if (chat === undefined || message === undefined) return undefined
  if (chat.archived || (chat.mutedUntilMs ?? 0) > nowMs) return undefined
  const isGroup = chat.kind === 'group'
  return {
    chatId: chat.chatId,
    key: message.key,
    chatName: chat.name,
    content: message.content,
    ...(isGroup && message.sender !== undefined ? { senderName: message.sender.name } : {}),
  }
}
