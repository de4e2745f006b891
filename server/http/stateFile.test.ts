import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStateFile } from './stateFile.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moonlet-state-'))
  path = join(folder, 'deep/state.json')
})
afterEach(() => rm(folder, { recursive: true }))

it('keeps parts apart in one file and leaves nothing else behind', async () => {
  const file = await openStateFile(path)
  const one = file.part('one')
  const two = file.part('two')
  expect(await one.load()).toBeUndefined()
  await Promise.all([one.save({ n: 1 }), two.save(['x']), one.save({ n: 2 })])
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ one: { n: 2 }, two: ['x'] })
  expect(await readdir(join(folder, 'deep'))).toEqual(['state.json'])

  const again = await openStateFile(path)
  expect(await again.part('one').load()).toEqual({ n: 2 })
  expect(await again.part('two').load()).toEqual(['x'])
})

it('tells a failed save to its caller and tries the next one', async () => {
  const file = await openStateFile(path)
  const part = file.part('part')
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  await expect(part.save(cycle)).rejects.toThrow()
  await part.save({ good: true })
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ part: { good: true } })
})
