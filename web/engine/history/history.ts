import type { HistoryView } from '../../bridge/chatViews.ts'
import type { CommandResult } from '../../bridge/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import type { HistoryChunkRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import { decodeProto } from '../../wire/proto/codec.ts'
import {
  type HistorySyncNotification,
  HistorySyncNotificationSchema,
} from '../../wire/proto/gen/peerData_pb.ts'
import { isSet } from '../../wire/proto/schema.ts'
import type { Room } from '../care/room.ts'
import { nextId } from '../chats/ids.ts'
import type { HistoryNotice } from '../inbox/inbox.ts'
import { createMediaHosts } from '../media/mediaHosts.ts'
import { plainErrorOf } from '../plainErrors.ts'
import type { Line } from '../talk/talk.ts'
import type { Trace } from '../traceRing.ts'
import type { UnitOfWork } from '../work/work.ts'
import { chunkBytes } from './chunkBytes.ts'
import { urgency } from './chunkNames.ts'
import { type ChunkState, PIECE_ORDER, placeOf, stateOf } from './chunkState.ts'
import { failedFor } from './chunkTroubles.ts'
import { createFinishedChunks } from './finishedChunks.ts'
import { type IngestParts, ingestChunk } from './ingest.ts'
import { changeState } from './keptBlob.ts'
import type { Older } from './older.ts'
import { type HistoryEvent, historyAfter, type HistoryProgress, SyncType } from './progress.ts'

/** How long the first word of the phone is waited for once the queue is through (chapter 07 section 6). */
const FIRST_WORD_MS = 20_000
/** How long the next chunk is waited for. */
const NEXT_CHUNK_MS = 120_000
/** How long windows are told that it is done. */
const DONE_SHOWN_MS = 4_000
const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000

export interface HistoryParts extends Omit<IngestParts, 'clock'> {
  readonly platform: Pick<Platform, 'clock' | 'fetchMedia' | 'randomBytes'>
  readonly store: Pick<AccountStore, 'get' | 'addressKey'>
  readonly trace: Trace
  readonly room?: Pick<Room, 'level' | 'onChange' | 'look' | 'quotaHit'>
  /** The own account, phone number, without a device. */
  readonly ownAccount: () => Jid
  readonly onChange: () => void
  readonly onBroken: (cause: unknown) => void
  /** Whoever asked for older messages. */
  readonly older: Pick<Older, 'answered' | 'tellsEnd'>
}

/** The phone's past, as it hands it over: in chunks that may come in any order and more than once. */
export interface History {
  readonly view: () => HistoryView | undefined
  /** Keeps the record of a notification in the unit; the chunk is read once that is durable. */
  readonly take: (unit: UnitOfWork, notice: HistoryNotice) => Promise<void>
  /** Asks the phone once more for what could not be had. Never rejects. */
  fetchAgain(): Promise<CommandResult>
  connected(line: Line): void
  /** What the service kept is through: if the phone says nothing now, it is waited for a while. */
  offlineOver(): void
  lost(): void
  /** Resolves when no chunk is being read. */
  idle(): Promise<void>
  /** What is being fetched is let go of: it is gone on with at the next start. */
  stop(): void
}

/** The history of one account. Reads where it stands. */
export async function createHistory(parts: HistoryParts): Promise<History> {
  const { platform, trace, work, room } = parts
  const { clock } = platform
  let progress: HistoryProgress = (await parts.store.get('account', 'historyProgress')) ?? {
    at: 'waiting',
  }
  let isShown = progress.at !== 'done'
  let line: Line | undefined
  let stopped = false
  let running: Promise<void> | undefined
  /** The queue is to be looked at again. */
  let isWanted = false
  let telling: Promise<void> = Promise.resolve()
  let cancelQuiet = () => {}
  let cancelRetry = () => {}
  let cancelCount = () => {}
  let failures = 0
  let retries = false
  let lostChunks = 0
  const finished = createFinishedChunks({
    clock,
    work,
    randomBytes: platform.randomBytes,
    ownAccount: parts.ownAccount,
  })
  const bytesParts = {
    clock,
    work,
    fetchMedia: platform.fetchMedia,
    hosts: createMediaHosts(clock),
    line: () => line,
    goOn: () => !stopped && line !== undefined,
  }

  const isFull = () => room?.level() === 'full'
  const endRoom = room?.onChange(() => {
    parts.onChange()
    kick()
  })

  /** Where it stands after an event; windows are told when they could see it. */
  function step(event: HistoryEvent): boolean {
    const before = progress
    progress = historyAfter(before, event)
    if (progress === before) return false
    parts.onChange()
    if (progress.at !== 'done') isShown = true
    else if (before.at !== 'done') {
      cancelQuiet()
      clock.after(DONE_SHOWN_MS, () => {
        isShown = false
        if (!stopped) parts.onChange()
      })
    }
    return true
  }

  function move(event: HistoryEvent): void {
    if (!step(event)) return
    const row = progress
    work.run(async (unit) => unit.put('account', 'historyProgress', row)).catch(onBroken)
  }

  /** The same as part of a unit: it counts once that is durable. */
  function moveIn(unit: UnitOfWork, ...events: readonly HistoryEvent[]): void {
    unit.put('account', 'historyProgress', events.reduce(historyAfter, progress))
    unit.after(() => void events.map(step))
  }

  function onBroken(cause: unknown): void {
    if (!stopped) parts.onBroken(cause)
  }

  function waitAtMost(limitMs: number): void {
    cancelQuiet()
    if (progress.at === 'done') return
    cancelQuiet = clock.after(limitMs, () => {
      // A chunk that is being read, or fetched again soon, is no silence.
      if (running === undefined && !retries && !isFull()) move({ on: 'quiet' })
      else waitAtMost(limitMs)
    })
  }

  function kick(): void {
    cancelRetry()
    retries = false
    if (stopped || isFull()) return
    isWanted = true
    running ??= readWanted()
      .catch(onBroken)
      .finally(() => {
        running = undefined
        // What was announced after the last look is not to wait for the next word.
        if (isWanted) kick()
      })
  }

  /** What is announced while the last look at the queue is under way must not wait for the next word. */
  async function readWanted(): Promise<void> {
    while (isWanted) {
      isWanted = false
      await readAll()
    }
  }

  /** One chunk after another, the most urgent first; one that cannot be had now does not hold up others. */
  async function readAll(): Promise<void> {
    const later = new Set<number>()
    for (;;) {
      const all = await work.reader.range('historyChunks', {})
      if (stopped || isFull()) return
      const waiting = all
        .filter(({ row }) => row.done !== true)
        .map((chunk) => ({ ...chunk, notification: notificationOf(chunk.row) }))
        .toSorted((one, other) => urgencyOf(one) - urgencyOf(other) || one.key - other.key)
      const next = waiting.find(({ key }) => !later.has(key))
      if (next === undefined) {
        if (later.size > 0 && line !== undefined && !isWanted) tryLater()
        return
      }
      const isRead = await readOne(next, waiting.length > 1)
      if (!isRead) later.add(next.key)
    }
  }

  interface Waiting {
    readonly key: number
    readonly row: HistoryChunkRow
    readonly notification: HistorySyncNotification
  }

  /** False: not now. */
  async function readOne({ key, row, notification }: Waiting, more: boolean): Promise<boolean> {
    const { syncType, chunkOrder, peerDataRequestSessionId: session } = notification
    const told = {
      syncType,
      ...(isSet(notification, 'chunkOrder') ? { order: chunkOrder } : {}),
      ...(isSet(notification, 'progress') ? { percent: notification.progress } : {}),
    }
    try {
      const state = stateOf(row)
      const bytes = hasPayload(notification)
        ? await chunkBytes(bytesParts, { key, notification, state })
        : new Uint8Array(0)
      /** Read once: nobody else changes it while the chunk is being read. */
      let known: ChunkState | undefined
      const inHand = async (unit: UnitOfWork): Promise<ChunkState> => {
        const stored = known === undefined ? await unit.get('historyChunks', key) : undefined
        known ??= stored === undefined ? {} : stateOf(stored)
        return known
      }
      const whole = await ingestChunk(
        bytes,
        { ...parts, clock },
        {
          from: placeOf(state),
          tellsEnd: session === '' || parts.older.tellsEnd(session),
          async mark(unit, { next, share, messages }, isLast) {
            const part: HistoryEvent = { on: 'part', ...told, share, messages }
            if (isLast) {
              await finished.stored(unit, key, notification)
              moveIn(unit, part, { on: 'stored', ...told, more })
            } else {
              const now = { ...(await inHand(unit)), order: PIECE_ORDER, place: next }
              unit.put('historyChunks', key, { ...row, state: now })
              moveIn(unit, part)
            }
          },
          goOn: () => !stopped && !isFull(),
          onMalformed: (part) => trace({ step: 'stanza-malformed', rule: `history ${part}` }),
        },
      )
      if (!whole) return false
      trace({ step: 'history-chunk', syncType, chunkOrder, outcome: 'stored' })
    } catch (cause) {
      const failed = stopped ? undefined : failedFor(cause)
      if (failed === undefined) return notNow(cause)
      trace({ step: 'history-chunk', syncType, chunkOrder, outcome: failed })
      await work.run(async (unit) => {
        await finished.failed(unit, key, notification, failed)
        moveIn(unit, { on: 'stored', ...told, more })
      })
    }
    failures = 0
    waitAtMost(NEXT_CHUNK_MS)
    await tell()
    if (session !== '') parts.older.answered(session)
    void room?.look()
    return true
  }

  /** A full disk, no connection, no host: it is tried again later. Throws what else storage fails with. */
  function notNow(cause: unknown): false {
    if (cause instanceof StorageError && cause.code === 'quota') room?.quotaHit()
    else if (cause instanceof StorageError && !stopped) throw cause
    return false
  }

  /** Tells windows how many chunks are missing, now and when none of them is expected any more. */
  async function count(): Promise<void> {
    const before = lostChunks
    lostChunks = await finished.lost()
    if (lostChunks !== before) parts.onChange()
    cancelCount()
    if (stopped) return
    cancelCount = clock.after(NEXT_CHUNK_MS, () => void finished.lost().then(note, onBroken))
  }

  function note(lost: number): void {
    if (stopped || lost === lostChunks) return
    lostChunks = lost
    parts.onChange()
  }

  function tryLater(): void {
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS)
    failures += 1
    retries = true
    cancelRetry = clock.after(delayMs, kick)
  }

  return {
    view() {
      const failed = lostChunks === 0 ? {} : { failed: lostChunks }
      if (!isShown) return lostChunks === 0 ? undefined : { at: 'done', ...failed }
      const { at, percent, messages } = progress
      return {
        ...(isFull() && at !== 'done' ? { at: 'paused', noRoom: true } : { at }),
        ...(percent === undefined ? {} : { percent }),
        ...(messages === undefined ? {} : { messages }),
        ...failed,
      }
    },
    async take(unit, { stanzaId, notification }) {
      const all = await unit.range('historyChunks', {})
      const known = all.find(({ row }) => row.stanzaId === stanzaId)
      if (known !== undefined && known.row.done !== true) return
      const isLost = known !== undefined && stateOf(known.row).failed !== undefined
      if (known !== undefined && !isLost) {
        await changeState(unit, known.key, (state) => ({ ...state, told: false }))
        unit.after(tellSoon)
        return
      }
      const { syncType } = decodeProto(HistorySyncNotificationSchema, notification)
      const { askedMs } = known === undefined ? {} : stateOf(known.row)
      unit.put('historyChunks', known?.key ?? (await nextId(unit, 'historyChunk')), {
        stanzaId,
        notification,
        receivedMs: clock.now(),
        attempts: 0,
        // The phone is asked to upload a chunk again once, however often it comes.
        ...(askedMs === undefined ? {} : { state: { askedMs } satisfies ChunkState }),
      })
      unit.after(() => {
        waitAtMost(NEXT_CHUNK_MS)
        move({ on: 'announced', syncType })
        kick()
      })
    },
    async fetchAgain() {
      try {
        await finished.askAgain()
        await tell()
        return { ok: true }
      } catch (cause) {
        return { ok: false, error: plainErrorOf(cause) }
      }
    },
    connected(on) {
      line = on
      failures = 0
      bytesParts.hosts.forget()
      tellSoon()
      kick()
    },
    offlineOver() {
      if (progress.at === 'waiting') waitAtMost(FIRST_WORD_MS)
      else waitAtMost(NEXT_CHUNK_MS)
    },
    lost() {
      line = undefined
      retries = false
      cancelRetry()
      cancelQuiet()
    },
    async idle() {
      while (running !== undefined) await running
      await telling
    },
    stop() {
      stopped = true
      line = undefined
      cancelRetry()
      cancelQuiet()
      cancelCount()
      endRoom?.()
    },
  }

  /**
   * The phone is told what it was not told yet; then it is counted what is missing. One after the other,
   * so that nothing is told twice. Throws StorageError.
   */
  function tell(): Promise<void> {
    const turn = telling.then(async () => {
      if (line !== undefined) await finished.tell(line)
      await count()
    })
    // Whoever asked for it hears of its failure; the next one has its turn all the same.
    telling = turn.then(undefined, () => undefined)
    return turn
  }

  function tellSoon(): void {
    if (line !== undefined) tell().catch(onBroken)
  }
}

function notificationOf(row: HistoryChunkRow): HistorySyncNotification {
  return decodeProto(HistorySyncNotificationSchema, row.notification)
}

const urgencyOf = ({ notification }: { readonly notification: HistorySyncNotification }) =>
  urgency(notification.syncType)

/** Kinds that only say something; there is nothing to fetch. */
function hasPayload({ syncType }: HistorySyncNotification): boolean {
  return syncType !== SyncType.NO_HISTORY && syncType !== SyncType.MESSAGE_ACCESS_STATUS
}
