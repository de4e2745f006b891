import { afterEach, describe, expect, it } from 'vitest'
import type { AccountStore } from '../../storage/accountStore.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { node } from '../../wire/node/node.ts'
import { type InboxStage, linkIn, openInbox } from '../../../e2e/node/inboxStage.ts'
import { people, startMs } from '../../../e2e/node/talkRooms.ts'

const stores: AccountStore[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

async function setUp() {
  const { store } = await openTestStore()
  stores.push(store)
  await linkIn(store)
  return openInbox(store)
}

const call = (id: string, inner: ReturnType<typeof node>, attrs: Record<string, string> = {}) =>
  node('call', { id, from: people.ann.lid, t: String(startMs / 1000), ...attrs }, [inner])
const about = { 'call-id': 'C1', 'call-creator': people.ann.lid }
const offer = call('1', node('offer', about, [node('video')]))
const end = (reason: string, id = '2') => call(id, node('terminate', { ...about, reason }))
const missed = { what: 'missed-call', video: true, group: false }

/** The lines of the caller's conversation, when nothing rings any more. */
async function lines(stage: InboxStage) {
  await stage.clock.advance(60_000)
  await stage.inbox.idle()
  const chat = await stage.book.findChat(stage.work.reader, people.ann.lid)
  const rows = await stage.log.older(stage.work.reader, chat?.chatId ?? 0, 10)
  expect(stage.broken).toEqual([])
  return rows.map(({ row }) => row.system)
}

describe('a call', () => {
  it('that nobody takes is a line of its conversation, once', async () => {
    const stage = await setUp()
    await stage.arrive(offer)
    expect(stage.sent).toEqual([
      node('receipt', { id: '1', to: people.ann.lid }, [node('offer', about)]),
    ])
    await stage.arrive(end('timeout'))
    expect(await lines(stage)).toEqual([missed])
  })

  it('that ends before its offer is stored is a line at once', async () => {
    const stage = await setUp()
    await stage.arrive(offer, end('timeout'))
    const chat = await stage.book.findChat(stage.work.reader, people.ann.lid)
    expect(await stage.log.older(stage.work.reader, chat?.chatId ?? 0, 10)).toHaveLength(1)
    expect(await lines(stage)).toEqual([missed])
  })

  it('of which only the end is heard, since this engine began later, is a line too', async () => {
    const stage = await setUp()
    await stage.arrive(end('timeout'), end('timeout', '3'))
    expect(await lines(stage)).toEqual([{ ...missed, video: false }])
  })

  it('whose end is never told is a line after a minute', async () => {
    const stage = await setUp()
    await stage.arrive(offer)
    expect(await lines(stage)).toEqual([missed])
  })

  it.each(['accept', 'reject'])('that another own device hears is none: %s', async (tag) => {
    const stage = await setUp()
    await stage.arrive(offer, call('2', node(tag, about)), end('busy', '3'))
    expect(await lines(stage)).toEqual([])
  })

  it('that ends because it was taken elsewhere is none', async () => {
    const stage = await setUp()
    await stage.arrive(offer, end('accepted_elsewhere'))
    expect(await lines(stage)).toEqual([])
  })

  it('from the queue is one that was missed', async () => {
    const stage = await setUp()
    await stage.arrive(call('3', node('offer', about), { offline: '1' }))
    expect(await lines(stage)).toEqual([{ ...missed, video: false }])
  })
})
