import type { DroppedDocs } from '../../search/dropDocs.ts'
import type { Segment } from '../../search/querySegment.ts'
import { SearchError } from '../../search/searchError.ts'
import { decodeHeader, SEGMENT_VERSION, type SegmentHeader } from '../../search/segmentHeader.ts'
import type { SegmentImage } from '../../search/segmentImage.ts'
import type { SearchHeadRow } from '../../storage/archiveRows.ts'
import { StorageError } from '../../storage/errors.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { readKeys } from '../../storage/readRows.ts'
import type { RowKey } from '../../storage/rows.ts'
import { createByteLru } from '../pages/byteLru.ts'
import type { UnitOfWork, Work } from '../work/work.ts'

/** A segment that counts. */
export interface StoredSegment extends Segment {
  readonly id: number
}

/** What one commit changes of the index. All of it is stored, or nothing. */
export interface SegmentChange {
  readonly add?: SegmentImage | undefined
  readonly remove?: readonly StoredSegment[]
  /** None of those that are stored counts any more. */
  readonly removeAll?: boolean
  readonly changed?: { readonly segment: StoredSegment; readonly dropped: DroppedDocs }
  /** How far the index was made anew. */
  readonly rebuilt?: SearchHeadRow['rebuilt'] | 'done' | undefined
  /** What else is stored with it. */
  readonly more?: (unit: UnitOfWork) => void
}

/** The segments of an account's index, and the row that says which of them count. */
export interface StoredSegments {
  /** Reads which there are. Throws StorageError. */
  open(): Promise<void>
  /** Reads their headers, once. Gives the numbers of those that are damaged. Throws StorageError. */
  load(): Promise<readonly number[]>
  /** Those that are loaded. */
  readonly all: () => readonly StoredSegment[]
  readonly get: (id: number) => StoredSegment | undefined
  /** A number that no segment has had. */
  readonly next: () => number
  /** Numbers below this are given to no segment any more. */
  skipTo(next: number): void
  /** Where making it anew stands; undefined: it is whole. */
  readonly rebuilt: () => SearchHeadRow['rebuilt']
  /** Does not use a segment any more; it stays stored until it is removed. */
  forget(id: number): void
  /**
   * Stores a change, if it still holds when its turn has come; the number of a segment is given then.
   * Whether it was stored. Throws StorageError.
   */
  commit(change: SegmentChange, holds?: () => boolean): Promise<boolean>
  /** Removes blocks of segments that do not count. Throws StorageError. */
  sweep(): Promise<void>
}

const HEAD = 0
/** Blocks that were used last stay in memory. */
const KEPT_BYTES = 4 * 1024 * 1024
const SWEPT_AT_ONCE = 500
/** As many as a database gives at once. */
const EVERY_KEY = 0xffffffff

export function createStoredSegments(parts: {
  readonly work: Work
  readonly store: AccountStore
}): StoredSegments {
  const { work, store } = parts
  const segments = new Map<number, StoredSegment>()
  const kept = createByteLru<string, Uint8Array>(KEPT_BYTES)
  let loading: Promise<readonly number[]> | undefined
  let head: SearchHeadRow = { version: SEGMENT_VERSION, segments: [], next: 1 }

  async function read(id: number, blocks: readonly number[]): Promise<Uint8Array[]> {
    const found = blocks.map((block) => kept.get(`${id}.${block}`))
    const missing = blocks.filter((_, at) => found[at] === undefined)
    const rows =
      missing.length === 0
        ? []
        : await work.reader.getMany(
            'searchSegments',
            missing.map((block) => [id, block] as const),
          )
    let next = 0
    return found.map((known, at) => {
      if (known !== undefined) return known
      const bytes = rows[next++]?.bytes
      if (bytes === undefined) throw new SearchError('a block is missing')
      // Of another state of the segment otherwise: it may have been changed meanwhile.
      kept.set(`${id}.${blocks[at]}`, bytes, bytes.length)
      return bytes
    })
  }

  /** Of a new account, or of another build: whatever messages there are have to be looked through. */
  async function begin(): Promise<void> {
    // Numbers go on above all that there may be.
    const last = (await readKeys(store, 'searchSegments', EVERY_KEY)).at(-1)
    const next = Array.isArray(last) ? Number(last[0]) + 1 : 1
    const some = await work.reader.range('messages', { limit: 1 })
    const where = some.length === 0 ? {} : { rebuilt: {} }
    head = { version: SEGMENT_VERSION, segments: [], next, ...where }
    try {
      await work.run(async (unit) => unit.put('searchHeads', HEAD, head))
    } catch (cause) {
      // On a full disk the next engine begins once more.
      if (!(cause instanceof StorageError && cause.code === 'quota')) throw cause
    }
  }

  async function load(): Promise<readonly number[]> {
    const broken: number[] = []
    const ids = head.segments.filter((id) => !segments.has(id))
    await Promise.all(
      ids.map(async (id) => {
        const row = await readUnlessDamaged(() => work.reader.get('searchSegments', [id, 0]))
        const header = row === 'damaged' || row === undefined ? undefined : headerOf(row.bytes)
        if (header === undefined) broken.push(id)
        else segments.set(id, segmentOf(id, header))
      }),
    )
    return broken
  }

  const segmentOf = (id: number, header: SegmentHeader): StoredSegment => ({
    id,
    header,
    read: (blocks) => read(id, blocks),
  })

  function write(unit: UnitOfWork, change: SegmentChange): SearchHeadRow {
    const { add, remove = [], removeAll = false, changed, rebuilt } = change
    for (const { id, header } of remove) {
      for (const block of blocksOf(header)) unit.del('searchSegments', [id, block])
    }
    const gone = new Set(remove.map(({ id }) => id))
    let { next } = head
    const ids = removeAll ? [] : head.segments.filter((id) => !gone.has(id))
    if (add !== undefined) {
      for (const { block, bytes } of add.blocks)
        unit.put('searchSegments', [next, block], { bytes })
      ids.push(next)
      next += 1
    }
    if (changed !== undefined) {
      const { segment, dropped } = changed
      for (const { block, bytes } of dropped.changed) {
        unit.put('searchSegments', [segment.id, block], { bytes })
      }
      for (const block of dropped.removed) unit.del('searchSegments', [segment.id, block])
    }
    change.more?.(unit)
    const where = rebuilt === undefined ? head.rebuilt : rebuilt === 'done' ? undefined : rebuilt
    const row: SearchHeadRow = {
      version: SEGMENT_VERSION,
      segments: ids,
      next,
      ...(where === undefined ? {} : { rebuilt: where }),
    }
    unit.put('searchHeads', HEAD, row)
    return row
  }

  /** What is in memory follows what is stored. */
  function follow(change: SegmentChange, row: SearchHeadRow, addedId: number): void {
    const { add, remove = [], changed } = change
    if (change.removeAll === true) segments.clear()
    for (const { id, header } of remove) {
      segments.delete(id)
      for (const block of blocksOf(header)) kept.delete(`${id}.${block}`)
    }
    if (add !== undefined) segments.set(addedId, segmentOf(addedId, add.header))
    if (changed !== undefined) {
      const { segment, dropped } = changed
      for (const { block } of dropped.changed) kept.delete(`${segment.id}.${block}`)
      for (const block of dropped.removed) kept.delete(`${segment.id}.${block}`)
      segments.set(segment.id, segmentOf(segment.id, dropped.header))
    }
    head = { ...row, next: Math.max(head.next, row.next) }
  }

  /** The number was given to nothing after all, unless others followed it. */
  function giveBack(id: number): void {
    if (head.next === id + 1) head = { ...head, next: id }
  }

  return {
    all: () => [...segments.values()],
    get: (id) => segments.get(id),
    next: () => head.next,
    rebuilt: () => head.rebuilt,
    forget: (id) => void segments.delete(id),
    skipTo(next) {
      head = { ...head, next: Math.max(head.next, next) }
    },
    async open() {
      const stored = await readUnlessDamaged(() => work.reader.get('searchHeads', HEAD))
      const isNew = stored === 'damaged' || stored === undefined
      if (isNew || stored.version !== SEGMENT_VERSION) {
        await begin()
        return
      }
      head = stored
    },
    load() {
      loading ??= load().catch((cause: unknown) => {
        loading = undefined
        throw cause
      })
      return loading
    },
    async commit(change, holds) {
      let addedId = 0
      try {
        return await work.run(
          async (unit) => {
            if (holds?.() === false) return false
            addedId = head.next
            const row = write(unit, change)
            // Already here: a fold of the same commit has to know that this segment may hold its drops.
            if (change.add !== undefined) head = { ...head, next: addedId + 1 }
            unit.after(() => follow(change, row, addedId))
            return true
          },
          // What a power cut takes is made again: the rows of the queue come back with it.
          { relaxed: true },
        )
      } catch (cause) {
        if (change.add !== undefined && addedId > 0) giveBack(addedId)
        throw cause
      }
    },
    async sweep() {
      let after: RowKey | undefined
      for (;;) {
        const keys = await readKeys(store, 'searchSegments', SWEPT_AT_ONCE, after)
        const dead = keys.flatMap((key) =>
          typeof key === 'object' ? [[Number(key[0]), Number(key[1])] as const] : [],
        )
        await work.run(async (unit) => {
          const counted = new Set(head.segments)
          for (const key of dead) {
            if (!counted.has(key[0]) && key[0] < head.next) unit.del('searchSegments', key)
          }
        })
        after = keys.at(-1)
        if (keys.length < SWEPT_AT_ONCE) return
      }
    },
  }
}

const blocksOf = ({ dictionary, table }: SegmentHeader) => [
  0,
  ...dictionary.map(({ block }) => block),
  ...table.map(({ block }) => block),
]

function headerOf(bytes: Uint8Array): SegmentHeader | undefined {
  try {
    return decodeHeader(bytes)
  } catch (cause) {
    if (isDamaged(cause)) return undefined
    throw cause
  }
}

async function readUnlessDamaged<T>(read: () => Promise<T>): Promise<T | 'damaged'> {
  try {
    return await read()
  } catch (cause) {
    if (isDamaged(cause)) return 'damaged'
    throw cause
  }
}

/** Whether something of the index cannot be read, and not the storage as a whole. */
export function isDamaged(cause: unknown): boolean {
  return cause instanceof SearchError || (cause instanceof StorageError && cause.code === 'damaged')
}
