import { expect, it, vi } from 'vitest'
import { runChaos } from './chaos/chaos.ts'

vi.setConfig({ testTimeout: 300_000 })

/** A part of `npm run chaos`: each window and each fault, in other pairs than their first ones. */
const SEEDS = Array.from({ length: 30 }, (_, at) => at * 11)

it('30 sessions, each disturbed at another point, end linked or cleanly unlinked', async () => {
  const said: string[] = []
  const { failed, reports } = await runChaos(SEEDS, (line) => void said.push(line))
  expect(said).toEqual([])
  expect(failed).toEqual([])
  expect(reports.filter(({ struck }) => struck).length).toBeGreaterThan(SEEDS.length / 2)
})
