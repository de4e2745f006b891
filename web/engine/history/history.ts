import type { HistoryView } from '../../bridge/chatViews.ts'
import { sealReuploadRequest } from '../../formats/mediaRetry.ts'
import { FormatError } from '../../formats/formatError.ts'
import type { Platform } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { HistoryChunkRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import { decodeProto } from '../../wire/proto/codec.ts'
import {
  type HistorySyncNotification,
  HistorySyncNotificationSchema,
} from '../../wire/proto/gen/peerData_pb.ts'
import { isSet } from '../../wire/proto/schema.ts'
import { reuploadReceipt } from '../../wire/stanza/mediaRetry.ts'
import { receipts } from '../../wire/stanza/receipt.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import { nextId } from '../chats/ids.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { HistoryNotice } from '../inbox/inbox.ts'
import type { Line } from '../talk/talk.ts'
import type { Trace } from '../traceRing.ts'
import type { UnitOfWork, Work } from '../work/work.ts'
import { ChunkFailure, chunkBytes } from './chunkBytes.ts'
import { ingestChunk } from './ingest.ts'
import type { PieceParts } from './pieces.ts'
import { type HistoryEvent, historyAfter, type HistoryProgress } from './progress.ts'

/** How long the first word of the phone is waited for once the queue is through (chapter 07 section 6). */
const FIRST_WORD_MS = 20_000
/** How long the next chunk is waited for. */
const NEXT_CHUNK_MS = 120_000
/** How long windows are told that it is done. */
const DONE_SHOWN_MS = 4_000
const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000
/** Chunks that are done and remembered, so that one that comes again is answered and no more. */
const REMEMBERED = 64

export interface HistoryParts extends PieceParts {
  readonly platform: Pick<Platform, 'clock' | 'fetchMedia' | 'randomBytes'>
  readonly store: Pick<AccountStore, 'get'>
  readonly trace: Trace
  readonly work: Work
  readonly breathe: () => Promise<void>
  /** The own account, phone number, without a device. */
  readonly ownAccount: () => Jid
  readonly onChange: () => void
  readonly onBroken: (cause: unknown) => void
}

/** The phone's past, as it hands it over: in chunks that may come in any order and more than once. */
export interface History {
  readonly view: () => HistoryView | undefined
  /** Keeps the record of a notification in the unit; the chunk is read once that is durable. */
  readonly take: (unit: UnitOfWork, notice: HistoryNotice) => Promise<void>
  connected(line: Line): void
  /** What the service kept is through: if the phone says nothing now, it is waited for a while. */
  offlineOver(): void
  lost(): void
  /** What is being fetched is let go of: it is fetched again at the next start. */
  stop(): void
}

/** The history of one account. Reads where it stands. */
export async function createHistory(parts: HistoryParts): Promise<History> {
  const { platform, trace, work } = parts
  const { clock } = platform
  let progress: HistoryProgress = (await parts.store.get('account', 'historyProgress')) ?? {
    at: 'waiting',
  }
  let isShown = progress.at !== 'done'
  let line: Line | undefined
  let stopped = false
  let running: Promise<void> | undefined
  let cancelQuiet = () => {}
  let cancelRetry = () => {}
  let failures = 0
  let retries = false
  /** Kinds and numbers of chunks that the phone was asked to upload again. */
  const askedAgain = new Set<string>()

  function move(event: HistoryEvent): void {
    const before = progress
    progress = historyAfter(before, event)
    if (progress === before) return
    parts.onChange()
    const row = progress
    work.run(async (unit) => unit.put('account', 'historyProgress', row)).catch(parts.onBroken)
    if (progress.at !== 'done') return
    cancelQuiet()
    clock.after(DONE_SHOWN_MS, () => {
      isShown = false
      if (!stopped) parts.onChange()
    })
  }

  function waitAtMost(limitMs: number): void {
    cancelQuiet()
    if (progress.at === 'done') return
    cancelQuiet = clock.after(limitMs, () => {
      // A chunk that is being read, or fetched again soon, is no silence.
      if (running === undefined && !retries) move({ on: 'quiet' })
      else waitAtMost(limitMs)
    })
  }

  function kick(): void {
    cancelRetry()
    retries = false
    if (line === undefined || stopped || running !== undefined) return
    running = readAll(line)
      .catch((cause: unknown) => {
        if (!stopped) parts.onBroken(cause)
      })
      .finally(() => {
        running = undefined
      })
  }

  /** One chunk after another, oldest first; one that cannot be had now does not hold up the others. */
  async function readAll(on: Line): Promise<void> {
    const later = new Set<number>()
    for (;;) {
      const all = await work.reader.range('historyChunks', {})
      const waiting = all.filter(({ row }) => row.done !== true)
      const next = waiting.find(({ key }) => !later.has(key))
      if (line !== on || stopped) return
      if (next === undefined) return later.size === 0 ? undefined : tryLater()
      if (!(await readOne(next.key, next.row, on, waiting.length > 1))) later.add(next.key)
    }
  }

  /** False: not now. */
  async function readOne(
    key: number,
    row: HistoryChunkRow,
    on: Line,
    more: boolean,
  ): Promise<boolean> {
    const notification = decodeProto(HistorySyncNotificationSchema, row.notification)
    const { syncType, chunkOrder } = notification
    try {
      const bytes = await chunkBytes(notification, platform.fetchMedia, on)
      const whole = await ingestChunk(bytes, {
        ...parts,
        goOn: () => !stopped,
        onMalformed: (part) => trace({ step: 'stanza-malformed', rule: `history ${part}` }),
      })
      if (!whole) return false
      trace({ step: 'history-chunk', syncType, chunkOrder, outcome: 'stored' })
      await finish(key, row)
      move({
        on: 'stored',
        syncType,
        more,
        ...(isSet(notification, 'progress') ? { percent: notification.progress } : {}),
      })
    } catch (cause) {
      if (cause instanceof RequestError && cause.code === 'closed') return false
      const failure = failureOf(cause)
      trace({ step: 'history-chunk', syncType, chunkOrder, outcome: failure })
      if (failure === 'unreachable') return false
      // Before its key is forgotten; without a connection it is asked for on the next one.
      if (!askedToUploadAgain(row.stanzaId, notification, on)) return false
      await finish(key, row)
    }
    failures = 0
    waitAtMost(NEXT_CHUNK_MS)
    tellDone(row.stanzaId, on)
    return true
  }

  async function finish(key: number, row: HistoryChunkRow): Promise<void> {
    await work.run(async (unit) => {
      unit.put('historyChunks', key, { ...row, notification: new Uint8Array(0), done: true })
      const done = (await unit.range('historyChunks', {})).filter((chunk) => chunk.row.done)
      for (const old of done.slice(0, -REMEMBERED)) unit.del('historyChunks', old.key)
    })
  }

  function tryLater(): void {
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS)
    failures += 1
    retries = true
    cancelRetry = clock.after(delayMs, kick)
  }

  /**
   * Asks the phone for a chunk once more, and only once: after that what other chunks brought has to
   * do. False: the request could not be sent.
   */
  function askedToUploadAgain(
    id: string,
    { syncType, chunkOrder, mediaKey }: HistorySyncNotification,
    on: Line,
  ): boolean {
    const name = `${syncType}.${chunkOrder}`
    // An inline payload has no key of its own to ask with.
    if (askedAgain.has(name) || mediaKey.length !== 32) return true
    const sealed = sealReuploadRequest(id, mediaKey, platform.randomBytes(12))
    if (!on.send(reuploadReceipt({ id, to: parts.ownAccount(), sealed }))) return false
    askedAgain.add(name)
    return true
  }

  function tellDone(stanzaId: string, on: Line): void {
    for (const receipt of receipts({ to: parts.ownAccount(), type: 'hist_sync' }, [stanzaId])) {
      on.send(receipt)
    }
  }

  return {
    view: () => (isShown ? progress : undefined),
    async take(unit, { stanzaId, notification }) {
      const known = (await unit.range('historyChunks', {})).find(
        ({ row }) => row.stanzaId === stanzaId,
      )
      if (known?.row.done === true) {
        unit.after(() => line && tellDone(stanzaId, line))
        return
      }
      if (known !== undefined) return
      const { syncType } = decodeProto(HistorySyncNotificationSchema, notification)
      unit.put('historyChunks', await nextId(unit, 'historyChunk'), {
        stanzaId,
        notification,
        receivedMs: clock.now(),
        attempts: 0,
      })
      unit.after(() => {
        waitAtMost(NEXT_CHUNK_MS)
        move({ on: 'announced', syncType })
        kick()
      })
    },
    connected(on) {
      line = on
      failures = 0
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
    stop() {
      stopped = true
      line = undefined
      cancelRetry()
      cancelQuiet()
    },
  }
}

function failureOf(cause: unknown): ChunkFailure['code'] {
  if (cause instanceof ChunkFailure) return cause.code
  // The chunk was opened, and what it holds is none.
  if (cause instanceof FormatError) return 'broken'
  if (cause instanceof RequestError || cause instanceof StanzaError) return 'unreachable'
  throw cause
}
