import { describe, expect, it } from 'vitest'
import { openTestStore } from '../../storage/testStore.ts'
import { createWork } from '../work/createWork.ts'
import { nextId, nextIds } from './ids.ts'

async function open() {
  const { store } = await openTestStore()
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const clock = { now: () => 0, after: () => () => {} }
  return createWork({ store, clock, randomBytes })
}

describe('numbers of messages', () => {
  it('go up for live ones, and down for those of history, which lie before them', async () => {
    const work = await open()
    const live = await work.run((unit) => nextIds(unit, 'seq', 2))
    expect(await work.run((unit) => nextId(unit, 'seq'))).toBe(live + 2)
    const history = await work.run((unit) => nextIds(unit, 'historySeq', 500))
    expect(history).toBe(live - 1)
    expect(await work.run((unit) => nextId(unit, 'historySeq'))).toBe(history - 500)
  })

  it('go on where an older build, which counted from 1, would lie before all history', async () => {
    const work = await open()
    const before = {
      chat: 3,
      stream: 3,
      contact: 9,
      seq: 77,
      expiry: 1,
      outbox: 1,
      historyChunk: 1,
    }
    await work.run(async (unit) => unit.put('account', 'ids', before))
    expect(await work.run((unit) => nextId(unit, 'seq'))).toBe(2 ** 40)
    expect(await work.run((unit) => nextId(unit, 'seq'))).toBe(2 ** 40 + 1)
    expect(await work.run((unit) => nextId(unit, 'chat'))).toBe(3)
  })
})
