import type { AccountStore } from '../../storage/accountStore.ts'
import { compareKeys, readKeysOf, readLastKey } from '../../storage/readRows.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { createByteLru } from './byteLru.ts'
import { decodeDirectory, type DirectoryRecord, factsOf, type PageFacts } from './directory.ts'
import { decodePage, type Entry } from './pageCodec.ts'
import { readEach } from './readEach.ts'

/** What is kept in memory, as it lies on the disk; a page that was read takes about three times that. */
const PAGE_BYTES = 3 * 1024 * 1024
const DIRECTORY_BYTES = 8 * 1024 * 1024
/** What the facts of a page take beside its fingerprints, and a key, about. */
const FACTS_BYTES = 200

const END = Number.MAX_SAFE_INTEGER

/** What could not be read: a page, or a record of the directory. */
export type Damage = { readonly page: MessageKey } | { readonly record: MessageKey }

/** What a fold made of pages and records; undefined: they are gone. */
export interface NewPages {
  readonly pages: ReadonlyMap<MessageKey, Uint8Array | undefined>
  readonly records: ReadonlyMap<MessageKey, DirectoryRecord | undefined>
}

/** Reads pages and the directory, and keeps what was used last. */
export interface PageSource {
  /** Where the stream's records begin, in order. */
  keys(streamId: number): Promise<readonly MessageKey[]>
  records(keys: readonly MessageKey[]): Promise<readonly DirectoryRecord[]>
  /** Messages of these pages of one stream, in their order; undefined: it is damaged. */
  pages(keys: readonly MessageKey[]): Promise<readonly (readonly Entry[] | undefined)[]>
  /** Streams that have pages. */
  streams(): Promise<ReadonlySet<number>>
  /** A fold is durable. */
  folded(after: NewPages): void
  forget(): void
}

export interface SourceParts {
  readonly store: AccountStore
  readonly seed: () => readonly [number, number]
  /** Gives a question: whether no fold changed the stream's pages since. */
  readonly watch: (streamId: number) => () => boolean
  readonly onDamage: (damage: Damage) => void
}

/** An opened page, or its bytes as a fold made them: views of older pages go with them. */
type KeptPage = readonly Entry[] | Uint8Array

/** See `PageSource`. */
export function createPageSource(parts: SourceParts): PageSource {
  const { store, watch, onDamage } = parts
  const keptPages = createByteLru<string, KeptPage>(PAGE_BYTES)
  const keptRecords = createByteLru<string, DirectoryRecord>(DIRECTORY_BYTES)
  const keptKeys = createByteLru<number, readonly MessageKey[]>(DIRECTORY_BYTES / 4)
  /** No stream above it has pages: of a new one nothing is asked. */
  let highest: Promise<number> | undefined

  async function findHighest(): Promise<number> {
    try {
      return (await readLastKey(store, 'directory'))?.[0] ?? -1
    } catch (cause) {
      highest = undefined
      throw cause
    }
  }

  async function keys(streamId: number): Promise<readonly MessageKey[]> {
    const known = keptKeys.get(streamId)
    if (known !== undefined) return known
    const unchanged = watch(streamId)
    highest ??= findHighest()
    const isNew = streamId > (await highest)
    const bounds = { from: [streamId, 0, 0], to: [streamId, END, END] } as const
    const found = isNew ? [] : await readKeysOf(store, 'directory', bounds)
    if (unchanged()) keptKeys.set(streamId, found, FACTS_BYTES * (found.length + 1))
    return found
  }

  function keepRecord(record: DirectoryRecord): void {
    const bytes = record.pages.reduce((sum, page) => sum + page.prints.length * 4 + FACTS_BYTES, 0)
    keptRecords.set(String(record.key), record, bytes + FACTS_BYTES)
  }

  function openPage(key: MessageKey, bytes: Uint8Array): readonly Entry[] {
    const entries = decodePage(key[0], bytes)
    keptPages.set(String(key), entries, bytes.length)
    return entries
  }

  /** What a damaged record knew, from the pages themselves. */
  async function rebuild(key: MessageKey): Promise<DirectoryRecord> {
    const [streamId] = key
    const next = (await keys(streamId)).find((other) => compareKeys(other, key) > 0)
    const to = next ?? [streamId, END, END]
    const bounds = { from: key, to, openTo: next !== undefined } as const
    const pages: PageFacts[] = []
    for (const page of await readKeysOf(store, 'pages', bounds)) {
      const [read] = await readEach(store, 'pages', [page], (_, bytes) =>
        factsOf(page, decodePage(streamId, bytes), bytes.length, parts.seed()),
      )
      pages.push(read ?? factsOf(page, [], 0, parts.seed()))
    }
    return { key, pages }
  }

  async function record(
    key: MessageKey,
    read: DirectoryRecord | undefined,
    unchanged: () => boolean,
  ): Promise<DirectoryRecord> {
    const made = read ?? (await rebuild(key))
    if (!unchanged()) return made
    keepRecord(made)
    if (read === undefined) onDamage({ record: key })
    return made
  }

  return {
    keys,
    async records(wanted) {
      const known = wanted.map((key) => keptRecords.get(String(key)))
      const unknown = wanted.filter((_, at) => known[at] === undefined)
      const [first] = unknown
      if (first === undefined) return known.filter((one) => one !== undefined)
      const unchanged = watch(first[0])
      const read = await readEach(store, 'directory', unknown, decodeDirectory)
      const found: DirectoryRecord[] = []
      let next = 0
      for (const [at, key] of wanted.entries()) {
        found.push(known[at] ?? (await record(key, read[next++], unchanged)))
      }
      return found
    },
    async pages(wanted) {
      const known = wanted.map((key) => keptPages.get(String(key)))
      const unknown = wanted.filter((_, at) => known[at] === undefined)
      const [first] = unknown
      const unchanged = watch(first?.[0] ?? 0)
      const read = await readEach(store, 'pages', unknown, (key, bytes) =>
        unchanged() ? openPage(key, bytes) : decodePage(key[0], bytes),
      )
      let next = 0
      return wanted.map((key, at) => {
        const kept = known[at]
        if (kept !== undefined) return kept instanceof Uint8Array ? openPage(key, kept) : kept
        const entries = read[next++]
        if (entries === undefined && unchanged()) onDamage({ page: key })
        return entries
      })
    },
    async streams() {
      return new Set((await readKeysOf(store, 'directory', {})).map(([streamId]) => streamId))
    },
    folded({ pages, records }) {
      for (const [key, bytes] of pages) {
        if (bytes === undefined) keptPages.delete(String(key))
        else keptPages.set(String(key), bytes, bytes.length)
      }
      for (const [key, made] of records) {
        if (made === undefined) keptRecords.delete(String(key))
        else keepRecord(made)
        keepKey(key, made !== undefined)
      }
    },
    forget() {
      keptPages.clear()
      keptRecords.clear()
      keptKeys.clear()
      highest = undefined
    },
  }

  /** A record began or ended: where the stream's records begin is known anew. */
  function keepKey(key: MessageKey, there: boolean): void {
    const [streamId] = key
    if (highest !== undefined) highest = highest.then((last) => Math.max(last, streamId))
    const known = keptKeys.get(streamId)
    if (known === undefined) return
    const others = known.filter((other) => compareKeys(other, key) !== 0)
    const now = there ? [...others, key].toSorted(compareKeys) : others
    keptKeys.set(streamId, now, FACTS_BYTES * (now.length + 1))
  }
}
