import { expect, it, vi } from 'vitest'
import { longRun } from './longRun.ts'

vi.setConfig({ testTimeout: 300_000 })

it('an engine that is stopped 30 times while messages come and go loses and doubles none', async () => {
  const { code, output } = await longRun('talkChaos', ['--stops', '30'])
  expect(output).toMatch(/30 stops: 0 lost, doubled or wrong/)
  expect(code).toBe(0)
})
