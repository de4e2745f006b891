import { compareKeys, type RowRange } from '../../storage/readRows.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { DirectoryRecord, PageFacts } from './directory.ts'
import { soughtPrints } from './fingerprint.ts'
import { lastUpTo } from './foldStream.ts'
import type { Entry } from './pageCodec.ts'
import type { PageSource } from './pageSource.ts'
import { isTombstone } from './tombstone.ts'

/** Both ends belong to it unless said otherwise. All of one stream. */
export type Stretch = RowRange<'messages'> & {
  readonly from: MessageKey
  readonly to: MessageKey
}

/** So many pages are opened at once: about as many milliseconds. */
const PAGES_AT_ONCE = 6

/** Whether a place lies in a stretch. */
export function isWithin(key: MessageKey, { from, to, openFrom, openTo }: Stretch): boolean {
  const above = compareKeys(key, from)
  const under = compareKeys(to, key)
  return (openFrom === true ? above > 0 : above >= 0) && (openTo === true ? under > 0 : under >= 0)
}

/** Messages of a stretch as pages have them, in the direction asked for, at least `limit` if any. */
export async function readStretch(
  source: PageSource,
  stretch: Stretch,
  limit: number,
): Promise<Entry[]> {
  const keys = await source.keys(stretch.from[0])
  const first = Math.max(0, lastUpTo(keys, stretch.from))
  const covering = keys.slice(first, lastUpTo(keys, stretch.to) + 1)
  const found: Entry[] = []
  for (const key of stretch.newestFirst === true ? covering.toReversed() : covering) {
    if (found.length >= limit) break
    const [record] = await source.records([key])
    if (record !== undefined) await readRecord(source, record, stretch, limit, found)
  }
  return found
}

async function readRecord(
  source: PageSource,
  record: DirectoryRecord,
  stretch: Stretch,
  limit: number,
  found: Entry[],
): Promise<void> {
  const keys = record.pages.map(({ key }) => key)
  const first = Math.max(0, lastUpTo(keys, stretch.from))
  const covering = record.pages.slice(first, lastUpTo(keys, stretch.to) + 1)
  const newestFirst = stretch.newestFirst === true
  const pages = newestFirst ? covering.toReversed() : covering
  for (let at = 0; at < pages.length && found.length < limit; ) {
    const some = enough(pages, at, limit - found.length, stretch)
    at += some.length
    for (const entries of await source.pages(some.map(({ key }) => key))) {
      const within = (entries ?? []).filter(
        ({ key, row }) => !isTombstone(row) && isWithin(key, stretch),
      )
      found.push(...(newestFirst ? within.toReversed() : within))
    }
  }
}

/** The next pages, until they have what is wanted. A page at the edge may have nothing of it. */
function enough(
  pages: readonly PageFacts[],
  at: number,
  wanted: number,
  { from, to, newestFirst }: Stretch,
): readonly PageFacts[] {
  let [count, next] = [0, at]
  while (next < pages.length && next - at < PAGES_AT_ONCE && count < wanted) {
    const page = pages[next]
    const edge = next === 0 && (newestFirst === true ? to[1] < END : from[1] > 0)
    count += edge ? 0 : (page?.count ?? 0)
    next += 1
  }
  return pages.slice(at, next)
}

const END = Number.MAX_SAFE_INTEGER

/** The entries under these keys of one stream, tombstones too. */
export async function readPlaces(
  source: PageSource,
  keys: readonly MessageKey[],
): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>()
  const [first] = keys
  if (first === undefined) return found
  const recordKeys = await source.keys(first[0])
  const wanted = new Set(keys.map(String))
  const groups = new Map<number, MessageKey[]>()
  for (const key of keys) {
    const at = lastUpTo(recordKeys, key)
    groups.set(at, [...(groups.get(at) ?? []), key])
  }
  for (const [at, own] of groups) {
    const recordKey = recordKeys[at]
    const [record] = recordKey === undefined ? [] : await source.records([recordKey])
    const pageKeys = record?.pages.map(({ key }) => key) ?? []
    const pages = unique(own.map((key) => pageKeys[lastUpTo(pageKeys, key)]))
    for (const entries of await source.pages(pages)) {
      for (const entry of entries ?? []) {
        const name = String(entry.key)
        if (wanted.has(name)) found.set(name, entry)
      }
    }
  }
  return found
}

const unique = (keys: readonly (MessageKey | undefined)[]) =>
  [...new Set(keys)].filter((key) => key !== undefined)

/** Entries of a stream that have one of these ids, tombstones too. */
export async function readIds(
  source: PageSource,
  streamId: number,
  ids: ReadonlySet<string>,
  prints: readonly number[],
): Promise<Entry[]> {
  const keys = await source.keys(streamId)
  if (keys.length === 0) return []
  const sought = soughtPrints(prints)
  const pages: MessageKey[] = []
  for (const record of await source.records(keys)) {
    for (const page of record.pages) if (hasAny(page.prints, sought)) pages.push(page.key)
  }
  const found: Entry[] = []
  for (let at = 0; at < pages.length; at += PAGES_AT_ONCE) {
    for (const entries of await source.pages(pages.slice(at, at + PAGES_AT_ONCE))) {
      found.push(...(entries ?? []).filter(({ row }) => ids.has(row.id)))
    }
  }
  return found
}

function hasAny(prints: Uint32Array, sought: { has(print: number): boolean }): boolean {
  for (const print of prints) if (sought.has(print)) return true
  return false
}
