import { expect, it } from 'vitest'
import type { BanRow } from '../../storage/rows.ts'
import { manualClock, seededRandom } from '../../platform/fakes.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { loadFacts } from './accountFacts.ts'
import { createBeforeDial } from './beforeDial.ts'

const startMs = 1_767_225_600_000
const YEAR_MS = 31_536_000_000

async function holdOf(ban: BanRow) {
  const { store } = await openTestStore()
  const facts = await loadFacts(store)
  await facts.change(() => ({ ban }))
  const clock = manualClock(startMs)
  return createBeforeDial({ clock, randomBytes: seededRandom(1), facts, trace() {} }).hold()
}

it('nobody dials before a ban is over', async () => {
  const untilMs = startMs + 600_000
  const details = { reason: 402, code: 101, expireSec: 600 }
  const held = { untilMs, error: { code: 'banned', details } }
  expect(await holdOf({ sinceMs: startMs, untilMs, code: 101 })).toMatchObject(held)
  expect(await holdOf({ untilMs, code: 101 })).toMatchObject(held)
  expect(await holdOf({ sinceMs: startMs - 2, untilMs: startMs, code: 101 })).toBeUndefined()
})

it('a ban that was stored by a clock far ahead holds nobody up', async () => {
  const sinceMs = startMs + YEAR_MS
  expect(await holdOf({ sinceMs, untilMs: sinceMs + 600_000, code: 101 })).toBeUndefined()
})
