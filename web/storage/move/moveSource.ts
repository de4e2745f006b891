import { type AccountDatabase, readStore } from '../database.ts'
import { toStorageError } from '../errors.ts'
import { type LockTools, openForChange, type Refused } from '../appLock.ts'
import type { LockSecret } from '../lockFace.ts'
import { writeTries } from '../lockTries.ts'
import type { RowKey, StoreName } from '../rows.ts'
import type { SealedRecord } from '../schema.ts'
import type { MovedRecord } from './moveFile.ts'

/** Rows asked for at once; the bytes of a slice are bounded by what these are at most. */
const SLICE = 64
/** What a piece of the file holds, about. */
const PIECE_BYTES = 512 * 1024

/** Stores that stay: the wrapping belongs to this browser, and the counter is told apart. */
const STAYING: ReadonlySet<string> = new Set(['vault', 'counters'])

/** Reads an account as it lies in its database, for a move. */
export interface MoveSource {
  /** How many rows there are to move. Throws StorageError. */
  count(): Promise<number>
  /** All rows as they are sealed, in pieces of about 512 KiB. Throws StorageError. */
  pieces(): AsyncGenerator<readonly MovedRecord[], void>
  /** The number of the last commit. Throws StorageError. */
  commits(): Promise<number>
  /**
   * The vault key's 32 bytes; fill them with zeros after use. Behind an app lock `secret` opens it, and
   * wrong ones are counted as those of the lock are.
   * Throws StorageError 'locked' (it takes a secret), 'unavailable' (the wrapping key is in memory only:
   * what is to end with the last tab does not move), 'damaged'.
   */
  vaultKey(
    secret: LockSecret | undefined,
    nowMs: number,
  ): Promise<{ readonly at: 'open'; readonly vaultKey: Uint8Array<ArrayBuffer> } | Refused>
}

/** For one open database. `stays`: rows that do not move. */
export function createMoveSource(
  database: AccountDatabase,
  tools: LockTools,
  stays: (store: StoreName, key: RowKey) => boolean,
): MoveSource {
  const stores = [...database.objectStoreNames].filter((store) => !STAYING.has(store))

  /** The next rows of a store after a key. */
  async function slice(store: StoreName, after: RowKey | undefined) {
    const range = after === undefined ? undefined : IDBKeyRange.lowerBound(after, true)
    return await readStore(database, store, (rows) =>
      Promise.all([rows.getAllKeys(range, SLICE), rows.getAll(range, SLICE)]),
    ).catch((cause: unknown) => {
      throw toStorageError(cause, 'read')
    })
  }

  async function* rowsOf(store: StoreName): AsyncGenerator<MovedRecord, void> {
    let after: RowKey | undefined
    for (;;) {
      const [keys, records] = await slice(store, after)
      for (const [at, record] of records.entries()) {
        const key = keys[at] as RowKey
        const { v, iv, ct, rev } = record as SealedRecord
        if (!stays(store, key)) yield { store, key, v, iv, ct, rev }
        after = key
      }
      if (records.length < SLICE) return
    }
  }

  return {
    async count() {
      let count = 0
      for (const store of stores as StoreName[]) {
        count += await readStore(database, store, (rows) => rows.count())
      }
      return count
    },
    async *pieces() {
      let piece: MovedRecord[] = []
      let bytes = 0
      for (const store of stores as StoreName[]) {
        for await (const record of rowsOf(store)) {
          piece.push(record)
          bytes += record.ct.length
          if (bytes < PIECE_BYTES) continue
          yield piece
          piece = []
          bytes = 0
        }
      }
      if (piece.length > 0) yield piece
    },
    async commits() {
      const transaction = database.transaction('counters')
      const [commits] = await Promise.all([transaction.store.get('commits'), transaction.done])
      return commits ?? 0
    },
    async vaultKey(secret, nowMs) {
      const opened = await openForChange(database, tools, secret, nowMs)
      if (opened.at !== 'open') return opened
      if (opened.wrapped.wrapping === 'locked') await writeTries(database, undefined)
      return { at: 'open', vaultKey: opened.vaultKey }
    },
  }
}
