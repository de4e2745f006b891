import { describe, expect, it } from 'vitest'
import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { factsOf } from './directory.ts'
import { foldStream } from './foldStream.ts'
import { openJournal } from './journal.ts'
import type { Entry } from './pageCodec.ts'
import type { PageSource } from './pageSource.ts'

const first: MessageKey = [7, 0, 0]
const entry = (at: number): Entry => ({
  key: [7, at, at],
  row: { id: `M${at}`, author: 'me', rev: 1 },
})

/** A stream of one page, which cannot be read so many times. */
function sourceOf(failures: number): PageSource {
  let left = failures
  const entries = [entry(1), entry(2)]
  return {
    keys: async () => [first],
    records: async () => [{ key: first, pages: [factsOf(first, entries, 1, [0, 0])] }],
    pages: async (keys) => keys.map(() => (left-- > 0 ? undefined : entries)),
    streams: async () => new Set([7]),
    folded: () => {},
    forget: () => {},
  }
}

const fold = (failures: number) =>
  foldStream(sourceOf(failures), [0, 0], { streamId: 7, writes: [entry(3)], damaged: [first] })

describe('what could not be read', () => {
  it('once is no damaged page when it goes into a fold', async () => {
    const made = await fold(1)
    expect(made.damaged).toEqual([])
    expect([...made.records.values()].map((record) => record?.pages[0]?.count)).toEqual([3])
  })

  it('twice is', async () => {
    const made = await fold(2)
    expect(made.damaged).toEqual([{ key: first, count: 2 }])
  })

  it('once is no lost row of the journal, and twice is', async () => {
    const { store } = await openTestStore()
    await store.commit([{ put: 'journal', key: 1, row: { writes: [entry(1)] } }])
    for (const [failures, size] of [
      [1, 1],
      [2, 0],
    ] as const) {
      let left: number = failures
      const failing: AccountStore = {
        ...store,
        async get(name, key) {
          if (left-- > 0) throw new StorageError('damaged', 'a passing fault')
          return await store.get(name, key)
        },
      }
      const lost: unknown[] = []
      const journal = await openJournal(failing, (damage) => lost.push(damage))
      expect(journal.size()).toBe(size)
      expect(lost).toHaveLength(1 - size)
    }
  })
})
