import {
  type Conversation,
  GroupParticipant_Rank,
  type HistorySync,
} from '../../../web/wire/proto/gen/history_pb.ts'
import { HistorySyncType } from '../../../web/wire/proto/gen/peerData_pb.ts'
import type { Init } from '../../../web/wire/proto/schema.ts'
import { type Chance, seededChance, seedOf } from '../people/chance.ts'
import { atOnce, createBreath } from './breath.ts'
import { callRecords } from './callRecords.ts'
import { type EncodedChat, encodeHistory } from './encode.ts'
import type { PastChat, PastMessage, PastPerson } from './past.ts'
import { type Piece, planning, sentFrom } from './plan.ts'
import type { Memory } from './remembered.ts'
import { completeWish, type HistoryWish } from './wish.ts'

/** One piece of history, made when it is wanted. */
export interface HistoryChunk {
  readonly syncType: number
  readonly order: number
  /** 0 to 100 over all chunks of the type. */
  readonly progress: number
  /** The encoded HistorySync; others have their turn while it is made. */
  build(): Promise<Uint8Array>
}

/** How a chat's history ends in what is sent (`endOfHistoryTransferType`). */
export const END = {
  moreOnPhone: 0,
  nothingMore: 1,
  moreAfterRequest: 2,
  /** There is more, and the phone cannot read it. */
  unreadable: 3,
} as const

/** Messages that are made at once. */
const AT_ONCE = 64
const LEFT_AGO_SEC = 40 * 86_400

/** What a new companion is sent, in the order of chapter 07 section 8. */
export function historyChunks(
  memory: Memory,
  given: HistoryWish,
  plan = atOnce(planning(memory, given)),
): readonly HistoryChunk[] {
  const wish = completeWish(given)
  const { owner } = memory
  const isLife = wish.shape === 'life'
  const told = isLife ? memory.people.filter((person) => !person.isMappedLate) : memory.people

  function chunk(
    syncType: number,
    content: () => Init<HistorySync>,
    more: {
      readonly pieces?: readonly Piece[]
      readonly order?: number
      readonly progress?: number
      readonly extra?: () => Uint8Array
    } = {},
  ): HistoryChunk {
    const { pieces = [], order = 0, progress = 100, extra } = more
    const chance = (): Chance | undefined =>
      wish.shuffled ? seededChance(seedOf(`order ${syncType} ${order}`, memory.seed)) : undefined
    return {
      syncType,
      order,
      progress,
      build: () =>
        encodeHistory(
          { syncType, chunkOrder: order, progress, ...content() },
          chatsOf(memory, pieces, endOf, chance()),
          createBreath(),
          extra?.(),
        ),
    }
  }

  /** What a piece says of what is behind it. */
  function endOf({ chat, isOldest }: Piece): number {
    const isKeptBack = sentFrom(memory.countOf(chat), wish) > 0
    return isOldest && !isKeptBack ? END.nothingMore : END.moreOnPhone
  }

  const many = (syncType: number, groups: readonly (readonly Piece[])[]): HistoryChunk[] =>
    groups.map((pieces, order) =>
      chunk(syncType, () => ({}), {
        pieces,
        order,
        progress: Math.round(((order + 1) * 100) / groups.length),
      }),
    )

  const first = [
    chunk(HistorySyncType.PUSH_NAME, () => ({
      pushnames: [
        { id: owner.jid, pushname: owner.name },
        ...memory.people.map(({ lid, jid, name, pushName }, at) => ({
          id: isLife && at % 5 === 4 ? jid : lid,
          pushname: pushName ?? name,
        })),
      ],
    })),
    chunk(
      HistorySyncType.INITIAL_BOOTSTRAP,
      () => ({
        phoneNumberToLidMappings: mappings(told),
        globalSettings: { securityNotifications: true },
        ...(isLife ? { inlineContacts: contacts(memory.people) } : {}),
      }),
      { pieces: plan.bootstrap },
    ),
    ...statusChunk(memory, chunk),
  ]
  const behind = chunk(
    HistorySyncType.NON_BLOCKING_DATA,
    () => ({
      phoneNumberToLidMappings: mappings(memory.people),
      pastParticipants: isLife ? pastParticipants(memory) : [],
    }),
    { extra: () => callRecords(memory, wish.calls) },
  )
  const recent = many(HistorySyncType.RECENT, plan.recent)
  const later = [...recent, ...many(HistorySyncType.FULL, plan.full)]
  if (wish.shuffled) return [...first, ...shuffled([behind, ...later], memory.seed)]
  // In life what blocks nobody comes whenever the phone has it.
  const at = isLife ? recent.length >> 1 : 0
  return [...first, ...later.slice(0, at), behind, ...later.slice(at)]
}

function statusChunk(
  { statuses }: Memory,
  chunk: (syncType: number, content: () => Init<HistorySync>) => HistoryChunk,
): HistoryChunk[] {
  if (statuses === undefined) return []
  const posts = () => ({ statusV3Messages: statuses.messages().toReversed() })
  return [chunk(HistorySyncType.INITIAL_STATUS_V3, posts)]
}

/** The chats of these pieces as they are written, newest first. */
export function* chatsOf(
  memory: Memory,
  pieces: readonly Piece[],
  endOf: (piece: Piece) => number,
  chance?: Chance,
): Generator<EncodedChat> {
  for (const piece of pieces) {
    const { chat, from, to } = piece
    const [newest] = to > from ? memory.someOf(chat, to - 1, to) : []
    yield {
      id: idAt(chat, from),
      rest: conversation(chat, from, newest, endOf(piece)),
      messages:
        chance === undefined ? newestFirst(memory, piece) : inAnyOrder(memory, piece, chance),
    }
  }
}

function* newestFirst(
  memory: Memory,
  { chat, from, to }: Piece,
): Generator<{ message: PastMessage; orderId: number }> {
  for (let end = to; end > from; end -= AT_ONCE) {
    const start = Math.max(from, end - AT_ONCE)
    const some = memory.someOf(chat, start, end)
    for (let at = some.length - 1; at >= 0; at--) {
      const message = some[at]
      if (message !== undefined) yield { message, orderId: start + at + 1 }
    }
  }
}

function* inAnyOrder(
  memory: Memory,
  { chat, from, to }: Piece,
  chance: Chance,
): Generator<{ message: PastMessage; orderId: number }> {
  const places = Array.from({ length: to - from }, (_, at) => ({ at: from + at, key: chance() }))
  for (const { at } of places.toSorted((a, b) => a.key - b.key)) {
    const [message] = memory.someOf(chat, at, at + 1)
    if (message !== undefined) yield { message, orderId: at + 1 }
  }
}

function idAt({ id, formerId, formerUntil = 0 }: PastChat, at: number): string {
  return at < formerUntil ? (formerId ?? id) : id
}

/** What is said of a chat beside its id and messages. */
function conversation(
  chat: PastChat,
  from: number,
  newestMessage: PastMessage | undefined,
  endOfHistoryTransferType: number,
): Init<Conversation> {
  const newest = newestMessage?.messageTimestamp ?? 0n
  const [person] = chat.people
  const isLid = chat.id.endsWith('@lid')
  const isFormer = idAt(chat, from) !== chat.id
  const other = isLid ? { pnJid: person?.jid } : { lidJid: person?.lid }
  return {
    ...chat.more,
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
      : {
          ...(person?.isSaved === false ? {} : { displayName: chat.title }),
          ...(isFormer || person?.isMappedLate === true ? {} : other),
        }),
    ...(chat.isArchived ? { archived: true } : {}),
    ...(chat.isPinned ? { pinned: Number(newest) } : {}),
    ...(chat.timerSec > 0
      ? { ephemeralExpiration: chat.timerSec, ephemeralSettingTimestamp: newest }
      : {}),
  }
}

function mappings(people: readonly PastPerson[]): Array<{ pnJid: string; lidJid: string }> {
  return people.map(({ jid, lid }) => ({ pnJid: jid, lidJid: lid }))
}

/** Names of the address book, for people who have no chat of their own. */
function contacts(people: readonly PastPerson[]): NonNullable<Init<HistorySync>['inlineContacts']> {
  return people
    .filter(({ isSaved, isMappedLate }, at) => isSaved === true && !isMappedLate && at % 4 === 0)
    .map(({ jid, lid, name }) => ({ pnJid: jid, lidJid: lid, fullName: name }))
}

/** Who left the larger groups. */
function pastParticipants({
  chats,
  people,
  untilSec,
}: Memory): NonNullable<Init<HistorySync>['pastParticipants']> {
  return chats
    .filter(({ isGroup, people: members }) => isGroup && members.length > 20)
    .map(({ id }, at) => ({
      groupJid: id,
      pastParticipants: [at, at + 7].flatMap((who) => {
        const person = people[who % people.length]
        const leaveTs = BigInt(untilSec - LEFT_AGO_SEC - at)
        return person ? [{ userJid: person.lid, leaveReason: who % 2, leaveTs }] : []
      }),
    }))
}

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const chance = seededChance(seedOf('chunks', seed))
  const keyed = items.map((item) => ({ item, key: chance() }))
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item)
}
