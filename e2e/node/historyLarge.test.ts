import { expect, it } from 'vitest'
import type { HistoryWish } from '../../server/phone/history/wish.ts'
import { historyThrough, linkFirst, phoneOf } from './pastRooms.ts'
import { comparePast } from './storedPast.ts'
import { buildTown } from './town.ts'

const wish: HistoryWish = {
  chats: 300,
  messages: 67,
  longest: 4000,
  chunkMessages: 2500,
}

/** Links a companion and compares what it has stored in the end with what the phone told. */
async function linkedAndCompared(history: HistoryWish, seed: number, trick?: 'chunks-twice') {
  const town = await buildTown(seed, { people: { history, seed } })
  const phone = phoneOf(town.people)
  if (trick !== undefined) town.people.trick(phone, trick, 100)
  const browser = town.browser()
  const running = await linkFirst(town, browser)
  await historyThrough(town, running)
  await running.engine.retire()
  const record = town.people.past(phone)
  if (record === undefined) throw new Error('no past')
  const store = await browser.openStore()
  const compared = await comparePast(store, record, { nowMs: town.clock.now() })
  store.close()
  expect(town.service.view().failures).toEqual([])
  return { ...compared, counts: record.counts }
}

it('an account of 300 chats and 20,000 messages arrives whole, once and in order', async () => {
  const { problems, lines, chats, counts } = await linkedAndCompared(wish, 1)
  expect(problems).toEqual([])
  expect(chats).toBe(300)
  expect(counts.messages).toBe(300 * 67)
  // The others are about other messages, say nothing, or are gone.
  expect(lines).toBeGreaterThan(18_000)
}, 240_000)

it('pieces in any order, some twice, each chunk twice, the older half as FULL: the same', async () => {
  const disorder = {
    ...wish,
    messages: 12,
    longest: 900,
    shuffled: true,
    duplicates: 0.3,
    full: true,
  }
  const { problems, lines } = await linkedAndCompared(disorder, 2, 'chunks-twice')
  // Of one second, the order in which they came is all that a companion can know.
  expect(problems.filter((text) => !text.includes('out of order'))).toEqual([])
  expect(lines).toBeGreaterThan(3000)
}, 240_000)
