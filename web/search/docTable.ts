import { atEnd, createByteReader, readSigned, readVarint } from './byteReader.ts'
import { createByteWriter } from './byteWriter.ts'
import { SearchError } from './searchError.ts'

/** Where a message lies: stream, time in milliseconds, order. */
export type DocKey = readonly [streamId: number, atMs: number, seq: number]

/** Documents of one block of the table. */
export const DOCS_A_BLOCK = 1024

/** Keys of documents, newest first. Stream 0: the document is gone. */
export interface DocKeys {
  readonly streams: Float64Array
  readonly times: Float64Array
  readonly seqs: Float64Array
}

/** Order of two documents, newest first: below 0 when `one` is newer. */
export function compareDocs(one: DocKey, other: DocKey): number {
  return other[1] - one[1] || other[2] - one[2] || other[0] - one[0]
}

export function emptyDocKeys(count: number): DocKeys {
  return {
    streams: new Float64Array(count),
    times: new Float64Array(count),
    seqs: new Float64Array(count),
  }
}

export function docKeyAt({ streams, times, seqs }: DocKeys, at: number): DocKey {
  return [streams[at] ?? 0, times[at] ?? 0, seqs[at] ?? 0]
}

/**
 * A block of the table, documents `from` to `to`: of each its stream (varint); unless that is 0, how
 * much older it is than the one before it, and how far its order lies from that one's. The first is
 * counted from `newestMs`.
 */
export function encodeDocs(keys: DocKeys, from: number, to: number, newestMs: number): Uint8Array {
  const writer = createByteWriter((to - from) * 8)
  let time = newestMs
  let seq = 0
  for (let doc = from; doc < to; doc++) {
    const [stream, atMs, order] = docKeyAt(keys, doc)
    writer.varint(stream)
    if (stream === 0) continue
    writer.varint(time - atMs)
    writer.signed(order - seq)
    time = atMs
    seq = order
  }
  return writer.take()
}

/** Reads a block of so many documents. One that is gone has the time before it. Throws SearchError. */
export function decodeDocs(bytes: Uint8Array, count: number, newestMs: number): DocKeys {
  const keys = emptyDocKeys(count)
  const reader = createByteReader(bytes)
  let time = newestMs
  let seq = 0
  for (let doc = 0; doc < count; doc++) {
    const stream = readVarint(reader)
    if (stream !== 0) {
      time -= readVarint(reader)
      seq += readSigned(reader)
    }
    keys.streams[doc] = stream
    keys.times[doc] = time
    keys.seqs[doc] = seq
  }
  if (!atEnd(reader)) throw new SearchError('documents are left over')
  return keys
}
