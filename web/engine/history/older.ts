import type { CommandResult, EngineEvent } from '../../bridge/contract.ts'
import type { ReachView } from '../../bridge/archive.ts'
import type { QueryResult } from '../../bridge/queries.ts'
import type { Clock } from '../../platform/platform.ts'
import type { HistoryRecord } from '../../formats/historyRecord.ts'
import type { Keyed } from '../../storage/readRows.ts'
import type { ChatRow, MessageKey } from '../../storage/talkRows.ts'
import {
  Conversation_EndOfHistoryTransferType as End,
  type Conversation_EndOfHistoryTransferType,
} from '../../wire/proto/gen/history_pb.ts'
import { type Message, ProtocolMessage_Type } from '../../wire/proto/gen/message_pb.ts'
import {
  PeerDataOperationRequestType,
  type PeerDataOperationRequestResponseMessage,
} from '../../wire/proto/gen/peerData_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import type { RowReader, UnitOfWork, Work } from '../work/work.ts'
import { type Gap, gapsOf, noteGap } from './gaps.ts'
import { forgetMarks } from './pieces.ts'

/** How many messages are asked for at a time (whatsmeow's advice). */
const AT_A_TIME = 50
/** How long the phone has to answer (chapter 07 section 7). */
const ANSWER_MS = 60_000
/** So many rows are looked at for one that the phone can be asked with. */
const LOOKED_AT = 200

export interface OlderParts {
  readonly clock: Clock
  readonly work: Work
  readonly book: Book
  readonly log: MessageLog
  readonly outbox: Pick<Outbox, 'sendPeer'>
  readonly isConnected: () => boolean
  readonly tell: (...events: readonly EngineEvent[]) => void
  readonly onBroken: (cause: unknown) => void
}

/** Messages before those that are here, asked for from the phone. */
export interface Older {
  /** Asks for the ones before the oldest one here, or for those of a damaged page. Never rejects. */
  fetch(chatId: number): Promise<CommandResult>
  /** How far back a chat reaches. Never rejects. */
  answer(chatId: number): Promise<QueryResult>
  /** The answer to a request is stored, or cannot be had. */
  answered(session: string): void
  /** These came for a chat, whatever became of them: the next request asks for what lies before. */
  readonly received: (
    chatId: number,
    records: readonly Pick<HistoryRecord, 'id' | 'fromMe' | 'atSec'>[],
  ) => void
  /** Whether the answer to this request says where the chat's past ends: not the one for a gap. */
  tellsEnd(session: string): boolean
  /** The phone says that it found nothing: stored in the unit. False: it answers something else. */
  takeResponse(
    unit: UnitOfWork,
    response: PeerDataOperationRequestResponseMessage,
  ): Promise<boolean>
  /** Other messages than before are the oldest ones here. */
  readonly changed: (chatId: number) => void
  stop(): void
}

interface Asked {
  readonly chatId: number
  readonly gap?: Gap
  /** What was asked for lies before it. */
  readonly place: Place
  readonly cancel: () => void
}

/** A message that the phone is asked with. */
interface Place {
  readonly id: string
  readonly fromMe: boolean
  readonly atSec: number
}

export function createOlder(parts: OlderParts): Older {
  const { clock, work, book, log } = parts
  /** By the id of the request. */
  const sessions = new Map<string, Asked>()
  /** Requests that were given up: a late answer is an answer all the same. */
  const late = new Map<string, Omit<Asked, 'cancel'>>()
  const unanswered = new Set<number>()
  /** By chat: the oldest that ever came, which may be removed or over here, so that no row tells it. */
  const oldestReceived = new Map<number, Place>()
  /** Chats whose last answer had nothing older than was asked with. */
  const unmoved = new Set<number>()
  /** A chat is asked for once, however often a window wishes it. */
  const asking = new Set<number>()

  async function markOf(rows: RowReader, streams: readonly number[]): Promise<number> {
    const found = await rows.getMany('streams', streams)
    return Math.max(0, ...found.map((row) => row?.freedBeforeMs ?? 0))
  }

  /** The oldest message at or after a place that the phone knows too. */
  async function anchorFrom(
    rows: RowReader,
    chatId: number,
    fromMs: number,
    after?: MessageKey,
  ): Promise<Keyed<'messages'> | undefined> {
    const place: MessageKey | undefined = after ?? (fromMs === 0 ? undefined : [0, fromMs, 0])
    const found = await log.newer(rows, chatId, LOOKED_AT, place)
    return found.find(({ row }) => row.id !== '' && row.author !== 'system')
  }

  async function newestIn(rows: RowReader, chatId: number): Promise<Keyed<'messages'> | undefined> {
    const found = await log.older(rows, chatId, LOOKED_AT)
    return found.find(({ row }) => row.id !== '' && row.author !== 'system')
  }

  async function reach(chatId: number): Promise<ReachView> {
    const rows = work.reader
    const found = await book.chat(rows, chatId)
    if (found === undefined) return { before: 'unknown', asking: false }
    const { streams, historyEnd } = found.row
    const [oldest] = await log.newer(rows, found.chatId, 1)
    const freed = await markOf(rows, streams)
    const gaps = await gapsOf(rows, streams)
    return {
      before: freed > 0 ? 'more' : beforeOf(historyEnd),
      asking: asking.has(found.chatId),
      ...(oldest === undefined ? {} : { sinceMs: oldest.key[1] }),
      ...(unanswered.has(found.chatId) ? { unanswered: true } : {}),
      ...(unmoved.has(found.chatId) ? { unmoved: true } : {}),
      ...(freed === 0 ? {} : { freedBeforeMs: freed }),
      ...(gaps.length === 0 ? {} : { damaged: gaps.length }),
    }
  }

  function tellReach(chatId: number): void {
    reach(chatId)
      .then((view) => parts.tell({ type: 'reach', chatId, reach: view }))
      .catch(parts.onBroken)
  }

  /** What to ask for, and after which message of ours; undefined: there is nothing to hold on to. */
  async function wishOf(
    rows: RowReader,
    chatId: number,
    streams: readonly number[],
  ): Promise<{ readonly gap?: Gap; readonly place: Place; readonly count: number } | undefined> {
    const [gap] = await gapsOf(rows, streams)
    if (gap !== undefined) {
      const anchor =
        gap.to === undefined ? undefined : await anchorFrom(rows, chatId, 0, before(gap.to))
      if (anchor !== undefined) {
        return { gap, place: placeOf(anchor), count: Math.min(gap.count, AT_A_TIME) }
      }
    }
    const markMs = await markOf(rows, streams)
    const anchor = await anchorFrom(rows, chatId, markMs)
    // All that was kept is older than the mark: the newest of it is the chat's newest message.
    const held = anchor ?? (await newestIn(rows, chatId))
    const stored = held === undefined ? undefined : placeOf(held)
    const came = oldestReceived.get(chatId)
    const markSec = Math.floor(markMs / 1000)
    const isCame =
      came !== undefined && came.atSec >= markSec && came.atSec < (stored?.atSec ?? Infinity)
    const place = isCame ? came : stored
    return place && { place, count: AT_A_TIME }
  }

  function ended(session: string, outcome: 'answered' | 'unanswered'): void {
    const request = sessions.get(session)
    if (request === undefined) return
    request.cancel()
    sessions.delete(session)
    const { chatId } = request
    asking.delete(chatId)
    if (outcome === 'unanswered') {
      unanswered.add(chatId)
      late.set(session, request)
    } else {
      unanswered.delete(chatId)
      noteMoved(request)
    }
    tellReach(chatId)
  }

  /** An answer that brought nothing older would be the same the next time. */
  function noteMoved({ chatId, gap, place: asked }: Omit<Asked, 'cancel'>): void {
    if (gap !== undefined) return
    const came = oldestReceived.get(chatId)
    const isOlder = came !== undefined && came.id !== asked.id && came.atSec <= asked.atSec
    if (isOlder) unmoved.delete(chatId)
    else unmoved.add(chatId)
  }

  async function ask(chatId: number): Promise<CommandResult> {
    const found = await book.chat(work.reader, chatId)
    if (found === undefined) return { ok: false, error: plainError('message-gone') }
    if (asking.has(found.chatId)) return { ok: true }
    asking.add(found.chatId)
    const session = await work.run(async (unit) => {
      const wish = await wishOf(unit, found.chatId, found.row.streams)
      if (wish === undefined) return undefined
      const message = requestFor(found.row.jid, wish.place, wish.count)
      const { id } = await parts.outbox.sendPeer(unit, {
        message,
        priority: 'high_force',
        privacySensitive: true,
      })
      const { gap, place } = wish
      if (gap !== undefined) await noteGap(unit, gap, { askedMs: clock.now() })
      return { id, gap, place }
    })
    if (session === undefined) {
      asking.delete(found.chatId)
      return { ok: false, error: plainError('message-gone') }
    }
    const { id, gap, place } = session
    sessions.set(id, {
      chatId: found.chatId,
      place,
      ...(gap === undefined ? {} : { gap }),
      cancel: clock.after(ANSWER_MS, () => ended(id, 'unanswered')),
    })
    unanswered.delete(found.chatId)
    tellReach(found.chatId)
    return { ok: true }
  }

  /** What came back of a gap: the rest of it stays one, or nothing does. */
  async function closeGap(chatId: number, gap: Gap): Promise<void> {
    await work.run(async (unit) => {
      const between = await log.newer(unit, chatId, gap.count + AT_A_TIME, before(gap.key))
      const inside = between.filter(({ key }) => key[0] === gap.key[0] && isBefore(key, gap.to))
      const [oldest] = inside
      const isWhole = oldest === undefined || inside.length >= gap.count
      await noteGap(unit, gap, isWhole ? undefined : { to: oldest.key })
    })
  }

  return {
    async answer(chatId) {
      try {
        return { ok: true, answer: await reach(chatId) }
      } catch (cause) {
        return { ok: false, error: plainErrorOf(cause) }
      }
    },
    async fetch(chatId) {
      try {
        if (!parts.isConnected()) return { ok: false, error: plainError('offline') }
        return await ask(chatId)
      } catch (cause) {
        asking.delete(chatId)
        return { ok: false, error: plainErrorOf(cause) }
      }
    },
    answered(session) {
      const request = sessions.get(session) ?? late.get(session)
      if (request === undefined) return
      const isLate = late.delete(session)
      const { chatId, gap } = request
      const over = () => {
        if (isLate) {
          unanswered.delete(chatId)
          noteMoved(request)
          tellReach(chatId)
        } else ended(session, 'answered')
      }
      if (gap === undefined) over()
      else closeGap(chatId, gap).then(over).catch(parts.onBroken)
    },
    received(chatId, records) {
      let oldest = oldestReceived.get(chatId)
      for (const { id, fromMe, atSec } of records) {
        if (id !== '' && (oldest === undefined || atSec <= oldest.atSec)) {
          oldest = { id, fromMe, atSec }
        }
      }
      if (oldest !== undefined) oldestReceived.set(chatId, oldest)
    },
    tellsEnd: (session) => (sessions.get(session) ?? late.get(session))?.gap === undefined,
    async takeResponse(unit, { peerDataOperationRequestType: type, stanzaId: session }) {
      const request = sessions.get(session) ?? late.get(session)
      if (type !== PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND) return false
      if (request === undefined) return true
      if (request.gap === undefined) {
        const chat: ChatRow | undefined = await book.changeChat(unit, request.chatId, (row) => ({
          ...row,
          historyEnd: End.COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY,
        }))
        if (chat !== undefined) await forgetMarks(unit, chat)
      } else await noteGap(unit, request.gap, undefined)
      unit.after(() => ended(session, 'answered'))
      return true
    },
    changed: tellReach,
    stop() {
      for (const { cancel } of sessions.values()) cancel()
      sessions.clear()
    },
  }
}

function beforeOf(end: number | undefined): ReachView['before'] {
  const ends: ReadonlyMap<number | undefined, ReachView['before']> = new Map<
    Conversation_EndOfHistoryTransferType,
    ReachView['before']
  >([
    [End.COMPLETE_BUT_MORE_MESSAGES_REMAIN_ON_PRIMARY, 'more'],
    [End.COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY, 'none'],
    [End.COMPLETE_ON_DEMAND_SYNC_BUT_MORE_MSG_REMAIN_ON_PRIMARY, 'more'],
    [End.COMPLETE_ON_DEMAND_SYNC_WITH_MORE_MSG_ON_PRIMARY_BUT_NO_ACCESS, 'unreadable'],
  ])
  return ends.get(end) ?? 'unknown'
}

/** Seconds, whatever the field is called (chapter 07 section 7). */
function requestFor(chatJid: string, { id, fromMe, atSec }: Place, count: number): Init<Message> {
  return {
    protocolMessage: {
      type: ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_MESSAGE,
      peerDataOperationRequestMessage: {
        peerDataOperationRequestType: PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND,
        historySyncOnDemandRequest: {
          chatJid,
          oldestMsgId: id,
          oldestMsgFromMe: fromMe,
          onDemandMsgCount: count,
          oldestMsgTimestampMs: BigInt(atSec),
        },
      },
    },
  }
}

function placeOf({ key, row }: Keyed<'messages'>): Place {
  return { id: row.id, fromMe: row.author === 'me', atSec: Math.floor(key[1] / 1000) }
}

/** The place right before a key. */
function before(key: MessageKey): MessageKey {
  return [key[0], key[1], key[2] - 1]
}

function isBefore(key: MessageKey, to: MessageKey | undefined): boolean {
  return to === undefined || key[1] < to[1] || (key[1] === to[1] && key[2] < to[2])
}
