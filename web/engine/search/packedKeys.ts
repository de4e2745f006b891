import { atEnd, createByteReader, readSigned } from '../../search/byteReader.ts'
import { createByteWriter } from '../../search/byteWriter.ts'
import type { MessageKey } from '../../storage/talkRows.ts'

/** Keys in a row of the queue. */
const KEYS_A_ROW = 500

/** Many keys, as so many rows of the queue hold them. */
export function keysInRows(keys: readonly MessageKey[]): MessageKey[][] {
  const rows: MessageKey[][] = []
  for (let from = 0; from < keys.length; from += KEYS_A_ROW) {
    rows.push(keys.slice(from, from + KEYS_A_ROW))
  }
  return rows
}

/** Keys of messages in few bytes: each number as how far it lies from that of the key before it. */
export function packKeys(keys: readonly MessageKey[]): Uint8Array {
  const writer = createByteWriter(keys.length * 8)
  let before: MessageKey = [0, 0, 0]
  for (const key of keys) {
    for (const at of [0, 1, 2] as const) writer.signed(key[at] - before[at])
    before = key
  }
  return writer.take()
}

/** The keys of `packKeys`. Throws SearchError. */
export function unpackKeys(bytes: Uint8Array): MessageKey[] {
  const reader = createByteReader(bytes)
  const keys: MessageKey[] = []
  let before: MessageKey = [0, 0, 0]
  while (!atEnd(reader)) {
    const [stream, atMs, seq] = before
    before = [stream + readSigned(reader), atMs + readSigned(reader), seq + readSigned(reader)]
    keys.push(before)
  }
  return keys
}
