import { type DroppedDocs, dropDocs } from '../../search/dropDocs.ts'
import { allDocs } from '../../search/mergeSegments.ts'
import { docKeyAt } from '../../search/docTable.ts'
import { inSteps, type Pace } from '../../search/pace.ts'
import type { Clock } from '../../platform/platform.ts'
import { StorageError } from '../../storage/errors.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { FoldedChange } from '../pages/foldStream.ts'
import type { Work } from '../work/work.ts'
import { createBacklog, type Drop, SLICE } from './backlog.ts'
import { createIntake, type Intake, type Shelf } from './intake.ts'
import { createIntakeQueue } from './intakeQueue.ts'
import { mergeChosen, segmentsToMerge } from './merging.ts'
import { keysInRows, packKeys } from './packedKeys.ts'
import type { SearchQueue } from './searchQueue.ts'
import { isDamaged, type StoredSegment, type StoredSegments } from './storedSegments.ts'

/** Dropped messages leave the segments together, so long after the first of them. */
const DROP_MS = 10_000
/** What is in memory goes into a segment after so long without a new message, if it is worth it. */
const QUIET_MS = 5_000
const WORTH_IT = 1_024
/** Segments are merged when it is quiet, or when there are so many. */
const MANY = 24
/** An engine that begins has other things to do first. */
const START_MS = 2_000
/** What cannot be stored now is tried again. */
const RETRY_MS = 30_000
/** What comes faster than it can be taken in waits on the disk instead. */
const MOST_SHELVES = 3
const MOST_FRESH = 3_000

export interface IndexerParts {
  readonly work: Work
  readonly clock: Clock
  readonly pace: () => Pace
  readonly queue: SearchQueue
  readonly left: readonly number[]
  readonly segments: StoredSegments
  readonly seed: number
  /** Told once of each damaged segment. */
  readonly onDamage: (segment: number) => void
  readonly onError: (cause: unknown) => void
}

/** Keeps the index in step with the messages. */
export interface Indexer {
  readonly intake: Intake
  /** What a fold brought. */
  folded(changes: readonly FoldedChange[]): void
  /** Takes in what waits for it, for a time. Throws StorageError. */
  catchUp(until: () => boolean): Promise<void>
  /** Takes in at once what folds brought: little, where `catchUp` has just ended. */
  takeFresh(): void
  /** Messages that cannot be found yet. */
  readonly unindexed: () => number
  /** This segment could not be read: it is made anew, unless it was replaced meanwhile. */
  damaged(segment: StoredSegment): void
  /** Begins to work in the background. */
  start(): void
  /** What is in memory goes into a segment, however little it is. */
  flush(): void
  settle(): Promise<void>
  stop(): Promise<void>
  /** Resolves when nothing is left to do now. */
  idle(): Promise<void>
}

/** See `Indexer`. `anew`: what is stored cannot be trusted. */
export function createIndexer(parts: IndexerParts, anew: boolean): Indexer {
  const { work, clock, segments, queue } = parts
  const intake = createIntake(parts.seed)
  let drops: Drop[] = []
  let dropDue = false
  let dropTimer: (() => void) | undefined
  let quietTimer: (() => void) | undefined
  let retryTimer: (() => void) | undefined
  let startTimer: (() => void) | undefined
  const ill: StoredSegment[] = []
  let rebuildAll = anew
  /** How far the look through all messages has come, beyond what is stored. */
  let scanned: MessageKey | undefined
  let rebuilding = segments.rebuilt() !== undefined
  let loaded = false
  let swept = false
  /** Rises with each fold: what was read before one may be older than what it brought. */
  let folds = 0
  let running: Promise<void> | undefined
  let started = false
  let stopped = false
  /** There may be something to do that the last step has not seen. */
  let wanted = false
  scanned = segments.rebuilt()?.to

  /** Long work ends with the engine. */
  function pace(): Pace {
    const { due, pause } = parts.pace()
    return {
      due,
      async pause() {
        await pause()
        if (stopped) throw new StorageError('closed', 'search: it has ended')
      },
    }
  }

  const fresh = createIntakeQueue(intake, pace)
  const backlog = createBacklog(
    {
      work,
      intake,
      pace,
      folds: () => folds,
      onDrop(drop) {
        // Numbers that the last engine did not come to use are given to nothing now.
        segments.skipTo(drop.below)
        addDrop(drop)
      },
      onLost() {
        rebuildAll = true
      },
    },
    parts.left,
  )

  function kick(): void {
    wanted = true
    if (!started || stopped || running !== undefined || retryTimer !== undefined) return
    running = Promise.resolve().then(maintain)
  }

  async function maintain(): Promise<void> {
    try {
      while (wanted && !stopped) {
        wanted = false
        while (!stopped && (await step())) await pace().pause()
      }
    } catch (cause) {
      if (cause instanceof StorageError && cause.code === 'closed') return
      if (!(cause instanceof StorageError)) parts.onError(cause)
      if (!stopped) {
        retryTimer = clock.after(RETRY_MS, () => {
          retryTimer = undefined
          kick()
        })
      }
    } finally {
      running = undefined
    }
  }

  /** One piece of work; false: there is none. */
  async function step(): Promise<boolean> {
    await load()
    if (backlog.unread()) await backlog.read()
    if (rebuildAll) return await forgetAll()
    const sick = ill[0]
    if (sick !== undefined) return await heal(sick)
    // Words that have to go do not wait until all that comes is stored, or until it can be.
    if (dropDue) return await dropAll()
    if (!swept) {
      await segments.sweep()
      swept = true
    }
    const shelf = intake.closed()[0]
    if (shelf !== undefined) return await store(shelf)
    if (fresh.size() > 0) {
      await fresh.drain()
      return true
    }
    if (!backlog.empty()) {
      await backlog.take(() => intake.closed().length > 0)
      return true
    }
    if (drops.length === 0 && (quietTimer === undefined || segments.all().length > MANY)) {
      const chosen = segmentsToMerge(segments.all())
      if (chosen.length > 0) return await merge(chosen)
    }
    return rebuilding && (await scanSome())
  }

  /** Reads which segments there are; one without a header tells nothing of what was in it. */
  async function load(): Promise<void> {
    if (loaded) return
    const broken = await segments.load()
    if (loaded) return
    loaded = true
    for (const id of broken) parts.onDamage(id)
    rebuildAll ||= broken.length > 0
  }

  async function store(shelf: Shelf): Promise<boolean> {
    const live = shelf.index.live()
    const image = await inSteps(shelf.index.write(), pace())
    const stored = await segments.commit(
      {
        add: image,
        rebuilt: shelf.rebuilt,
        more: (unit) => {
          for (const row of shelf.rows) unit.del('searchQueue', row)
        },
      },
      // What was dropped meanwhile must not be written.
      () => shelf.index.live() === live,
    )
    if (stored) intake.remove(shelf)
    return true
  }

  async function dropAll(): Promise<boolean> {
    // What is dropped while this runs has its own turn: segments that were passed may hold it.
    const batch = [...drops]
    for (const segment of segments.all()) {
      const keys = batch.filter(({ below }) => segment.id < below).flatMap((drop) => drop.keys)
      if (keys.length === 0) continue
      let dropped: DroppedDocs | undefined
      try {
        dropped = await dropDocs(segment, keys, pace())
      } catch (cause) {
        if (!isDamaged(cause)) throw cause
        setAside(segment)
        return true
      }
      if (dropped === undefined) continue
      await segments.commit(
        dropped.header.live === 0 ? { remove: [segment] } : { changed: { segment, dropped } },
      )
    }
    await work.run(async (unit) => {
      for (const { row } of batch) unit.del('searchQueue', row)
    })
    drops = drops.slice(batch.length)
    dropDue = false
    dropTimer?.()
    dropTimer = undefined
    if (drops.length > 0) dropSoon()
    return true
  }

  async function merge(chosen: readonly StoredSegment[]): Promise<boolean> {
    const merged = await mergeChosen(chosen, pace())
    if ('damaged' in merged) for (const segment of merged.damaged) setAside(segment)
    // What is dropped now was not dropped from what was read.
    else await segments.commit({ add: merged.image, remove: chosen }, () => drops.length === 0)
    return true
  }

  /** Looks through all messages in the order of their keys, a slice at a time. */
  async function scanSome(): Promise<boolean> {
    const from = scanned
    const before = folds
    const slice = await work.reader.range('messages', {
      ...(from === undefined ? {} : { from, openFrom: true }),
      limit: SLICE,
    })
    if (folds !== before) return true
    intake.take(slice)
    const last = slice.at(-1)?.key
    if (last !== undefined) {
      scanned = last
      intake.open().rebuilt = { to: last }
      return true
    }
    rebuilding = false
    intake.open().rebuilt = 'done'
    intake.close()
    return true
  }

  /** The whole index is made anew. */
  async function forgetAll(): Promise<boolean> {
    await segments.commit({ removeAll: true, rebuilt: {} })
    // Where an earlier look through all messages stood says nothing any more.
    for (const shelf of intake.shelves()) shelf.rebuilt = undefined
    rebuildAll = false
    rebuilding = true
    scanned = undefined
    swept = false
    ill.length = 0
    return true
  }

  /** The messages of a damaged segment are taken in again, if it is known which they were. */
  async function heal(segment: StoredSegment): Promise<boolean> {
    let keys: MessageKey[]
    try {
      const docs = await allDocs(segment)
      keys = Array.from(docs.streams, (_, at) => docKeyAt(docs, at)).filter(([id]) => id !== 0)
    } catch (cause) {
      if (!isDamaged(cause)) throw cause
      rebuildAll = true
      return true
    }
    const rows = keysInRows(keys).map((own) => ({ row: queue.next(), keys: own }))
    await segments.commit({
      remove: [segment],
      more: (unit) => {
        for (const { row, keys: own } of rows) {
          unit.put('searchQueue', row, { added: packKeys(own) })
        }
      },
    })
    for (const { row, keys: own } of rows) backlog.add(row, own)
    ill.shift()
    return true
  }

  function setAside(segment: StoredSegment): void {
    if (segments.get(segment.id) !== segment) return
    segments.forget(segment.id)
    ill.push(segment)
    parts.onDamage(segment.id)
  }

  function addDrop(drop: Drop): void {
    drops.push(drop)
    dropSoon()
  }

  function dropSoon(): void {
    dropTimer ??= clock.after(DROP_MS, () => {
      dropDue = true
      kick()
    })
  }

  function flush(): void {
    intake.close()
    kick()
  }

  function quietSoon(): void {
    quietTimer?.()
    quietTimer = clock.after(QUIET_MS, () => {
      quietTimer = undefined
      if (intake.open().index.docs() + fresh.size() >= WORTH_IT) intake.close()
      kick()
    })
  }

  return {
    intake,
    folded(changes) {
      folds += 1
      const plan = queue.taken(changes)
      if (plan?.dropped !== undefined) {
        intake.drop(plan.dropped.keys)
        fresh.drop(plan.dropped.keys)
        addDrop(plan.dropped)
      }
      if (plan?.added === undefined) return
      const { row, messages } = plan.added
      if (intake.closed().length >= MOST_SHELVES || fresh.size() > MOST_FRESH) {
        backlog.add(
          row,
          messages.map(({ key }) => key),
        )
      } else fresh.add(row, messages)
      quietSoon()
      kick()
    },
    async catchUp(until) {
      await load()
      await fresh.drain()
      if (backlog.empty()) return
      await backlog.take(until)
      kick()
    },
    takeFresh: () => fresh.takeAll(),
    unindexed() {
      const sick = ill.reduce((sum, { header }) => sum + header.live, 0)
      return fresh.size() + backlog.size() + sick + Number(rebuilding || rebuildAll)
    },
    damaged(segment) {
      setAside(segment)
      kick()
    },
    start() {
      startTimer = clock.after(START_MS, () => {
        started = true
        kick()
      })
    },
    flush,
    async settle() {
      started = true
      await fresh.drain()
      flush()
      while (running !== undefined) await running
    },
    async stop() {
      stopped = true
      for (const cancel of [startTimer, dropTimer, quietTimer, retryTimer]) cancel?.()
      await running
    },
    async idle() {
      while (running !== undefined) await running
    },
  }
}
