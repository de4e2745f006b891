import type { Pace } from '../../search/pace.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { Work } from '../work/work.ts'
import type { Intake } from './intake.ts'
import { unpackKeys } from './packedKeys.ts'
import { type Placed, readPlaced } from './recentMessages.ts'
import { isDamaged } from './storedSegments.ts'

/** Messages that are read at once. */
export const SLICE = 200

/** Messages that were dropped, and which segments may still hold them. */
export interface Drop {
  /** Row of the queue that says so. */
  readonly row: number
  readonly keys: readonly MessageKey[]
  /** Only segments with a smaller number. */
  readonly below: number
}

/** Messages that wait on the disk for their turn: rows of the queue that are in no shelf. */
export interface Backlog {
  add(row: number, keys: readonly MessageKey[]): void
  readonly empty: () => boolean
  /** Whether there are rows of which nothing is known yet. */
  readonly unread: () => boolean
  /** Reads them. Throws StorageError. */
  read(): Promise<void>
  /** How many messages wait, as far as it is known. */
  readonly size: () => number
  /** Takes messages in, oldest row first, until enough is done. Throws StorageError. */
  take(enough: () => boolean): Promise<void>
}

export interface BacklogParts {
  readonly work: Work
  readonly intake: Intake
  readonly pace: () => Pace
  /** Rises with each fold: what was read before one may be older than what it brought. */
  readonly folds: () => number
  readonly onDrop: (drop: Drop) => void
  /** A row could not be read: what it said is lost. */
  readonly onLost: () => void
}

/** `left`: rows of the engine before this one. */
export function createBacklog(parts: BacklogParts, left: readonly number[]): Backlog {
  const { work, intake } = parts
  const waiting = new Map<number, readonly MessageKey[]>()
  let unread = left
  let taking: Promise<void> | undefined

  const empty = () => unread.length === 0 && waiting.size === 0

  async function readRow(row: number): Promise<void> {
    try {
      const found = await work.reader.get('searchQueue', row)
      if (found?.added !== undefined) waiting.set(row, unpackKeys(found.added))
      if (found?.dropped !== undefined) {
        parts.onDrop({ row, keys: unpackKeys(found.dropped), below: found.below ?? 0 })
      }
    } catch (cause) {
      if (!isDamaged(cause)) throw cause
      await work.run(async (unit) => unit.del('searchQueue', row))
      parts.onLost()
    }
  }

  /** Messages as no fold changed them while they were read. */
  async function steady(keys: readonly MessageKey[]): Promise<Placed[]> {
    for (;;) {
      const before = parts.folds()
      const found: Placed[] = []
      for (let from = 0; from < keys.length; from += SLICE) {
        found.push(...(await readPlaced(work.reader, keys.slice(from, from + SLICE))))
      }
      if (parts.folds() === before) return found
    }
  }

  async function readAll(): Promise<void> {
    const pace = parts.pace()
    while (unread.length > 0) {
      if (pace.due()) await pace.pause()
      await readNext()
    }
  }

  async function readNext(): Promise<void> {
    const row = unread[0]
    if (row === undefined) return
    await readRow(row)
    unread = unread.slice(1)
  }

  /** One at a time: a row is read once. */
  async function alone(task: () => Promise<void>): Promise<void> {
    while (taking !== undefined) await taking.catch(() => undefined)
    taking = task().finally(() => {
      taking = undefined
    })
    await taking
  }

  async function takeSome(enough: () => boolean): Promise<void> {
    const pace = parts.pace()
    while (!enough()) {
      if (pace.due()) await pace.pause()
      if (unread.length > 0) {
        await readNext()
        continue
      }
      const next = waiting.entries().next().value
      if (next === undefined) return
      const messages = await steady(next[1])
      waiting.delete(next[0])
      intake.take(messages)
      intake.open().rows.push(next[0])
    }
  }

  return {
    empty,
    add: (row, keys) => void waiting.set(row, keys),
    size() {
      let count = unread.length
      for (const keys of waiting.values()) count += keys.length
      return count
    },
    unread: () => unread.length > 0,
    read: () => alone(readAll),
    take: (enough) => alone(() => takeSome(enough)),
  }
}
