import { expect, it, vi } from 'vitest'
import { longRun } from './longRun.ts'

vi.setConfig({ testTimeout: 300_000 })

it('a session of 60 days, open three minutes a day, keeps its keys fresh', async () => {
  const { code, output } = await longRun('soak', ['--small'])
  expect(output).toContain('7 uploads, 420 one-time keys, 2 rotations')
  expect(output).not.toContain('NOT MET')
  expect(code).toBe(0)
})
