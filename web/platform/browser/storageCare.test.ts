import { expect, it } from 'vitest'
import { keepStorage, storageFacts } from './storageCare.ts'

const refused = () => Promise.reject(new TypeError('not now'))

it('asks only where there is no promise yet', async () => {
  let asked = 0
  const persist = async () => {
    asked += 1
    return true
  }
  expect(await keepStorage({ persisted: async () => true, persist })).toBe(true)
  expect(asked).toBe(0)
  expect(await keepStorage({ persisted: async () => false, persist })).toBe(true)
  expect(asked).toBe(1)
})

it('takes a refusal, an error and a browser that cannot be asked for no promise', async () => {
  expect(await keepStorage({ persisted: async () => false, persist: async () => false })).toBe(
    false,
  )
  expect(await keepStorage({ persisted: refused, persist: async () => true })).toBe(false)
  expect(await keepStorage({ persist: refused })).toBe(false)
  expect(await keepStorage({})).toBe(false)
})

it('tells what the browser tells, and leaves out the rest', async () => {
  const estimate = async () => ({ usage: 7, quota: 100 })
  expect(await storageFacts({ persisted: async () => true, estimate })).toEqual({
    kept: true,
    usedBytes: 7,
    quotaBytes: 100,
  })
  expect(await storageFacts({ persisted: refused, estimate: refused })).toEqual({
    kept: undefined,
    usedBytes: undefined,
    quotaBytes: undefined,
  })
  expect(await storageFacts({})).toEqual({
    kept: undefined,
    usedBytes: undefined,
    quotaBytes: undefined,
  })
})
