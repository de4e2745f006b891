import type { AccountStore } from '../../storage/accountStore.ts'
import type { AccountRows, Write } from '../../storage/rows.ts'
import { createSerialQueue } from '../serialQueue.ts'

/** The rows of store `account` that are kept in memory. */
const factKeys = [
  'device',
  'session',
  'profile',
  'routing',
  'doubt',
  'ended',
  'moved',
  'ban',
  'version',
  'keyCare',
  'settings',
] as const

type FactKey = (typeof factKeys)[number]

/** The account's rows as they were last committed. */
export type Facts = { readonly [K in FactKey]?: AccountRows[K] }

/** New rows; `null` removes one. `also` goes into the same commit and is not kept in memory. */
export type FactChange = { readonly [K in FactKey]?: AccountRows[K] | null } & {
  readonly also?: readonly Write[]
}

/** The account's rows in memory, never ahead of the storage. */
export interface AccountFacts {
  now(): Facts
  /**
   * Works out a change from the newest facts, commits it, then lets memory follow. One at a time, so
   * that two flows cannot lose each other's update. Nothing is committed for `undefined`.
   *
   * @throws StorageError as `commit` does; memory is unchanged then.
   */
  change(work: (facts: Facts) => FactChange | undefined): Promise<void>
}

/** Reads the rows of an account. Throws StorageError 'damaged' and others. */
export async function loadFacts(store: AccountStore): Promise<AccountFacts> {
  const rows = await Promise.all(factKeys.map((key) => store.get('account', key)))
  let facts = withoutGaps(factKeys.map((key, index) => [key, rows[index]]))
  const changes = createSerialQueue()
  return {
    now: () => facts,
    change: (work) =>
      changes.add(async () => {
        const change = work(facts)
        if (change === undefined) return
        await store.commit(writesOf(change))
        facts = merged(facts, change)
      }),
  }
}

function writesOf(change: FactChange): Write[] {
  const writes = factKeys.flatMap((key): Write[] => {
    const row = change[key]
    if (row === undefined) return []
    // The key says which row it is; the compiler cannot follow a key that varies.
    return [row === null ? { del: 'account', key } : ({ put: 'account', key, row } as Write)]
  })
  return change.also === undefined ? writes : [...writes, ...change.also]
}

function merged(facts: Facts, change: FactChange): Facts {
  return withoutGaps(
    factKeys.map((key) => [key, change[key] === undefined ? facts[key] : change[key]]),
  )
}

function withoutGaps(entries: readonly (readonly [FactKey, unknown])[]): Facts {
  return Object.fromEntries(entries.filter(([, row]) => row !== undefined && row !== null))
}
