import type { MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { FoldedChange } from '../pages/foldStream.ts'
import { isDamage } from '../pages/readEach.ts'
import type { Change, RowReader } from '../work/work.ts'

/** A message, and where it lies. */
export interface Placed {
  readonly key: MessageKey
  readonly row: MessageRow
}

/** The few messages that changed since the last fold: the index has not heard of them yet. */
export interface RecentMessages {
  /** Learns what the engine before this one left in the journal. Throws StorageError. */
  open(): Promise<void>
  changed(changes: readonly Change[]): void
  folded(changes: readonly FoldedChange[]): void
  /** As they are now. Throws StorageError. */
  read(): Promise<Placed[]>
}

export function createRecentMessages(rows: RowReader): RecentMessages {
  const keys = new Map<string, MessageKey>()
  let lastFold = new Map<string, number>()
  return {
    async open() {
      try {
        for (const { row } of await rows.range('journal', {})) {
          for (const { key } of row.writes) keys.set(key.join(), key)
        }
      } catch (cause) {
        // The pages tell of it, and the next fold brings what can be read.
        if (!isDamage(cause)) throw cause
      }
    },
    changed(changes) {
      for (const change of changes) {
        if ('message' in change) keys.set(change.message.join(), change.message)
      }
    },
    folded(changes) {
      // A fold leaves nothing behind.
      keys.clear()
      lastFold = new Map(changes.map(({ key, after }) => [key.join(), after?.rev ?? -1]))
    },
    async read() {
      if (keys.size === 0) return []
      const found: Placed[] = []
      for (const placed of await readPlaced(rows, [...keys.values()])) {
        const name = placed.key.join()
        // Windows are told of what a fold brought after the fold.
        if (lastFold.get(name) === placed.row.rev) keys.delete(name)
        else found.push(placed)
      }
      return found
    },
  }
}

/** Messages that are there, all streams side by side. What is damaged is not. Throws StorageError. */
export async function readPlaced(rows: RowReader, keys: readonly MessageKey[]): Promise<Placed[]> {
  const streams = new Map<number, MessageKey[]>()
  for (const key of keys) {
    const own = streams.get(key[0])
    if (own === undefined) streams.set(key[0], [key])
    else own.push(key)
  }
  const found = await Promise.all(
    [...streams.values()].map(async (own) => {
      const read = await readOrNone(rows, own)
      return own.flatMap((key, at): Placed[] => {
        const row = read[at]
        return row === undefined ? [] : [{ key, row }]
      })
    }),
  )
  return found.flat()
}

async function readOrNone(
  rows: RowReader,
  keys: readonly MessageKey[],
): Promise<readonly (MessageRow | undefined)[]> {
  try {
    return await rows.getMany('messages', keys)
  } catch (cause) {
    if (isDamage(cause)) return []
    throw cause
  }
}
