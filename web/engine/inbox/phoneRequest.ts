import type { MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { MessageKey as MessageName } from '../../wire/proto/gen/messageKey_pb.ts'
import { type Message, ProtocolMessage_Type } from '../../wire/proto/gen/message_pb.ts'
import { PeerDataOperationRequestType } from '../../wire/proto/gen/peerData_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { RowReader } from '../work/work.ts'

/**
 * Asks the own phone for one message (chapter 05 section 8, "Placeholder resend"). Undefined where
 * the message's chat is gone.
 */
export async function phoneRequest(
  rows: RowReader,
  { book, log }: { readonly book: Book; readonly log: MessageLog },
  key: MessageKey,
  { author, id, senderJid }: MessageRow,
): Promise<Init<Message> | undefined> {
  const chatId = await log.chatOf(rows, key)
  const chat = chatId === undefined ? undefined : await book.chat(rows, chatId)
  if (chat === undefined) return undefined
  const isShared = chat.row.kind !== 'direct' && chat.row.kind !== 'self'
  const messageKey: Init<MessageName> = {
    remoteJid: chat.row.jid,
    fromMe: author === 'me',
    id,
    ...(isShared && author !== 'me' && senderJid !== undefined ? { participant: senderJid } : {}),
  }
  return {
    protocolMessage: {
      type: ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_MESSAGE,
      peerDataOperationRequestMessage: {
        peerDataOperationRequestType: PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND,
        placeholderMessageResendRequest: [{ messageKey }],
      },
    },
  }
}
