import { expect, it, vi } from 'vitest'
import { longRun } from './longRun.ts'

vi.setConfig({ testTimeout: 300_000 })

it('15 sessions, each disturbed at another point, end linked or cleanly unlinked', async () => {
  // Eleven apart: each window and each fault, in pairs other than the first ones.
  const { code, output } = await longRun('chaos', ['--sessions', '15', '--stride', '22'])
  expect(output).toMatch(/15 sessions: .* 0 failed/)
  expect(code).toBe(0)
})
