import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { createWork } from './createWork.ts'

interface Step {
  readonly act: 'add' | 'remove' | 'throw'
  readonly id: number
}

const step = fc.record<Step>({
  act: fc.constantFrom('add', 'add', 'remove', 'throw'),
  id: fc.integer({ min: 0, max: 4 }),
})

const stillClock = { now: () => 0, after: () => () => {} }

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))

describe('work with crashes', () => {
  it('keeps exactly what it said was done', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 6 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        async (bursts, fails) => {
          const { store, reopen } = await openTestStore()
          const list = [...fails]
          const shaky = (real: AccountStore): AccountStore => ({
            ...real,
            async commit(writes, expected) {
              if (list.shift() === true) throw new StorageError('unavailable', 'pulled out')
              await real.commit(writes, expected)
            },
          })
          let now: AccountStore = store
          const model = new Map<number, number>()
          for (const burst of bursts) {
            const work = createWork({ store: shaky(now), clock: stillClock, randomBytes })
            const outcomes = await Promise.allSettled(
              burst.map(({ act, id }) =>
                work.run(async (unit) => {
                  const atMs = ((await unit.get('drafts', id))?.atMs ?? 0) + 1
                  if (act === 'remove') unit.del('drafts', id)
                  else unit.put('drafts', id, { text: 'x', atMs })
                  if (act === 'throw') throw new Error('rolled back')
                  return atMs
                }),
              ),
            )
            for (const [at, outcome] of outcomes.entries()) {
              const { act, id } = burst[at] ?? { act: 'throw', id: 0 }
              if (outcome.status === 'rejected') continue
              const atMs = (model.get(id) ?? 0) + 1
              expect(outcome.value).toBe(atMs)
              if (act === 'remove') model.delete(id)
              else model.set(id, atMs)
            }
            // A new engine finds what the one before it was told.
            now = await reopen()
            const stored = await now.getAll('drafts')
            expect(new Map(stored.map(({ key, row }) => [key, row.atMs]))).toEqual(model)
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 30_000)
})
