import { nextDoc } from '../../search/docSet.ts'
import { compareDocs, type DocKey } from '../../search/docTable.ts'
import type { MemoryIndex } from '../../search/memoryIndex.ts'
import type { Pace } from '../../search/pace.ts'
import { createDocReader, findDocs } from '../../search/querySegment.ts'
import type { TermGroup } from '../../search/termGroups.ts'
import { isDamaged, type StoredSegment } from './storedSegments.ts'

/** Keys of messages that may be hits, newest first. */
export interface Source {
  /** None of its keys is newer. */
  readonly newest: DocKey
  /** The next key; undefined: there is none. Throws SegmentFailure, StorageError. */
  next(): Promise<DocKey | undefined>
}

/** A segment could not be read: it is damaged, or another one has taken its place. */
export class SegmentFailure extends Error {
  readonly code = 'segment-failed'
  readonly segment: StoredSegment

  constructor(segment: StoredSegment, cause: unknown) {
    super('a segment could not be read', { cause })
    this.name = 'SegmentFailure'
    this.segment = segment
  }
}

/** What was found in segments for one wish, so that the next part of the answer need not look again. */
export type FoundDocs = Map<number, Uint8Array | undefined>

const LAST = Number.MAX_SAFE_INTEGER

/** The documents of a segment that have all that is wanted, after a place. */
export function segmentSource(
  segment: StoredSegment,
  groups: readonly TermGroup[],
  after: DocKey,
  found: FoundDocs,
  pace: Pace,
): Source {
  const { id, header } = segment
  let reader: ReturnType<typeof createDocReader> | undefined
  let doc = 0

  async function open(): Promise<Uint8Array | undefined> {
    if (!found.has(id)) found.set(id, await findDocs(segment, groups, pace))
    return found.get(id)
  }

  async function next(): Promise<DocKey | undefined> {
    const docs = await open()
    if (docs === undefined) return undefined
    if (reader === undefined) {
      reader = createDocReader(segment)
      doc = await reader.firstAfter(after)
    }
    for (;;) {
      const at = doc >= header.docs ? -1 : nextDoc(docs, doc)
      if (at < 0) return undefined
      doc = at + 1
      const key = await reader.keyOf(at)
      // It was dropped since it was found.
      if (key[0] !== 0) return key
    }
  }

  return {
    newest: [LAST, header.newestMs, LAST],
    async next() {
      try {
        return await next()
      } catch (cause) {
        throw isDamaged(cause) ? new SegmentFailure(segment, cause) : cause
      }
    },
  }
}

/** The documents of an index in memory, after a place. */
export function memorySource(
  index: MemoryIndex,
  groups: readonly TermGroup[],
  after: DocKey,
): Source {
  let keys: readonly DocKey[] | undefined
  let at = 0
  return {
    newest: [LAST, LAST, LAST],
    async next() {
      keys ??= index.find(groups).filter((key) => compareDocs(key, after) > 0)
      return keys[at++]
    },
  }
}

/** Keys that are known, newest first. */
export function listSource(keys: readonly DocKey[]): Source {
  let at = 0
  return { newest: [LAST, LAST, LAST], next: async () => keys[at++] }
}

/**
 * Keys of all sources, newest first, each once. A source is asked only once its newest may be the next
 * one: segments of old messages are not read as long as newer ones have hits. `later`: it took long
 * enough, and what was found in segments is kept for the next time.
 */
export function inOrder(sources: readonly Source[]): {
  next(isLate: () => boolean): Promise<DocKey | undefined | 'later'>
} {
  const heads = sources.map((source) => ({ source, key: source.newest, asked: false }))
  let last: DocKey | undefined
  return {
    async next(isLate) {
      for (let begun = 0; ; ) {
        const [first] = heads.sort((one, other) => compareDocs(one.key, other.key))
        if (first === undefined) return undefined
        const { asked, key } = first
        // One source at least, or nothing would come of asking again.
        if (!asked && begun++ > 0 && isLate()) return 'later'
        const next = await first.source.next()
        if (next === undefined) heads.shift()
        else {
          first.key = next
          first.asked = true
        }
        if (!asked || (last !== undefined && compareDocs(key, last) === 0)) continue
        last = key
        return key
      }
    },
  }
}
