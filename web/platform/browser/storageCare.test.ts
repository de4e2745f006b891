import { expect, it } from 'vitest'
import { keepStorage, onceSeen, storageFacts } from './storageCare.ts'

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

it('asks at once on a page that is seen, and on a hidden one when it is shown next, once', () => {
  const page = Object.assign(new EventTarget(), {
    visibilityState: 'visible' as 'hidden' | 'visible',
  })
  const turn = (state: 'hidden' | 'visible') => {
    page.visibilityState = state
    page.dispatchEvent(new Event('visibilitychange'))
  }
  let asked = 0
  const ask = () => {
    asked += 1
  }
  onceSeen(page, ask)
  expect(asked).toBe(1)
  turn('hidden')
  turn('visible')
  expect(asked).toBe(1)

  turn('hidden')
  onceSeen(page, ask)
  page.dispatchEvent(new Event('visibilitychange'))
  expect(asked).toBe(1)
  turn('visible')
  expect(asked).toBe(2)
  turn('hidden')
  turn('visible')
  expect(asked).toBe(2)
})
