import { requireKey } from '../../storage/rowKeys.ts'
import { createOverlay, type Overlay } from './overlay.ts'
import type { Change, UnitOfWork } from './work.ts'
import { WorkError } from './workError.ts'

/** What is known of a unit once its task has ended; settled after the commit. */
export interface Verdict {
  readonly after: readonly (() => void)[]
  readonly changes: readonly Change[]
  /** It need not be on the disk yet. */
  readonly relaxed: boolean
  readonly settle: () => void
  readonly fail: (cause: unknown) => void
}

/** What was to be done after the commit; the unit hears of what fails there, it is stored already. */
export function finish({ after, fail }: Verdict): void {
  for (const task of after) {
    try {
      task()
    } catch (cause) {
      fail(cause)
    }
  }
}

/** Runs a task over a savepoint: what it writes joins the others only when it did not throw. */
export async function runUnit<T>(
  batch: Overlay,
  task: (unit: UnitOfWork) => Promise<T>,
  resolve: (value: T) => void,
  reject: (cause: unknown) => void,
): Promise<Omit<Verdict, 'relaxed'>> {
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
    async withId(streamId, id) {
      open()
      return await own.withId(streamId, id)
    },
    async withIds(streamId, ids) {
      open()
      return await own.withIds(streamId, ids)
    },
    put(name, key, row) {
      open()
      // In journal and pages it is no key of the database any more, which would look at it.
      if (name === 'messages') requireKey(name, key)
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
