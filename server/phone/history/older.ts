import { HistorySyncType } from '../../../web/wire/proto/gen/peerData_pb.ts'
import { chatsOf, END, type HistoryChunk } from './chunks.ts'
import { createBreath } from './breath.ts'
import { encodeHistory } from './encode.ts'
import type { PastChat } from './past.ts'
import type { Memory } from './remembered.ts'

/** What a companion asks for. */
export interface OlderWish {
  readonly chatJid: string
  readonly oldestMsgId: string
  readonly onDemandMsgCount: number
  /** Seconds, whatever its name says. */
  readonly oldestMsgTimestampMs: bigint
}

/** Messages of one chat that are older than one that the companion has (07 section 7). */
export function olderMessages(
  memory: Memory,
  asked: OlderWish,
  isUnreadable: boolean,
): HistoryChunk | undefined {
  const chat = memory.chatOf(asked.chatJid)
  if (chat === undefined) return undefined
  const to = placeIn(memory, chat, asked)
  if (to === 0) return undefined
  const wanted = Math.max(0, to - asked.onDemandMsgCount)
  const { formerUntil = 0 } = chat
  // One answer is about one address.
  const from = isUnreadable ? to : formerUntil > wanted && formerUntil < to ? formerUntil : wanted
  const rest = from === 0 ? END.nothingMore : END.moreAfterRequest
  const end = isUnreadable ? END.unreadable : rest
  const syncType = HistorySyncType.ON_DEMAND
  const pieces = [{ chat, from, to, isOldest: from === 0 }]
  return {
    syncType,
    order: 0,
    progress: 100,
    build: () =>
      encodeHistory(
        { syncType, chunkOrder: 0, progress: 100 },
        chatsOf(memory, pieces, () => end),
        createBreath(),
      ),
  }
}

/** How many messages of the chat are older. */
function placeIn(memory: Memory, chat: PastChat, asked: OlderWish): number {
  const found = memory.placeOf(asked.oldestMsgId)
  if (found?.chat === chat) return found.at
  const total = memory.countOf(chat)
  if (total > chat.count) {
    const since = memory.someOf(chat, chat.count, total)
    const at = since.findIndex(({ key }) => key?.id === asked.oldestMsgId)
    if (at >= 0) return chat.count + at
  }
  // An id that the phone does not know: by time, which never falls.
  let low = 0
  let high = total
  while (low < high) {
    const middle = (low + high) >> 1
    const [message] = memory.someOf(chat, middle, middle + 1)
    if ((message?.messageTimestamp ?? 0n) < asked.oldestMsgTimestampMs) low = middle + 1
    else high = middle
  }
  return low
}
