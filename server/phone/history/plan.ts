import { seededChance, seedOf } from '../people/chance.ts'
import type { PastChat } from './past.ts'
import type { Memory } from './remembered.ts'
import { completeWish, type HistoryWish } from './wish.ts'

/** Messages of one chat that go together: the places from `from` up to, not including, `to`. */
export interface Piece {
  readonly chat: PastChat
  readonly from: number
  readonly to: number
  /** Whether the phone has nothing older of this chat, or has told all it tells by itself. */
  readonly isOldest: boolean
}

/** What is sent of each chat by itself, and how it is cut. */
export interface Plan {
  /** All chats with their newest messages. */
  readonly bootstrap: readonly Piece[]
  /** Pieces of each later chunk. */
  readonly recent: readonly (readonly Piece[])[]
  readonly full: readonly (readonly Piece[])[]
}

/** Where a chat begins that comes without being asked for: what is older is kept back. */
export function sentFrom(total: number, wish: HistoryWish): number {
  return Math.min(wish.onDemand ?? 0, total >> 1)
}

/** No chat fills chunks for long while the others wait. */
const CUTS = 10

/** Chats that are cut at once. */
const STEP = 200

/** Cuts everything into chunks, the newest first over all chats; in steps, for it takes a while. */
export function* planning(memory: Memory, given: HistoryWish): Generator<undefined, Plan> {
  const wish = completeWish(given)
  const cut = Math.max(50, Math.ceil(wish.chunkMessages / CUTS))
  const bootstrap: Piece[] = []
  const recent: Dated[] = []
  const full: Dated[] = []
  for (const [at, chat] of memory.chats.entries()) {
    if (at % STEP === 0) yield
    const total = memory.countOf(chat)
    const oldest = sentFrom(total, wish)
    const newest = Math.max(oldest, total - wish.bootstrapMessages)
    bootstrap.push({ chat, from: newest, to: total, isOldest: newest === oldest })
    const half = oldest + Math.ceil((newest - oldest) / 2)
    let to = newest
    while (to > oldest) {
      const isFull = wish.full && to <= half
      const least = wish.full && !isFull ? half : oldest
      const from = pieceStart(chat, Math.max(least, to - cut), to, oldest)
      const piece = { chat, from, to, isOldest: from === oldest }
      ;(isFull ? full : recent).push({ piece, sec: chat.timeOf(to - 1) })
      to = from
    }
  }
  const chance = seededChance(seedOf('plan', memory.seed))
  const chunks = (pieces: Dated[]): readonly (readonly Piece[])[] => {
    const inOrder = wish.shape === 'life' ? pieces.toSorted((a, b) => b.sec - a.sec) : pieces
    const all = inOrder.flatMap(({ piece }) => piece)
    return grouped(withRepeats(all, wish.duplicates, chance), wish.chunkMessages)
  }
  return { bootstrap, recent: chunks(recent), full: chunks(full) }
}

interface Dated {
  readonly piece: Piece
  readonly sec: number
}

/** A piece does not go over the place where a chat changed its address. */
function pieceStart({ formerUntil }: PastChat, wanted: number, to: number, oldest: number): number {
  const start = Math.max(wanted, oldest)
  return formerUntil !== undefined && formerUntil > start && formerUntil < to ? formerUntil : start
}

/** Some of the pieces a second time, somewhere behind their first. */
function withRepeats(
  pieces: readonly Piece[],
  share: number,
  chance: () => number,
): readonly Piece[] {
  if (share <= 0) return pieces
  const rows = pieces.flatMap((piece, at) => {
    const once = { piece, at }
    if (chance() >= share) return [once]
    return [once, { piece, at: at + chance() * (pieces.length - at) }]
  })
  return rows.toSorted((a, b) => a.at - b.at).map(({ piece }) => piece)
}

/** Pieces in turn, as many as make up a chunk. */
function grouped(pieces: readonly Piece[], most: number): Piece[][] {
  const groups: Piece[][] = []
  let room = 0
  for (const piece of pieces) {
    const count = piece.to - piece.from
    if (room < count || groups.length === 0) {
      groups.push([])
      room = most
    }
    groups.at(-1)?.push(piece)
    room -= count
  }
  return groups
}
