import type { AccountStore } from '../../storage/accountStore.ts'
import { readKeys } from '../../storage/readRows.ts'
import type { RowKey, StoreName, Write } from '../../storage/rows.ts'

/**
 * Stores in which most questions are about what is not there: whether a message is known already,
 * whether anything waits for it, whether a person of the phone's past is new. Nobody but `work` writes
 * them, the login excepted, after which `forget` is called.
 */
const ASKED_IN_VAIN: ReadonlySet<StoreName> = new Set<StoreName>([
  'messageIds',
  'waiting',
  'retries',
  'acts',
  'receipts',
  'archivedSessions',
  'sessions',
  'peers',
  'addresses',
  'contactAddresses',
  'chatAddresses',
])

/** More keys than that are not kept in memory: about 100 bytes each. */
const MOST_KEYS = 50_000

/** So many are read at once: a few milliseconds of work. */
const SLICE = 5_000

type Keys = Set<string>

/** Knows without a question to the database that there is nothing under a key. */
export interface KnownKeys {
  /** False: there is no such row. True: there may be one. */
  mayHave(store: StoreName, key: unknown): boolean
  /** These writes are durable now. */
  committed(writes: readonly Write[]): void
  /** Others wrote: the keys are read anew. */
  forget(): void
}

/** Reads the keys of such a store when it is first asked for, and keeps them from then on. */
export function createKnownKeys(store: AccountStore): KnownKeys {
  const known = new Map<StoreName, Keys>()
  /** While keys are being read: the writes since then. */
  const loading = new Map<StoreName, Write[]>()
  const tooMany = new Set<StoreName>()

  function apply(keys: Keys, write: Write): void {
    if ('put' in write) keys.add(String(write.key))
    else keys.delete(String(write.key))
  }

  async function load(name: StoreName): Promise<void> {
    const writes: Write[] = []
    loading.set(name, writes)
    /** Not when it was forgotten meanwhile. */
    const isWanted = () => loading.get(name) === writes
    try {
      if ((await store.count(name)) > MOST_KEYS) {
        if (isWanted()) tooMany.add(name)
        return
      }
      const set: Keys = new Set()
      let slice: readonly RowKey[] = []
      do {
        slice = await readKeys(store, name, SLICE, slice.at(-1))
        for (const key of slice) set.add(String(key))
      } while (slice.length === SLICE)
      for (const write of writes) apply(set, write)
      if (isWanted()) known.set(name, set)
    } catch {
      // Who asks for a row reads the database and is told what is wrong with it.
      if (isWanted()) tooMany.add(name)
    } finally {
      if (isWanted()) loading.delete(name)
    }
  }

  return {
    mayHave(name, key) {
      if (!ASKED_IN_VAIN.has(name)) return true
      const keys = known.get(name)
      if (keys !== undefined) return keys.has(String(key))
      if (!loading.has(name) && !tooMany.has(name)) void load(name)
      return true
    },
    committed(writes) {
      for (const write of writes) {
        const name = 'put' in write ? write.put : write.del
        loading.get(name)?.push(write)
        const keys = known.get(name)
        if (keys === undefined) continue
        apply(keys, write)
        if (keys.size <= MOST_KEYS) continue
        known.delete(name)
        tooMany.add(name)
      }
    },
    forget() {
      known.clear()
      loading.clear()
      tooMany.clear()
    },
  }
}
