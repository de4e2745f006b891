import { expect, it } from 'vitest'
import type { TraceStep } from '../../bridge/trace.ts'
import { StorageError, type StorageErrorCode } from '../../storage/errors.ts'
import { chatsHead } from './chatsHead.ts'

function setUp(answer: string) {
  const steps: TraceStep[] = []
  const get = async () => {
    if (answer.startsWith('{')) return { json: answer } as never
    throw new StorageError(answer as StorageErrorCode, 'account')
  }
  return { steps, read: () => chatsHead({ get }, (step) => void steps.push(step)) }
}

it('gives the head that was kept', async () => {
  const { read, steps } = setUp('{"rows":[],"total":0,"unread":0}')
  expect(await read()).toEqual({ rows: [], total: 0, unread: 0 })
  expect(steps).toEqual([])
})

it.each(['damaged', '{'] as const)('takes %j for no head, and traces it', async (answer) => {
  const { read, steps } = setUp(answer)
  expect(await read()).toBeUndefined()
  expect(steps).toEqual([{ step: 'cache-unreadable', cache: 'chatsHead' }])
})

it('does not hide that the storage is closed', async () => {
  const { read, steps } = setUp('closed')
  await expect(read()).rejects.toMatchObject({ code: 'closed' })
  expect(steps).toEqual([])
})
