import type { MessageKey } from '../../storage/talkRows.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'

/** Where a damaged page lay: its messages are missing until the phone brought them again. */
export interface Gap {
  readonly key: MessageKey
  /** Where it ends; absent: with the stream. */
  readonly to?: MessageKey
  /** Messages that lay there. */
  readonly count: number
}

const END = Number.MAX_SAFE_INTEGER

/** The gaps of these streams, newest first. Throws StorageError. */
export async function gapsOf(rows: RowReader, streams: readonly number[]): Promise<Gap[]> {
  const found = await Promise.all(
    streams.map((stream) =>
      rows.range('damagedPages', { from: [stream, 0, 0], to: [stream, END, END] }),
    ),
  )
  return found
    .flat()
    .map(({ key, row }) => ({ key, count: row.count, ...(row.to ? { to: row.to } : {}) }))
    .toSorted((one, other) => other.key[1] - one.key[1] || other.key[2] - one.key[2])
}

/** Stores what became of a gap; undefined: it is none any more. Throws StorageError. */
export async function noteGap(
  unit: UnitOfWork,
  { key }: Gap,
  change: { readonly to?: MessageKey; readonly askedMs?: number } | undefined,
): Promise<void> {
  const row = await unit.get('damagedPages', key)
  if (row === undefined) return
  if (change === undefined) unit.del('damagedPages', key)
  else unit.put('damagedPages', key, { ...row, ...change })
}
