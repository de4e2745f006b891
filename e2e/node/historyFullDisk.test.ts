import { expect, it } from 'vitest'
import type { AccountStore } from '../../web/storage/accountStore.ts'
import { StorageError } from '../../web/storage/errors.ts'
import { historyThrough, linkFirst, phoneOf } from './pastRooms.ts'
import { comparePast } from './storedPast.ts'
import { buildTown } from './town.ts'

it('a disk that is full again and again while history comes costs no message', async () => {
  const history = { chats: 15, messages: 60, chunkMessages: 150 }
  const town = await buildTown(3, { people: { history, seed: 3 } })
  let commits = 0
  let refused = 0
  const guard = (store: AccountStore): AccountStore => ({
    ...store,
    async commit(writes, expected, durability) {
      const isHistory = writes.some((write) => 'put' in write && write.put === 'historyChunks')
      if (isHistory) commits += 1
      if (isHistory && commits % 5 === 3) {
        refused += 1
        throw new StorageError('quota', 'no room')
      }
      await store.commit(writes, expected, durability)
    },
  })
  const browser = town.browser({ guard })
  const running = await linkFirst(town, browser)
  await historyThrough(town, running, 3_000)
  await running.engine.retire()
  expect(refused).toBeGreaterThan(1)
  const record = town.people.past(phoneOf(town.people))
  if (record === undefined) throw new Error('no past')
  const store = await browser.openStore()
  const { problems, lines } = await comparePast(store, record, { nowMs: town.clock.now() })
  store.close()
  expect(problems).toEqual([])
  expect(lines).toBeGreaterThan(800)
}, 240_000)
