import { manualClock } from '../../web/platform/fakes.ts'
import type { AccountStore } from '../../web/storage/accountStore.ts'
import { StorageError } from '../../web/storage/errors.ts'
import { editDatabase } from '../../web/storage/rawDatabase.ts'
import { databaseName } from '../../web/storage/schema.ts'
import type { MessageKey, MessageRow } from '../../web/storage/talkRows.ts'
import { openTestStore } from '../../web/storage/testStore.ts'
import { createWork } from '../../web/engine/work/createWork.ts'
import { textBytes } from './fakeTalk.ts'

/** For tests: messages of one account on a store in memory, and ways to hurt it. */
export async function openPagesStage() {
  const { store: first, options, reopen: reopenStore } = await openTestStore()
  const clock = manualClock()
  const damage: string[] = []
  let pulled = false
  let beforeCommit: (() => Promise<unknown>) | undefined
  /** How many writes each commit had, by store. */
  const commits: Record<string, number>[] = []

  function begin(store: AccountStore) {
    const watched: AccountStore = {
      ...store,
      async commit(writes, expected) {
        if (pulled) throw new StorageError('unavailable', 'pulled out')
        const first = beforeCommit
        beforeCommit = undefined
        await first?.()
        await store.commit(writes, expected)
        const counts: Record<string, number> = {}
        for (const write of writes) {
          const name = 'put' in write ? write.put : `-${write.del}`
          counts[name] = (counts[name] ?? 0) + 1
        }
        commits.push(counts)
      },
    }
    const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
    const onDamage = (part: string) => void damage.push(part)
    return { store, work: createWork({ store: watched, clock, randomBytes, onDamage }) }
  }

  const stage = {
    ...begin(first),
    clock,
    damage,
    commits,
    /** Commits fail from now on, or no longer. */
    pull: (out: boolean) => (pulled = out),
    /** Runs once, right before the next commit is stored. */
    onCommit: (task: () => Promise<unknown>) => void (beforeCommit = task),
    /** A new engine on what is stored. */
    async reopen() {
      await stage.work.stop()
      stage.store.close()
      Object.assign(stage, begin(await reopenStore()))
    },
    /** Everything goes into pages. */
    async fold() {
      await clock.advance(6_000)
      await stage.work.idle()
    },
    /** Puts messages with these times into a stream; their order follows the list. */
    async put(streamId: number, times: readonly number[], name = 'M') {
      await stage.work.run(async (unit) => {
        for (const [at, atMs] of times.entries()) {
          unit.put('messages', [streamId, atMs, at], said(`${name}${at}`))
        }
      })
    },
    ids: async (streamId: number) => {
      const range = { from: [streamId, 0, 0], to: [streamId, Number.MAX_SAFE_INTEGER, 0] } as const
      return (await stage.work.reader.range('messages', range)).map(({ row }) => row.id)
    },
    /** Flips a bit of a stored value. */
    async flip(
      name: 'pages' | 'directory' | 'journal' | 'messages' | 'messageIds',
      key: number | string | MessageKey,
    ) {
      await editDatabase(options.idb, databaseName(options.accountId), name, (rows) => {
        const request = rows.get(key as IDBValidKey)
        request.onsuccess = () => {
          const record = request.result as { ct: Uint8Array }
          record.ct[9] = (record.ct[9] ?? 0) ^ 4
          rows.put(record, key as IDBValidKey)
        }
      })
    },
  }
  return stage
}

/** For tests: a message that says its id. */
export function said(id: string, more: Partial<MessageRow> = {}): MessageRow {
  return { id, author: 'me', rev: 1, bytes: textBytes(id), ...more }
}
