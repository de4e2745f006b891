import type { Clock } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import { createCommittedRows } from './committedRows.ts'
import { createOverlay, type Overlay } from './overlay.ts'
import { createOwnership } from './ownership.ts'
import type { Change, UnitOfWork, Work } from './work.ts'
import { WorkError } from './workError.ts'

/** How much may join one commit. */
const MOST_UNITS = 50
const LONGEST_MS = 20
/** After so much work without a pause others get their turn (law 13). */
const BREATH_MS = 8

export interface WorkParts {
  readonly store: AccountStore
  readonly clock: Pick<Clock, 'now'>
  readonly randomBytes: (length: number) => Uint8Array
  /** Lets other tasks run. */
  readonly breathe?: () => Promise<void>
  /** Somebody who is told of changes failed over one. */
  readonly onError?: (cause: unknown) => void
}

/** What is known of a unit once its task has ended; settled after the commit. */
interface Verdict {
  readonly after: readonly (() => void)[]
  readonly changes: readonly Change[]
  readonly settle: () => void
  readonly fail: (cause: unknown) => void
}

/** The writer of one account's conversations. See `Work`. */
export function createWork(parts: WorkParts): Work {
  const { store, clock, breathe } = parts
  const rows = createCommittedRows(store)
  const ownership = createOwnership(store, parts.randomBytes)
  const waiting: ((batch: Overlay) => Promise<Verdict>)[] = []
  const listeners = new Set<(changes: readonly Change[]) => void>()
  let running: Promise<void> | undefined
  let stopped = false

  /** Runs waiting units until the commit is full. */
  async function runSome(batch: Overlay): Promise<Verdict[]> {
    const began = clock.now()
    let breath = began
    const verdicts: Verdict[] = []
    do {
      const unit = waiting.shift()
      if (unit === undefined) break
      verdicts.push(await unit(batch))
      if (breathe !== undefined && clock.now() - breath >= BREATH_MS) {
        await breathe()
        breath = clock.now()
      }
    } while (verdicts.length < MOST_UNITS && clock.now() - began < LONGEST_MS)
    return verdicts
  }

  async function commit(batch: Overlay): Promise<void> {
    const writes = batch.writes()
    if (writes.length === 0) return
    await store.commit(writes, [await ownership.proof()])
    rows.committed(writes)
  }

  async function runAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = createOverlay(rows)
      const verdicts = await runSome(batch)
      try {
        await commit(batch)
      } catch (cause) {
        rows.forget()
        for (const verdict of verdicts) verdict.fail(cause)
        continue
      }
      const changes = verdicts.flatMap((verdict) => verdict.changes)
      for (const verdict of verdicts) finish(verdict)
      if (changes.length > 0) tell(changes)
      for (const verdict of verdicts) verdict.settle()
    }
    running = undefined
  }

  function tell(changes: readonly Change[]): void {
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
    },
    async stop() {
      stopped = true
      while (running !== undefined) await running
    },
    run: <T>(task: (unit: UnitOfWork) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        if (stopped) return reject(new StorageError('closed', 'work: it has ended'))
        waiting.push((batch) => runUnit(batch, task, resolve, reject))
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

/** What was to be done after the commit; the unit hears of what fails there, it is stored already. */
function finish({ after, fail }: Verdict): void {
  for (const task of after) {
    try {
      task()
    } catch (cause) {
      fail(cause)
    }
  }
}

/** Runs a task over a savepoint: what it writes joins the others only when it did not throw. */
async function runUnit<T>(
  batch: Overlay,
  task: (unit: UnitOfWork) => Promise<T>,
  resolve: (value: T) => void,
  reject: (cause: unknown) => void,
): Promise<Verdict> {
  const own = createOverlay(batch)
  const after: (() => void)[] = []
  const changes: Change[] = []
  let over = false
  const open = () => {
    if (over) throw new WorkError()
  }
  const unit: UnitOfWork = {
    async get(name, key) {
      open()
      return await own.get(name, key)
    },
    async getMany(name, keys) {
      open()
      return await own.getMany(name, keys)
    },
    async range(name, range) {
      open()
      return await own.range(name, range)
    },
    put(name, key, row) {
      open()
      own.put(name, key, row)
    },
    del(name, key) {
      open()
      own.del(name, key)
    },
    after(what) {
      open()
      after.push(what)
    },
    changedPerson: (person) => void changes.push({ person }),
    changedChat: (chat) => void changes.push({ chat }),
    changedMessage: (chat, message) => void changes.push({ chat, message }),
    goneMessage: (chat, goneMessage) => void changes.push({ chat, goneMessage }),
    goneChat: (goneChat, into) => void changes.push({ goneChat, into }),
  }
  try {
    const value = await task(unit)
    own.mergeInto(batch)
    return { after, changes, settle: () => resolve(value), fail: reject }
  } catch (cause) {
    return { after: [], changes: [], settle: () => reject(cause), fail: reject }
  } finally {
    over = true
  }
}
