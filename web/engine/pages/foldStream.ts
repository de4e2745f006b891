import { compareKeys } from '../../storage/readRows.ts'
import type { MessageKey, MessageRow } from '../../storage/talkRows.ts'
import { type DirectoryRecord, factsOf, type PageFacts } from './directory.ts'
import type { MessageWrite } from './journal.ts'
import { encodePage, type Entry } from './pageCodec.ts'
import type { PageSource } from './pageSource.ts'
import { splitPage, splitRecord } from './splitPage.ts'
import { isTombstone } from './tombstone.ts'

/** A message before and after a fold. A removed one has no `after`, a new one no `before`. */
export interface FoldedChange {
  readonly key: MessageKey
  readonly before?: MessageRow
  readonly after?: MessageRow
}

/** What a fold makes of one stream. */
export interface FoldedStream {
  readonly pages: Map<MessageKey, Uint8Array | undefined>
  readonly records: Map<MessageKey, DirectoryRecord | undefined>
  readonly changes: FoldedChange[]
  /** Pages that could not be read: where they reach to, and how many messages lay there. */
  readonly damaged: { readonly key: MessageKey; readonly to?: MessageKey; readonly count: number }[]
}

/** What a fold is to do with one stream. */
export interface StreamChanges {
  readonly streamId: number
  /** In the order of their keys. */
  readonly writes: readonly MessageWrite[]
  /** Damaged pages and records of it: they are set aside or written anew. */
  readonly damaged: readonly MessageKey[]
}

/** A page under the hands of a fold. */
interface Touched {
  readonly facts: PageFacts | undefined
  readonly writes: MessageWrite[]
}

/**
 * The pages and records of a stream once these writes are in them. Reads what it needs and changes
 * nothing. Throws StorageError.
 */
export async function foldStream(
  source: PageSource,
  seed: readonly [number, number],
  { streamId, writes, damaged }: StreamChanges,
): Promise<FoldedStream> {
  const made: FoldedStream = { pages: new Map(), records: new Map(), changes: [], damaged: [] }
  const keys = await source.keys(streamId)
  const first: MessageKey = [streamId, 0, 0]

  const groups = new Map<number, { writes: MessageWrite[]; damaged: MessageKey[] }>()
  const groupOf = (key: MessageKey) => {
    const at = lastUpTo(keys, key)
    let group = groups.get(at)
    if (group === undefined) groups.set(at, (group = { writes: [], damaged: [] }))
    return group
  }
  for (const write of writes) groupOf(write.key).writes.push(write)
  for (const key of damaged) groupOf(key).damaged.push(key)

  for (const [at, group] of groups) {
    const key = keys[at]
    const [record] = key === undefined ? [] : await source.records([key])
    const next = keys[at + 1]
    await foldRecord(record ?? { key: first, pages: [] }, next, group.writes, group.damaged)
  }
  return made

  async function foldRecord(
    record: DirectoryRecord,
    next: MessageKey | undefined,
    changes: readonly MessageWrite[],
    broken: readonly MessageKey[],
  ): Promise<void> {
    const touched = touchedPages(record, changes, broken)
    const known = record.pages.filter((page) => touched.has(page.key))
    const read = await source.pages(known.map(({ key }) => key))
    const entriesOf = new Map(known.map((page, at) => [page, read[at]]))

    const pages: PageFacts[] = []
    const before = touched.get(record.key)
    if (before !== undefined && before.facts === undefined) {
      pages.push(...rewrite(record.key, [], before.writes, record.pages.length === 0 && !next))
    }
    for (const [at, page] of record.pages.entries()) {
      const own = touched.get(page.key)
      if (own?.facts === undefined) {
        pages.push(page)
        continue
      }
      const after = record.pages[at + 1]?.key ?? next
      // A disk that failed once must not cost a page: it is asked once more.
      const entries = entriesOf.get(page) ?? (await source.pages([page.key]))[0]
      if (entries === undefined) {
        const to = after === undefined ? {} : { to: after }
        made.damaged.push({ key: page.key, count: page.count, ...to })
      }
      pages.push(...rewrite(page.key, entries ?? [], own.writes, after === undefined))
    }
    keepRecords(record.key, pages)
  }

  /** Puts writes into a page; gives what became of it, one page or several or none. */
  function rewrite(
    key: MessageKey,
    entries: readonly Entry[],
    changes: readonly MessageWrite[],
    atEnd: boolean,
  ): PageFacts[] {
    const merged = merge(entries, changes, made.changes)
    if (merged.length === 0) {
      made.pages.set(key, undefined)
      return []
    }
    return splitPage(merged, atEnd).map((part, at) => {
      const place = at === 0 ? key : (part[0]?.key ?? key)
      const bytes = encodePage(part)
      made.pages.set(place, bytes)
      return factsOf(place, part, bytes.length, seed)
    })
  }

  function keepRecords(key: MessageKey, pages: readonly PageFacts[]): void {
    if (pages.length === 0) {
      made.records.set(key, undefined)
      return
    }
    for (const [at, part] of splitRecord(pages).entries()) {
      const place = at === 0 ? key : (part[0]?.key ?? key)
      made.records.set(place, { key: place, pages: part })
    }
  }
}

/** Which pages of a record change; one before all others begins where the record does. */
function touchedPages(
  record: DirectoryRecord,
  writes: readonly MessageWrite[],
  damaged: readonly MessageKey[],
): ReadonlyMap<MessageKey, Touched> {
  const touched = new Map<MessageKey, Touched>()
  const keys = record.pages.map(({ key }) => key)
  const touch = (key: MessageKey) => {
    const facts = record.pages[lastUpTo(keys, key)]
    const place = facts?.key ?? record.key
    let page = touched.get(place)
    if (page === undefined) touched.set(place, (page = { facts, writes: [] }))
    return page
  }
  for (const write of writes) touch(write.key).writes.push(write)
  for (const key of damaged) {
    if (keys.some((own) => compareKeys(own, key) === 0)) touch(key)
  }
  return touched
}

/** Entries with writes among them, both in order. Notes what changed for those who read messages. */
function merge(
  entries: readonly Entry[],
  writes: readonly MessageWrite[],
  changes: FoldedChange[],
): Entry[] {
  const merged: Entry[] = []
  let at = 0
  for (const { key, row } of writes) {
    let entry = entries[at]
    while (entry !== undefined && compareKeys(entry.key, key) < 0) {
      merged.push(entry)
      entry = entries[++at]
    }
    let before: MessageRow | undefined
    if (entry !== undefined && compareKeys(entry.key, key) === 0) {
      before = seen(entry.row)
      at += 1
    }
    if (row !== undefined) merged.push({ key, row })
    const after = row === undefined ? undefined : seen(row)
    if (before === undefined && after === undefined) continue
    changes.push({ key, ...(before ? { before } : {}), ...(after ? { after } : {}) })
  }
  for (; at < entries.length; at++) {
    const entry = entries[at]
    if (entry !== undefined) merged.push(entry)
  }
  return merged
}

const seen = (row: MessageRow) => (isTombstone(row) ? undefined : row)

/** The place of the last key that is not above one; -1: there is none. */
export function lastUpTo(keys: readonly MessageKey[], key: MessageKey): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = keys[middle]
    if (other !== undefined && compareKeys(other, key) <= 0) low = middle + 1
    else high = middle
  }
  return low - 1
}
