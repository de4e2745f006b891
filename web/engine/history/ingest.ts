import { FormatError } from '../../formats/formatError.ts'
import type { HistoryRecord } from '../../formats/historyRecord.ts'
import {
  type HistoryChunk,
  type HistoryPiece,
  type HistoryPlace,
  openHistory,
} from '../../formats/historyScan.ts'
import type { Clock } from '../../platform/platform.ts'
import { isJid } from '../../wire/jid.ts'
import { ProtoError } from '../../wire/proto/codec.ts'
import type { AppendMany } from '../chats/appendMany.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Content } from '../inbox/applyContent.ts'
import type { UnitOfWork, Work } from '../work/work.ts'
import { keepPast } from './keepPast.ts'
import { createPastPeople } from './pastPeople.ts'
import {
  applyPiece,
  keepBytes,
  keepConversation,
  type OpenChat,
  type PieceParts,
} from './pieces.ts'
import { SyncType } from './progress.ts'

/** Messages of one commit at most (law 6). */
const MOST = 500
/** From here on a slice ends where the second changes: messages of one second stay together. */
const ENOUGH = 400
/** Pieces that make more rows than a message count for as many: 30 chats are a commit. */
const WEIGHTS: Partial<Record<HistoryPiece['kind'], number>> = {
  conversation: 16,
  contact: 5,
  mapping: 3,
  'push-name': 3,
}
/** What one slice may hold of the chunk: large messages go in smaller numbers. */
const SLICE_BYTES = 2 * 1024 * 1024
/** After so much work others get their turn (law 13). */
const BREATH_MS = 8

export interface IngestParts extends PieceParts {
  readonly clock: Pick<Clock, 'now'>
  readonly work: Work
  readonly log: MessageLog
  readonly content: Content
  readonly appendMany: AppendMany
  readonly breathe: () => Promise<void>
  /** Messages of a chat that were asked for came, whatever became of them. */
  readonly onReceived: (chatId: number, records: readonly HistoryRecord[]) => void
}

/** How one chunk is to be read. */
export interface IngestRun {
  /** Where it was left. */
  readonly from: HistoryPlace
  /** Written in the same commit as the messages before the place. `isLast`: all of it is stored. */
  readonly mark: (unit: UnitOfWork, done: Done, isLast: boolean) => Promise<void>
  /** Whether it says where the past of its chats ends. */
  readonly tellsEnd: boolean
  /** A part of the chunk that cannot be read. */
  readonly onMalformed: (part: string) => void
  /** False: what is under way must end; the chunk is taken up again later. */
  readonly goOn: () => boolean
}

/** What one commit brought. */
export interface Done {
  readonly messages: number
  /** The place behind it, and how much of the chunk's bytes lies before that: 0 to 1. */
  readonly next: HistoryPlace
  readonly share: number
}

/** Pieces that are stored by one commit. */
interface Slice extends Done {
  readonly pieces: readonly HistoryPiece[]
}

/**
 * Stores an inflated chunk, slice by slice, from where it was left: messages and place are durable
 * together. Done twice, it changes nothing more. False: it was told to end before the end. Throws
 * FormatError, StorageError.
 */
export async function ingestChunk(
  bytes: Uint8Array,
  parts: IngestParts,
  run: IngestRun,
): Promise<boolean> {
  const chunk = openHistory(bytes)
  const people = createPastPeople(parts.book)
  const isAsked = chunk.head.syncType === SyncType.ON_DEMAND
  /** Older pieces know nothing of what is unread. */
  const isNewer = !isAsked && chunk.head.syncType !== SyncType.FULL
  const nature = { isNewer, isAsked, tellsEnd: run.tellsEnd }
  const keeping = {
    ...parts,
    people,
    now: () => parts.clock.now(),
    async onMalformed(unit: UnitOfWork, malformed: Uint8Array, chat?: string) {
      run.onMalformed('message')
      await keepBytes(unit, parts, 'malformed message', malformed, chat)
    },
  }
  let open: OpenChat | undefined

  async function store(unit: UnitOfWork, slice: Slice, isLast: boolean) {
    let chat = open
    let records: HistoryRecord[] = []
    let name = ''

    async function flush(): Promise<void> {
      if (records.length === 0) return
      const told = { chat: name, records, asked: isAsked }
      const of = chat?.chatId
      if (isAsked && of !== undefined) {
        unit.after(() => parts.onReceived(of, told.records))
      }
      records = []
      await keepPast(unit, keeping, told)
    }

    /** Its messages are all there: now the newest of them can count as unread. */
    async function close(): Promise<void> {
      await flush()
      if (chat !== undefined && isNewer && chat.unread > 0) {
        await parts.log.setUnread(unit, chat.chatId, chat.unread)
      }
      chat = undefined
    }

    for (const piece of slice.pieces) {
      if (piece.kind === 'message' || piece.kind === 'status') {
        const of = piece.kind === 'message' ? piece.chat : ''
        if (of !== name) await flush()
        name = of
        records.push(piece.record)
        continue
      }
      await close()
      chat = await applyOrNote(unit, piece)
    }
    if (isLast) await close()
    else await flush()
    await run.mark(unit, slice, isLast)
    return chat
  }

  /** Anybody may have written what cannot be read: it costs that one piece, not the chunk. */
  async function applyOrNote(
    unit: UnitOfWork,
    piece: Exclude<HistoryPiece, { kind: 'message' | 'status' }>,
  ): Promise<OpenChat | undefined> {
    try {
      if (piece.kind === 'malformed') run.onMalformed(piece.part)
      if (piece.kind !== 'conversation') await applyPiece(unit, keeping, piece)
      else if (!piece.again) {
        return await keepConversation(unit, parts.book, piece.conversation, nature)
      } else return await openAgain(unit, piece.conversation)
    } catch (cause) {
      if (!(cause instanceof FormatError || cause instanceof ProtoError)) throw cause
      run.onMalformed(piece.kind)
    }
    return undefined
  }

  async function openAgain(
    unit: UnitOfWork,
    { id, unreadCount }: { readonly id: string; readonly unreadCount: number },
  ): Promise<OpenChat | undefined> {
    if (!isJid(id)) return undefined
    const { chatId } = await parts.book.chatOf(unit, id)
    return { chatId, unread: unreadCount }
  }

  const slices = slicesOf(chunk, run.from)
  let slice = slices.next().value
  let breath = parts.clock.now()
  while (slice !== undefined) {
    const current: Slice = slice
    const following = slices.next().value
    // The end of a chunk is told to the phone: it has to be on the disk, and all before it then is.
    const isLast = following === undefined
    open = await parts.work.run((unit) => store(unit, current, isLast), { relaxed: !isLast })
    slice = following
    if (slice === undefined) break
    if (!run.goOn()) return false
    if (parts.clock.now() - breath >= BREATH_MS) {
      await parts.breathe()
      breath = parts.clock.now()
    }
  }
  return true
}

/** Every member of a group may be a new person. */
function weightOf(piece: HistoryPiece): number {
  const weight = WEIGHTS[piece.kind] ?? 1
  if (piece.kind !== 'conversation') return weight
  return weight + Math.floor(piece.conversation.participant.length / 10)
}

function sizeOf(piece: HistoryPiece): number {
  if ('bytes' in piece) return piece.bytes.length
  if (!('record' in piece)) return 0
  return piece.record.frames.reduce((sum, frame) => sum + frame.length, 0)
}

/** At least one slice, be it an empty one: the end of a chunk is a commit as well. */
function* slicesOf(
  chunk: HistoryChunk,
  from: HistoryPlace,
): Generator<Slice, undefined, undefined> {
  let pieces: HistoryPiece[] = []
  let messages = 0
  let weight = 0
  let size = 0
  let next = from
  let share = 0
  let second = -1
  for (const step of chunk.steps(from)) {
    const { piece } = step
    const record = 'record' in piece ? piece.record : undefined
    const isEnough = weight >= ENOUGH && record?.atSec !== second
    if (weight >= MOST || isEnough || size >= SLICE_BYTES) {
      yield { pieces, messages, next, share }
      pieces = []
      messages = 0
      weight = 0
      size = 0
    }
    pieces.push(piece)
    weight += weightOf(piece)
    size += sizeOf(piece)
    next = step.next
    share = step.share
    second = record?.atSec ?? -1
    if (record !== undefined) messages += 1
  }
  yield { pieces, messages, next, share: 1 }
  return undefined
}
