import { compareKeys } from '../../storage/readRows.ts'
import type { Write } from '../../storage/rows.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { DirectoryRecord } from './directory.ts'
import { encodeDirectory } from './directory.ts'
import { type FoldedChange, type FoldedStream, foldStream } from './foldStream.ts'
import type { MessageWrite } from './journal.ts'
import type { NewPages, PageSource } from './pageSource.ts'

/** After so much work without a pause others get their turn (law 13). */
const BREATH_MS = 8

/** What is to be stored, and what it changes. */
export interface PagePlan {
  readonly writes: readonly Write[]
  /** What a fold changed in pages; nothing where only the journal grew. */
  readonly changes: readonly FoldedChange[]
  /** Call it right before the writes are stored, and what it gives when that has ended. */
  begin(): (stored: boolean) => void
}

/** What a fold makes of pages and directory. */
interface FoldPlan {
  readonly writes: readonly Write[]
  readonly changes: readonly FoldedChange[]
  readonly after: NewPages
  readonly streams: ReadonlySet<number>
}

/**
 * Everything that is in no page yet goes into its page: the journal, and over it `writes`. Damaged
 * pages are set aside. Throws StorageError.
 */
export async function planFold(
  source: PageSource,
  parts: {
    readonly now: () => number
    readonly breathe: (() => Promise<void>) | undefined
    readonly seed: readonly [number, number]
  },
  journal: { readonly writes: readonly MessageWrite[]; readonly rows: readonly number[] },
  fresh: readonly MessageWrite[],
  damaged: readonly MessageKey[],
): Promise<FoldPlan> {
  const pages = new Map<MessageKey, Uint8Array | undefined>()
  const records = new Map<MessageKey, DirectoryRecord | undefined>()
  const changes: FoldedChange[] = []
  const writes: Write[] = journal.rows.map((key) => ({ del: 'journal', key }))
  const streams = byStream([...journal.writes, ...fresh], damaged)

  let breath = parts.now()
  for (const [streamId, own] of streams) {
    const folded = await foldStream(source, parts.seed, {
      streamId,
      writes: [...own.writes.values()].toSorted((one, other) => compareKeys(one.key, other.key)),
      damaged: own.damaged,
    })
    take(folded)
    if (parts.breathe !== undefined && parts.now() - breath >= BREATH_MS) {
      await parts.breathe()
      breath = parts.now()
    }
  }
  return { writes, changes, after: { pages, records }, streams: new Set(streams.keys()) }

  function take(folded: FoldedStream): void {
    for (const [key, bytes] of folded.pages) {
      pages.set(key, bytes)
      writes.push(
        bytes === undefined ? { del: 'pages', key } : { put: 'pages', key, row: { bytes } },
      )
    }
    for (const [key, record] of folded.records) {
      records.set(key, record)
      if (record === undefined) writes.push({ del: 'directory', key })
      else writes.push({ put: 'directory', key, row: { bytes: encodeDirectory(record) } })
    }
    for (const { key, ...row } of folded.damaged) {
      writes.push({ put: 'damagedPages', key, row: { ...row, foundMs: parts.now() } })
    }
    changes.push(...folded.changes)
  }
}

interface OfStream {
  /** The last write of each key. */
  readonly writes: Map<string, MessageWrite>
  readonly damaged: MessageKey[]
}

function byStream(
  writes: readonly MessageWrite[],
  damaged: readonly MessageKey[],
): ReadonlyMap<number, OfStream> {
  const streams = new Map<number, OfStream>()
  const of = (streamId: number) => {
    let own = streams.get(streamId)
    if (own === undefined) streams.set(streamId, (own = { writes: new Map(), damaged: [] }))
    return own
  }
  for (const write of writes) of(write.key[0]).writes.set(String(write.key), write)
  for (const key of damaged) of(key[0]).damaged.push(key)
  return streams
}
