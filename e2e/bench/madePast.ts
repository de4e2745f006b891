import { utf8Encode } from '../../web/crypto/bytes.ts'
import { seededRandom } from '../../web/fuzz/seeded.ts'
import { encodeProto } from '../../web/wire/proto/codec.ts'
import { type Conversation, HistorySyncSchema } from '../../web/wire/proto/gen/history_pb.ts'
import { HistorySyncType } from '../../web/wire/proto/gen/peerData_pb.ts'
import type { Init } from '../../web/wire/proto/schema.ts'

/** How large a made-up past is. */
export interface PastWish {
  readonly chats: number
  /** Of all chats together. */
  readonly messages: number
  /** Messages in one chunk. */
  readonly chunkMessages: number
  /** Where the past ends, Unix seconds. */
  readonly untilSec: number
}

/** One encoded HistorySync and what its notification says of it. */
export interface MadeChunk {
  readonly syncType: number
  readonly order: number
  readonly progress: number
  readonly bytes: Uint8Array
}

type Message = NonNullable<Conversation['messages'][number]>
type Random = ReturnType<typeof seededRandom>

/** The first chat is long enough to scroll through a hundred screens, and in a large past very long. */
const LONG_CHAT = 1_200
const LONG_SHARE = 0.2
const GROUP_EACH = 8
const MEMBERS = 12
const PICTURE_SHARE = 0.04
const THUMBNAIL_BYTES = 700
const STEP_SEC = 900
/** Words of these benches; about as many as somebody uses. */
const WORDS = 6_000

/** Name of a chat: what the list shows and benches click on. */
export const nameOf = (chat: number) => (isGroup(chat) ? `Group ${chat}` : `Person ${chat}`)

const isGroup = (chat: number) => chat % GROUP_EACH === GROUP_EACH - 1

/** How many messages each chat has, the first one most. */
export function sizesOf({ chats, messages }: PastWish): number[] {
  const first = Math.min(messages, Math.max(LONG_CHAT, Math.round(messages * LONG_SHARE)))
  const others = Math.floor((messages - first) / Math.max(1, chats - 1))
  const sizes = Array.from({ length: chats }, (_, chat) => (chat === 0 ? first : others))
  // What does not divide evenly.
  const left = messages - sizes.reduce((sum, size) => sum + size, 0)
  sizes[0] = first + left
  return sizes
}

/**
 * A past, chunk by chunk, newest first as a phone gives it: who is who, then all chats with their newest
 * message, then the rest. The same for the same wish.
 */
export function* madePast(wish: PastWish): Generator<MadeChunk, void> {
  const sizes = sizesOf(wish)
  const random = seededRandom(7)
  const words = Array.from({ length: WORDS }, () => wordOf(random))
  const total = wish.messages
  yield {
    syncType: HistorySyncType.INITIAL_BOOTSTRAP,
    order: 0,
    progress: 100,
    bytes: encodeProto(HistorySyncSchema, {
      syncType: HistorySyncType.INITIAL_BOOTSTRAP,
      chunkOrder: 0,
      progress: 100,
      conversations: sizes.map((_, chat) => conversation(wish, chat, [])),
      phoneNumberToLidMappings: sizes.flatMap((_, chat) =>
        isGroup(chat) ? [] : [{ pnJid: numberOf(chat), lidJid: lidOf(chat) }],
      ),
    }),
  }
  let order = 0
  let told = 0
  let conversations: Init<Conversation>[] = []
  let room = wish.chunkMessages
  const flush = (): MadeChunk => {
    const progress = Math.floor((told * 100) / total)
    const syncType = HistorySyncType.RECENT
    const content = { syncType, chunkOrder: order, progress, conversations }
    const chunk = { syncType, order, progress, bytes: encodeProto(HistorySyncSchema, content) }
    conversations = []
    room = wish.chunkMessages
    order += 1
    return chunk
  }
  for (const [chat, size] of sizes.entries()) {
    for (let newer = 0; newer < size; ) {
      const count = Math.min(room, size - newer)
      const messages = Array.from({ length: count }, (_, at) =>
        message(wish, words, random, chat, newer + at),
      )
      conversations.push(conversation(wish, chat, messages))
      newer += count
      told += count
      room -= count
      if (room === 0) yield flush()
    }
  }
  if (conversations.length > 0) yield flush()
}

function conversation(
  { untilSec }: PastWish,
  chat: number,
  messages: readonly Init<Message>[],
): Init<Conversation> {
  const newest = BigInt(endOf(untilSec, chat))
  const shared = {
    messages,
    conversationTimestamp: newest,
    lastMsgTimestamp: newest,
    endOfHistoryTransferType: 1,
    unreadCount: 0,
  }
  if (!isGroup(chat)) {
    return { ...shared, id: lidOf(chat), pnJid: numberOf(chat), displayName: nameOf(chat) }
  }
  const participant = Array.from({ length: MEMBERS }, (_, at) => ({ userJid: memberOf(chat, at) }))
  return { ...shared, id: groupOf(chat), name: nameOf(chat), participant }
}

/** Chats follow each other by an hour, so that their order in the list is that of their numbers. */
const endOf = (untilSec: number, chat: number) => untilSec - chat * 3_600

function message(
  { untilSec }: PastWish,
  words: readonly string[],
  random: Random,
  chat: number,
  newer: number,
): Init<Message> {
  const fromMe = random.int(100) < 40
  const atSec = endOf(untilSec, chat) - newer * STEP_SEC - random.int(STEP_SEC)
  const author =
    isGroup(chat) && !fromMe ? { participant: memberOf(chat, random.int(MEMBERS)) } : {}
  const text = Array.from({ length: 2 + random.int(16) }, () => words[wordAt(random)]).join(' ')
  const secret = random.bytes(32)
  const isPicture = random.int(1_000) < PICTURE_SHARE * 1_000
  const content = isPicture
    ? { imageMessage: pictureOf(random, text) }
    : { conversation: text, messageContextInfo: { messageSecret: secret } }
  return {
    message: {
      key: {
        remoteJid: isGroup(chat) ? groupOf(chat) : lidOf(chat),
        fromMe,
        id: `3EB0${idOf(random)}`,
        ...author,
      },
      ...author,
      message: content,
      messageTimestamp: BigInt(atSec),
      status: fromMe ? 4 : 0,
      messageSecret: secret,
    },
    msgOrderId: BigInt(newer + 1),
  }
}

const pictureOf = (random: Random, caption: string) => ({
  url: 'https://mmg.whatsapp.net/made-up',
  mimetype: 'image/jpeg',
  caption,
  fileSha256: random.bytes(32),
  fileEncSha256: random.bytes(32),
  mediaKey: random.bytes(32),
  fileLength: BigInt(random.int(400_000)),
  width: 1200,
  height: 900,
  directPath: `/v/t62.7118-24/${random.int(1_000_000_000)}`,
  jpegThumbnail: random.bytes(THUMBNAIL_BYTES),
})

/** Few words are written often, most of them seldom. */
function wordAt(random: Random): number {
  const share = random.int(1_000) / 1_000
  return Math.floor(share * share * share * WORDS)
}

const SYLLABLES = 'ka lo mi ne ru sa te vo wi xa ba do fe gu hi'.split(' ')

function wordOf(random: Random): string {
  const length = 1 + random.int(4)
  return Array.from({ length }, () => SYLLABLES[random.int(SYLLABLES.length)]).join('')
}

const HEX = utf8Encode('0123456789ABCDEF')

function idOf(random: Random): string {
  return String.fromCharCode(...random.bytes(18).map((byte) => HEX[byte & 15] ?? 48))
}

const digits = (number: number, length: number) => String(number).padStart(length, '0')
const lidOf = (chat: number) => `4100000${digits(chat, 8)}@lid`
const numberOf = (chat: number) => `1555${digits(3_000_000 + chat, 7)}@s.whatsapp.net`
const groupOf = (chat: number) => `12036304${digits(chat, 10)}@g.us`
/** Members of groups are among the people of the first chats. */
const memberOf = (chat: number, at: number) => {
  const number = (chat * 5 + at * 3) % 400
  return lidOf(isGroup(number) ? number + 1 : number)
}
