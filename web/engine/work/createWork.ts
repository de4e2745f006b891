import type { Clock } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import type { Write } from '../../storage/rows.ts'
import type { FoldedChange } from '../pages/foldStream.ts'
import { createFoldTimer, isRemoval } from '../pages/foldTimer.ts'
import type { MessageWrite } from '../pages/journal.ts'
import { createMessagePages } from '../pages/messagePages.ts'
import { nextOldIds, nextOldMessages } from '../pages/oldMessages.ts'
import { createCommittedRows } from './committedRows.ts'
import { createOverlay, type Overlay } from './overlay.ts'
import { createOwnership } from './ownership.ts'
import { finish, runUnit, type Verdict } from './runUnit.ts'
import type { Change, CommitWish, UnitOfWork, Work } from './work.ts'

/** How much may join one commit. */
const MOST_UNITS = 50
const LONGEST_MS = 20
/** After so much work without a pause others get their turn (law 13). */
const BREATH_MS = 8
/** So many changed messages go into pages at once, and so many in the journal as soon as nobody waits. */
const FOLD_AT = 50
/** So many in the journal are not put off by traffic. */
const MOST_WAITING = 150

export interface WorkParts {
  readonly store: AccountStore
  readonly clock: Clock
  readonly randomBytes: (length: number) => Uint8Array
  /** Lets other tasks run. */
  readonly breathe?: () => Promise<void>
  /** Somebody who is told of changes failed over one. */
  readonly onError?: (cause: unknown) => void
  /** Messages could not be read any more: a page, a record of the directory, a row of the journal. */
  readonly onDamage?: (part: 'page' | 'record' | 'journal') => void
}

type Unit = (batch: Overlay) => Promise<Verdict>

/** The writer of one account's conversations. See `Work`. */
export function createWork(parts: WorkParts): Work {
  const { store, clock, breathe } = parts
  const pages = createMessagePages({
    store,
    now: () => clock.now(),
    randomBytes: parts.randomBytes,
    breathe,
    onDamage(damage) {
      parts.onDamage?.('page' in damage ? 'page' : 'record' in damage ? 'record' : 'journal')
      timer.noted(true)
    },
  })
  const rows = createCommittedRows(store, pages)
  const ownership = createOwnership(store, parts.randomBytes)
  const waiting: Unit[] = []
  /** Units of a commit in which one wrote what must not be stored: each gets a commit of its own. */
  const apart: Unit[] = []
  const listeners = new Set<(changes: readonly Change[]) => void>()
  const foldListeners = new Set<(changes: readonly FoldedChange[]) => void>()
  const foldHooks: ((changes: readonly FoldedChange[]) => readonly Write[])[] = []
  let running: Promise<void> | undefined
  let stopped = false
  /** The journal is to go into pages. */
  let foldDue = false
  const timer = createFoldTimer(clock, () => {
    foldDue = true
    running ??= Promise.resolve().then(runAll)
  })

  /** Runs waiting units until the commit is full, and notes them in `units`. */
  async function runSome(batch: Overlay, units: Unit[]): Promise<Verdict[]> {
    const began = clock.now()
    let breath = began
    const verdicts: Verdict[] = []
    const lone = apart.shift()
    if (lone !== undefined) return [await lone(batch)]
    do {
      const unit = waiting.shift()
      if (unit === undefined) break
      units.push(unit)
      verdicts.push(await unit(batch))
      if (breathe !== undefined && clock.now() - breath >= BREATH_MS) {
        await breathe()
        breath = clock.now()
      }
    } while (
      verdicts.length < MOST_UNITS &&
      batch.count('messages') < FOLD_AT &&
      clock.now() - began < LONGEST_MS
    )
    return verdicts
  }

  /** Stores what a batch wrote, and what else is given. `fold`: the journal goes into pages with it. */
  async function commit(
    batch: Overlay,
    fold: boolean,
    more: readonly Write[] = [],
    durability?: 'relaxed',
  ): Promise<void> {
    const { messages, others } = sorted(batch.writes())
    const folding = fold || messages.length >= FOLD_AT
    const plan = await pages.plan(messages, folding)
    const { changes } = plan
    const hooked = changes.length === 0 ? [] : askHooks(changes)
    const writes = [...others, ...more, ...plan.writes, ...hooked]
    if (writes.length > 0) await storeAll(writes, () => plan.begin(), durability)
    if (folding) timer.folded()
    else if (messages.length > 0) timer.noted(messages.some(isRemoval))
    if (changes.length > 0) tell(foldListeners, changes)
    foldDue = (foldDue && !folding) || (await countWaiting()) >= FOLD_AT
  }

  /** What is stored stays so also where nobody can say how much waits. */
  async function countWaiting(): Promise<number> {
    try {
      return await pages.waiting()
    } catch (cause) {
      parts.onError?.(cause)
      return 0
    }
  }

  /** Messages are stored also where somebody who follows them fails. */
  function askHooks(changes: readonly FoldedChange[]): Write[] {
    return foldHooks.flatMap((hook) => {
      try {
        return hook(changes)
      } catch (cause) {
        parts.onError?.(cause)
        return []
      }
    })
  }

  async function storeAll(
    writes: readonly Write[],
    begin: () => (stored: boolean) => void,
    durability?: 'relaxed',
  ): Promise<void> {
    const proof = await ownership.proof()
    const end = begin()
    let stored = false
    try {
      await store.commit(writes, [proof], durability)
      rows.committed(writes)
      stored = true
    } finally {
      end(stored)
    }
  }

  async function runAll(): Promise<void> {
    while (apart.length > 0 || waiting.length > 0 || (foldDue && !stopped)) {
      const batch = createOverlay(rows)
      const units: Unit[] = []
      const verdicts = await runSome(batch, units)
      try {
        const fold = foldDue && (verdicts.length === 0 || (await isFull()))
        const relaxed = verdicts.length > 0 && verdicts.every((verdict) => verdict.relaxed)
        await commit(batch, fold, [], relaxed ? 'relaxed' : undefined)
      } catch (cause) {
        rows.forget()
        foldDue = false
        timer.failed()
        if (units.length > 1 && isBadWrite(cause)) {
          apart.push(...units)
          continue
        }
        if (verdicts.length === 0) parts.onError?.(cause)
        for (const verdict of verdicts) verdict.fail(cause)
        continue
      }
      const changes = verdicts.flatMap((verdict) => verdict.changes)
      for (const verdict of verdicts) finish(verdict)
      if (changes.length > 0) tell(listeners, changes)
      for (const verdict of verdicts) verdict.settle()
    }
    running = undefined
  }

  const isFull = async () => (await pages.waiting()) >= MOST_WAITING

  /** Puts what an older build stored where messages are read from. */
  async function bringForward(): Promise<void> {
    let slice = await nextOldMessages(store)
    for (; slice !== undefined; slice = await nextOldMessages(store)) {
      const batch = createOverlay(rows)
      for (const { key, row } of slice.messages) {
        if (row === undefined) continue
        batch.put('messages', key, row)
        // While it waited on a full disk its time may have come: nobody would take it any more.
        if (row.expires !== undefined) batch.put('expiries', row.expires.entry, { message: key })
      }
      await commit(batch, true, slice.removals)
      await breathe?.()
    }
    let ids = await nextOldIds(store, undefined)
    if (ids === undefined) return
    // What is known of pages is stored by now, and can be added to.
    await commit(createOverlay(rows), true)
    const row = await rows.get('account', 'pages')
    for (; ids !== undefined; ids = await nextOldIds(store, ids.last)) {
      const batch = createOverlay(rows)
      if (row !== undefined && ids.gone > 0) {
        batch.put('account', 'pages', { ...row, oldTombstones: true })
      }
      await commit(batch, false, ids.removals)
    }
  }

  /** Runs a task as if it were the units that run: those that are asked for meanwhile follow. */
  async function alone(task: () => Promise<void>): Promise<void> {
    while (running !== undefined) await running
    const done = task()
    running = done.then(
      () => runAll(),
      () => runAll(),
    )
    await done
  }

  function tell<T>(listeners: ReadonlySet<(changes: T) => void>, changes: T): void {
    for (const listener of listeners) {
      try {
        listener(changes)
      } catch (cause) {
        parts.onError?.(cause)
      }
    }
  }

  return {
    async own() {
      await ownership.proof()
      rows.forget()
      if ((await pages.waiting()) > 0) timer.noted(true)
    },
    bringForward: () => alone(bringForward),
    beforeFold: (hook) => void foldHooks.push(hook),
    onFolded(listener) {
      foldListeners.add(listener)
      return () => foldListeners.delete(listener)
    },
    async stop() {
      stopped = true
      timer.stop()
      while (running !== undefined) await running
    },
    run: <T>(task: (unit: UnitOfWork) => Promise<T>, { relaxed = false }: CommitWish = {}) =>
      new Promise<T>((resolve, reject) => {
        if (stopped) return reject(new StorageError('closed', 'work: it has ended'))
        waiting.push(async (batch) => ({
          ...(await runUnit(batch, task, resolve, reject)),
          relaxed,
        }))
        // A turn later: units that are asked for in one go join the first commit.
        running ??= Promise.resolve().then(runAll)
      }),
    reader: rows,
    forget: rows.forget,
    onChanges(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async idle() {
      while (running !== undefined) await running
    },
  }
}

const isBadWrite = (cause: unknown) => cause instanceof StorageError && cause.code === 'bad-write'

/** Writes of messages apart from all others. */
function sorted(writes: readonly Write[]): {
  readonly messages: readonly MessageWrite[]
  readonly others: readonly Write[]
} {
  const messages: MessageWrite[] = []
  const others: Write[] = []
  for (const write of writes) {
    if ('put' in write && write.put === 'messages')
      messages.push({ key: write.key, row: write.row })
    else if ('del' in write && write.del === 'messages') messages.push({ key: write.key })
    else others.push(write)
  }
  return { messages, others }
}
