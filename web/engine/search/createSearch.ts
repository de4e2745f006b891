import type { SearchHit, SearchPart } from '../../bridge/archive.ts'
import type { Query, QueryResult } from '../../bridge/queries.ts'
import type { Clock, RandomBytes } from '../../platform/platform.ts'
import { compareDocs, type DocKey } from '../../search/docTable.ts'
import type { Pace } from '../../search/pace.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import { plainErrorOf } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
import type { ViewParts } from '../views/viewParts.ts'
import type { Work } from '../work/work.ts'
import { createIndexer, type Indexer } from './indexer.ts'
import { createRecentMessages, readPlaced } from './recentMessages.ts'
import { createHitMaker } from './searchHits.ts'
import { openSearchQueue, type SearchQueue } from './searchQueue.ts'
import {
  type FoundDocs,
  inOrder,
  listSource,
  memorySource,
  SegmentFailure,
  segmentSource,
} from './searchSources.ts'
import { planOf, type SearchPlan } from './searchWish.ts'
import { createStoredSegments } from './storedSegments.ts'

/** A part of an answer takes about so long. */
const PART_MS = 50
/** Others have their turn so often: twice as often as law 13 asks. */
const SLICE_MS = 4
/** Messages that are looked at together. */
const BATCH = 32
const MOST_HITS = 100
/** Wishes whose segments are remembered. */
const KEPT_WISHES = 4
/** Segments that fail in one part of an answer. */
const MOST_FAILURES = 8

export interface SearchParts extends ViewParts {
  readonly work: Work
  readonly store: AccountStore
  readonly clock: Clock
  readonly breathe: () => Promise<void>
  readonly randomBytes: RandomBytes
  readonly trace: Trace
  readonly onError: (cause: unknown) => void
}

/** The search over what was written. */
export interface Search {
  /** Answers a window. Never rejects. */
  answer(query: Extract<Query, { ask: 'search' }>): Promise<QueryResult<'search'>>
  /** Begins to keep the index in the background. */
  start(): void
  /** What is in memory goes into a segment now, however little it is. */
  flush(): void
  /** As `flush`; resolves when all is done that can be done now. */
  settle(): Promise<void>
  /** Resolves when the index has nothing left to do now. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/**
 * Opens the index. Call it before the first message goes into a page, or the index is made anew.
 * Throws StorageError.
 */
export async function createSearch(parts: SearchParts): Promise<Search> {
  const { work, store, clock, rows } = parts
  const segments = createStoredSegments({ work, store })
  const recent = createRecentMessages(work.reader)
  const wishes = new Map<string, FoundDocs>()
  let queue: SearchQueue | undefined
  let keeper: Indexer | undefined
  let missed = false

  work.beforeFold((changes) => {
    missed ||= queue === undefined
    return queue?.plan(changes, segments.next()) ?? []
  })
  const stopFolds = work.onFolded((changes) => {
    recent.folded(changes)
    keeper?.folded(changes)
  })
  const stopChanges = work.onChanges((changes) => recent.changed(changes))

  function pace(): Pace {
    let last = clock.now()
    return {
      due: () => clock.now() - last >= SLICE_MS,
      async pause() {
        await parts.breathe()
        last = clock.now()
      },
    }
  }

  await Promise.all([segments.open(), recent.open()])
  const opened = await openSearchQueue(store)
  queue = opened.queue
  const indexer = createIndexer(
    {
      work,
      clock,
      pace,
      queue,
      left: opened.left,
      segments,
      seed: numberOf(parts.randomBytes(4)),
      onDamage: (segment) => parts.trace({ step: 'search-damaged', segment }),
      onError: parts.onError,
    },
    missed,
  )
  keeper = indexer

  /** By what is looked for and not by the wish: a person or a chat that joins another has more ids. */
  function foundFor({ groups }: SearchPlan): FoundDocs {
    const wish = JSON.stringify(groups)
    const found = wishes.get(wish) ?? new Map<number, Uint8Array | undefined>()
    wishes.delete(wish)
    wishes.set(wish, found)
    for (const oldest of wishes.keys()) {
      if (wishes.size <= KEPT_WISHES) break
      wishes.delete(oldest)
    }
    return found
  }

  /** Messages of the journal that may be hits, newest first. */
  async function recentKeys({ after }: SearchPlan): Promise<DocKey[]> {
    const placed = await recent.read()
    return placed
      .map(({ key }) => key)
      .filter((key) => compareDocs(key, after) > 0)
      .toSorted(compareDocs)
  }

  async function partOf(
    plan: SearchPlan,
    found: FoundDocs,
    count: number,
    isLate: () => boolean,
  ): Promise<Pick<SearchPart, 'hits' | 'next'>> {
    const { groups, after, fromMs } = plan
    const hits: SearchHit[] = []
    const maker = createHitMaker(parts, plan)
    const rest = pace()
    const recentOnes = await recentKeys(plan)
    // What left the journal before it was read is on its way: in one of the two each message is.
    indexer.takeFresh()
    const keys = inOrder([
      listSource(recentOnes),
      ...indexer.intake.shelves().map(({ index }) => memorySource(index, groups, after)),
      ...segments.all().map((segment) => segmentSource(segment, groups, after, found, rest)),
    ])
    let place = after
    for (;;) {
      const batch: DocKey[] = []
      let ended = false
      while (batch.length < Math.min(BATCH, count - hits.length)) {
        const key = await keys.next(isLate)
        if (key === 'later') break
        ended = key === undefined || key[1] < fromMs
        if (key === undefined || ended) break
        batch.push(key)
        if (rest.due()) await rest.pause()
        if (isLate()) break
      }
      const placed = await readPlaced(rows, batch)
      placed.sort((one, other) => compareDocs(one.key, other.key))
      for (const one of placed) {
        const hit = await maker.hitOf(one)
        if (hit !== undefined) hits.push(hit)
        if (rest.due()) await rest.pause()
      }
      place = batch.at(-1) ?? place
      if (ended) return { hits }
      if (hits.length >= count || isLate()) return { hits, next: messageKeyText(place) }
    }
  }

  async function search(query: Extract<Query, { ask: 'search' }>): Promise<SearchPart> {
    const { wish, next } = query
    const count = Math.min(Math.max(1, Math.trunc(query.count)), MOST_HITS)
    const beganMs = clock.now()
    const isLate = () => clock.now() - beganMs >= PART_MS
    await indexer.catchUp(isLate)
    const unindexed = indexer.unindexed()
    const plan = await planOf(parts, wish, next)
    if (plan === undefined) return { hits: [], unindexed }
    const found = foundFor(plan)
    for (let failures = 0; ; failures++) {
      try {
        return { ...(await partOf(plan, found, count, isLate)), unindexed: indexer.unindexed() }
      } catch (cause) {
        if (!(cause instanceof SegmentFailure) || failures === MOST_FAILURES) throw cause
        // It is looked for again without the segment, or with the one that took its place.
        found.delete(cause.segment.id)
        indexer.damaged(cause.segment)
      }
    }
  }

  return {
    async answer(query) {
      try {
        return { ok: true, answer: await search(query) }
      } catch (cause) {
        return { ok: false, error: plainErrorOf(cause) }
      }
    },
    start: () => indexer.start(),
    flush: () => indexer.flush(),
    settle: () => indexer.settle(),
    idle: () => indexer.idle(),
    async stop() {
      stopFolds()
      stopChanges()
      await indexer.stop()
    },
  }
}

const numberOf = (bytes: Uint8Array) => bytes.reduce((sum, byte) => (sum << 8) | byte, 0)
