import { encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  type Conversation,
  GroupParticipant_Rank,
  type HistorySync,
  HistorySyncSchema,
} from '../../../web/wire/proto/gen/history_pb.ts'
import { HistorySyncType } from '../../../web/wire/proto/gen/peerData_pb.ts'
import type { Init } from '../../../web/wire/proto/schema.ts'
import type { PastChat, PastMessage } from './past.ts'
import type { Memory } from './remembered.ts'
import type { HistoryWish } from './wish.ts'

/** One piece of history, made when it is wanted. */
export interface HistoryChunk {
  readonly syncType: number
  readonly order: number
  /** 0 to 100 over all chunks of the type. */
  readonly progress: number
  /** The encoded HistorySync. */
  build(): Uint8Array
}

/** How a chat's history ends in what is sent (`endOfHistoryTransferType`). */
const MORE_ON_PHONE = 0
const NOTHING_MORE = 1
const MORE_AFTER_REQUEST = 2

/** What a new companion is sent, in the order of chapter 07 section 8. */
export function historyChunks(
  memory: Memory,
  owner: { readonly jid: string; readonly name: string },
  wish: HistoryWish,
): readonly HistoryChunk[] {
  const { bootstrapMessages = 10, chunkMessages = 500 } = wish
  const sent = memory.chats.map((chat) => {
    const total = memory.countOf(chat)
    // What is kept back until it is asked for, what comes later, what comes at once.
    const from = Math.min(wish.onDemand ?? 0, total >> 1)
    const newest = Math.max(from, total - bootstrapMessages)
    return { chat, from, newest, total, count: newest - from }
  })
  const rest = sent.filter(({ count }) => count > 0)
  const groups = grouped(rest, chunkMessages)
  const chunk = (
    syncType: number,
    content: () => Init<HistorySync>,
    order = 0,
    progress = 100,
  ): HistoryChunk => ({
    syncType,
    order,
    progress,
    build: () =>
      encodeProto(HistorySyncSchema, { syncType, chunkOrder: order, progress, ...content() }),
  })
  return [
    chunk(HistorySyncType.PUSH_NAME, () => ({
      pushnames: [
        { id: owner.jid, pushname: owner.name },
        ...memory.people.map(({ lid, name }) => ({ id: lid, pushname: name })),
      ],
    })),
    chunk(HistorySyncType.INITIAL_BOOTSTRAP, () => ({
      conversations: sent.map(({ chat, newest, total }) =>
        conversation(chat, memory.someOf(chat, newest, total), MORE_ON_PHONE),
      ),
      phoneNumberToLidMappings: mappings(memory),
      globalSettings: { securityNotifications: true },
    })),
    chunk(HistorySyncType.NON_BLOCKING_DATA, () => ({
      phoneNumberToLidMappings: mappings(memory),
      pastParticipants: [],
    })),
    ...groups.map((chats, order) =>
      chunk(
        HistorySyncType.RECENT,
        () => ({
          conversations: chats.map(({ chat, from, newest }) =>
            conversation(
              chat,
              memory.someOf(chat, from, newest),
              wish.onDemand === undefined ? NOTHING_MORE : MORE_ON_PHONE,
            ),
          ),
        }),
        order,
        Math.round(((order + 1) * 100) / groups.length),
      ),
    ),
  ]
}

/** Messages of one chat that are older than one that the companion has (07 section 7). */
export function olderMessages(
  memory: Memory,
  asked: {
    readonly chatJid: string
    readonly oldestMsgId: string
    readonly onDemandMsgCount: number
    /** Seconds, whatever its name says. */
    readonly oldestMsgTimestampMs: bigint
  },
): Uint8Array | undefined {
  const { chatJid, oldestMsgId, oldestMsgTimestampMs } = asked
  const chat = memory.chats.find(
    ({ id, isGroup, people }) =>
      id === chatJid ||
      (!isGroup && people.some(({ jid, lid }) => jid === chatJid || lid === chatJid)),
  )
  if (chat === undefined) return undefined
  const all = memory.messagesOf(chat)
  const at = all.findIndex(({ key }) => key?.id === oldestMsgId)
  const isOlder = ({ messageTimestamp = 0n }: PastMessage): boolean =>
    messageTimestamp < oldestMsgTimestampMs
  const older = at >= 0 ? all.slice(0, at) : all.filter(isOlder)
  if (older.length === 0) return undefined
  const some = older.slice(-asked.onDemandMsgCount)
  const state = some.length < older.length ? MORE_AFTER_REQUEST : NOTHING_MORE
  const syncType = HistorySyncType.ON_DEMAND
  const conversations = [conversation(chat, some, state)]
  return encodeProto(HistorySyncSchema, { syncType, chunkOrder: 0, progress: 100, conversations })
}

function conversation(
  chat: PastChat,
  messages: readonly PastMessage[],
  endOfHistoryTransferType: number,
): Init<Conversation> {
  const newest = messages.at(-1)?.messageTimestamp ?? 0n
  const [person] = chat.people
  const isLid = chat.id.endsWith('@lid')
  const other = isLid ? { pnJid: person?.jid } : { lidJid: person?.lid }
  return {
    id: chat.id,
    messages: messages
      .toReversed()
      .map((message, at) => ({ message, msgOrderId: BigInt(messages.length - at) })),
    unreadCount: chat.unread,
    endOfHistoryTransferType,
    conversationTimestamp: newest,
    lastMsgTimestamp: newest,
    ...(chat.isGroup
      ? {
          name: chat.title,
          participant: chat.people.map(({ jid, lid }, at) => ({
            userJid: chat.addressing === 'pn' ? jid : lid,
            rank: at === 0 ? GroupParticipant_Rank.ADMIN : GroupParticipant_Rank.REGULAR,
          })),
        }
      : { displayName: chat.title, ...other }),
    ...(chat.isArchived ? { archived: true } : {}),
    ...(chat.isPinned ? { pinned: Number(newest) } : {}),
    ...(chat.timerSec > 0
      ? { ephemeralExpiration: chat.timerSec, ephemeralSettingTimestamp: newest }
      : {}),
  }
}

function mappings({ people }: Memory): Array<{ pnJid: string; lidJid: string }> {
  return people.map(({ jid, lid }) => ({ pnJid: jid, lidJid: lid }))
}

/** Chats in turn, as many as make up a chunk. */
function grouped<Item extends { readonly count: number }>(
  items: readonly Item[],
  most: number,
): Item[][] {
  const groups: Item[][] = []
  let room = 0
  for (const item of items) {
    if (room < item.count || groups.length === 0) {
      groups.push([])
      room = most
    }
    groups.at(-1)?.push(item)
    room -= item.count
  }
  return groups
}
