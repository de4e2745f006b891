import type { AccountStore } from '../../storage/accountStore.ts'
import type {
  DeviceRow,
  DoubtRow,
  ProfileRow,
  RoutingRow,
  SessionRow,
  Write,
} from '../../storage/rows.ts'
import { createSerialQueue } from '../serialQueue.ts'

/** The account's rows as they were last committed. */
export interface Facts {
  readonly device?: DeviceRow
  readonly session?: SessionRow
  readonly profile?: ProfileRow
  readonly routing?: RoutingRow
  readonly doubt?: DoubtRow
}

/** New rows; `null` removes one. `also` goes into the same commit and is not kept in memory. */
export interface FactChange {
  readonly device?: DeviceRow
  readonly session?: SessionRow
  readonly profile?: ProfileRow
  readonly routing?: RoutingRow | null
  readonly doubt?: DoubtRow | null
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
  const [device, session, profile, routing, doubt] = await Promise.all([
    store.get('account', 'device'),
    store.get('account', 'session'),
    store.get('account', 'profile'),
    store.get('account', 'routing'),
    store.get('account', 'doubt'),
  ])
  let facts: Facts = withoutGaps({ device, session, profile, routing, doubt })
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
  const writes: Write[] = []
  if (change.device) writes.push({ put: 'account', key: 'device', row: change.device })
  if (change.session) writes.push({ put: 'account', key: 'session', row: change.session })
  if (change.profile) writes.push({ put: 'account', key: 'profile', row: change.profile })
  if (change.routing) writes.push({ put: 'account', key: 'routing', row: change.routing })
  if (change.routing === null) writes.push({ del: 'account', key: 'routing' })
  if (change.doubt) writes.push({ put: 'account', key: 'doubt', row: change.doubt })
  if (change.doubt === null) writes.push({ del: 'account', key: 'doubt' })
  return change.also === undefined ? writes : [...writes, ...change.also]
}

function merged(facts: Facts, change: FactChange): Facts {
  return withoutGaps({
    device: change.device ?? facts.device,
    session: change.session ?? facts.session,
    profile: change.profile ?? facts.profile,
    routing: change.routing === undefined ? facts.routing : (change.routing ?? undefined),
    doubt: change.doubt === undefined ? facts.doubt : (change.doubt ?? undefined),
  })
}

function withoutGaps(parts: { readonly [K in keyof Facts]: Facts[K] | undefined }): Facts {
  return Object.fromEntries(Object.entries(parts).filter(([, row]) => row !== undefined))
}
