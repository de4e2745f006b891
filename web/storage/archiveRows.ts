import type { MessageKey, MessageRow } from './talkRows.ts'

/*
 * Rows of what is kept for a lifetime: the pages that messages lie in, history on its way, the search
 * index. Keys are local numbers and times, as everywhere.
 */

/** Of a stream of messages: the chat it belongs to. */
export interface StreamRow {
  readonly chatId: number
  /** The person freed space: older messages were let go, and come back only when asked for. */
  readonly freedBeforeMs?: number
}

/** What the pages of messages need besides themselves. */
export interface PagesRow {
  /** Random 32-bit numbers: no chosen ids meet in one fingerprint. */
  readonly seed: readonly [number, number]
  /** Keyed hashes of removed messages, from before there were pages, are still in `messageIds`. */
  readonly oldTombstones?: true
}

/** Messages of one stream, packed. The layout of `bytes` is that of the pages room. */
export interface PageRow {
  readonly bytes: Uint8Array
}

/** Which pages there are, how much is in them, and which ids, packed by the pages room. */
export interface DirectoryRow {
  readonly bytes: Uint8Array
}

/** What one commit changed of messages and is in no page yet. Without a row: it was removed. */
export interface JournalRow {
  readonly writes: readonly { readonly key: MessageKey; readonly row?: MessageRow }[]
}

/** A page that could not be read any more. Its place is a gap until it was fetched again. */
export interface DamagedPageRow {
  /** Where the gap ends: the next page's key. Absent: with the stream. */
  readonly to?: MessageKey
  /** How many messages lay there, as the directory knew it. */
  readonly count: number
  readonly foundMs: number
  /** When the phone was last asked for them. */
  readonly askedMs?: number
}

/** A piece of a downloaded history blob: ciphertext as it came. */
export interface HistoryBlobRow {
  readonly bytes: Uint8Array
}

/** What of history no screen shows yet: calls, former members, settings. As it came. */
export interface HistoryKeptRow {
  readonly kind: string
  readonly bytes: Uint8Array
  readonly chatId?: number
}

/** One block of a segment of the search index. */
export interface SearchSegmentRow {
  readonly bytes: Uint8Array
}

/** What one fold changed for the search index, until a segment says the same. Keys are packed. */
export interface SearchQueueRow {
  /** Messages that are new or read otherwise now. */
  readonly added?: Uint8Array
  /** Messages that nothing may be found of as it was before. */
  readonly dropped?: Uint8Array
  /** Of `dropped`: segments with a smaller number may hold them. */
  readonly below?: number
}

/** The search index as a whole. One row, key 0. */
export interface SearchHeadRow {
  /** Of its layout: another one is made anew. */
  readonly version: number
  /** Segments that count. */
  readonly segments: readonly number[]
  /** A number that no segment has had. */
  readonly next: number
  /** It is being made of all messages; those up to here are taken in, in the order of their keys. */
  readonly rebuilt?: { readonly to?: MessageKey }
}

/** Stores of the archive: keys and rows. */
export interface ArchiveRows {
  /** Lower bound of the page, which reaches to the next one's key. */
  readonly pages: { readonly key: MessageKey; readonly row: PageRow }
  /** Lower bound of what the record covers. */
  readonly directory: { readonly key: MessageKey; readonly row: DirectoryRow }
  /** Ascending. */
  readonly journal: { readonly key: number; readonly row: JournalRow }
  /** The page's own key. */
  readonly damagedPages: { readonly key: MessageKey; readonly row: DamagedPageRow }
  /** By chunk, and piece of it. */
  readonly historyBlobs: {
    readonly key: readonly [chunk: number, piece: number]
    readonly row: HistoryBlobRow
  }
  /** Ascending. */
  readonly historyKept: { readonly key: number; readonly row: HistoryKeptRow }
  readonly searchSegments: {
    readonly key: readonly [segment: number, block: number]
    readonly row: SearchSegmentRow
  }
  /** Ascending. */
  readonly searchQueue: { readonly key: number; readonly row: SearchQueueRow }
  readonly searchHeads: { readonly key: number; readonly row: SearchHeadRow }
}
