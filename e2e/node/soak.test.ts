import { expect, it, vi } from 'vitest'
import { runSoak } from './soak/soak.ts'

vi.setConfig({ testTimeout: 120_000 })

it('a session of 60 days, open three minutes a day, keeps its keys fresh', async () => {
  const { keys, steps, comparisons, failures, logins } = await runSoak({
    seed: 1,
    days: 60,
    lossesADay: 1,
    openMs: 180_000,
    takenADay: 6,
    preKeysPerUpload: 60,
    measuredAfter: [],
  })
  expect(failures).toEqual([])
  expect(keys.usedTwice).toEqual([])
  expect(keys.rotations).toBe(2)
  expect(steps.get('signed-prekey')).toBe(4)
  expect(keys.uploads).toBe(steps.get('prekeys-uploaded'))
  expect(keys.uploads).toBeGreaterThanOrEqual(6)
  expect(keys.offeredIds()).toHaveLength(60 * keys.uploads)
  expect(logins).toBe(120)
  expect(comparisons.get('none')).toBe(120)
  expect(steps.get('request-failed')).toBeUndefined()
})
