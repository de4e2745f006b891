import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { AccountStore } from '../../storage/accountStore.ts'
import { openTestStore } from '../../storage/testStore.ts'
import type { Jid } from '../../wire/jid.ts'
import { node } from '../../wire/node/node.ts'
import { type InboxStage, linkIn, openInbox } from '../../../e2e/node/inboxStage.ts'
import { createScriptedSender } from '../../../e2e/node/scriptedSender.ts'
import { seededRandom } from '../../platform/fakes.ts'
import { encoded, group, people, startMs } from '../../../e2e/node/talkRooms.ts'

const startSec = startMs / 1000
const stores: AccountStore[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

async function setUp() {
  const { store } = await openTestStore()
  stores.push(store)
  const { bundle } = await linkIn(store)
  const stage = await openInbox(store)
  const ann = await createScriptedSender(people.ann.lid, bundle(), seededRandom(4))
  return { ...stage, ann }
}

/** A message of one's own, as the outbox stores it. */
async function write({ work, book, content }: InboxStage, chat: Jid, id: string): Promise<void> {
  await work.run(async (unit) => {
    const ref = await book.chatOf(unit, chat)
    const envelope = { ref, chat, author: 'me', id, atMs: startMs, source: 'own' } as const
    await content.apply(unit, envelope, encoded({ conversation: id }))
  })
}

async function ticksOf({ work, book, log }: InboxStage, chat: Jid, id: string) {
  const found = await book.findChat(work.reader, chat)
  const message = found && (await log.find(work.reader, found.chatId, 'me', id))
  return message?.row.ticks
}

async function makeGroup({ work, book }: InboxStage): Promise<void> {
  await work.run(async (unit) => {
    const { chatId } = await book.chatOf(unit, group)
    const members = await Promise.all(
      [people.ann.lid, people.bob.lid].map(async (jid) => ({
        contactId: await book.contactOf(unit, jid),
        jid,
        role: 'member' as const,
      })),
    )
    const me = { contactId: await book.contactOf(unit, people.me.lid), jid: people.me.lid }
    await book.changeGroup(unit, chatId, () => ({
      jid: group,
      addressing: 'lid',
      members: [...members, { ...me, role: 'admin' }],
    }))
  })
}

const receipt = (from: Jid, id: string, attrs: Record<string, string> = {}) =>
  node('receipt', { id, from, t: String(startSec + 5), ...attrs })

describe('receipts of others', () => {
  it('only ever bring a message forward, in whatever order they come', async () => {
    const type = fc.constantFrom('', 'inactive', 'read', 'played')
    await fc.assert(
      fc.asyncProperty(fc.array(type, { minLength: 1, maxLength: 6 }), async (types) => {
        const stage = await setUp()
        await write(stage, people.ann.lid, 'M1')
        const order = ['sent', 'delivered', 'read', 'played']
        let farthest = 'pending'
        for (const one of types) {
          await stage.arrive(receipt(people.ann.lid, 'M1', one === '' ? {} : { type: one }))
          const step = one === 'read' || one === 'played' ? one : 'delivered'
          if (order.indexOf(step) > order.indexOf(farthest)) farthest = step
          expect(await ticksOf(stage, people.ann.lid, 'M1')).toBe(farthest)
        }
      }),
      { numRuns: 12 },
    )
  })

  it('count in a group once everybody has come so far, gathered ones too', async () => {
    const stage = await setUp()
    await makeGroup(stage)
    await write(stage, group, 'M1')
    await stage.arrive(receipt(group, 'M1', { participant: people.ann.lid, type: 'read' }))
    expect(await ticksOf(stage, group, 'M1')).toBe('sent')
    const user = node('user', { jid: people.bob.lid, t: String(startSec + 9) })
    const gathered = node('receipt', { id: 'x', from: group, type: 'read' }, [
      node('participants', { key: 'M1' }, [user]),
    ])
    await stage.arrive(gathered)
    expect(await ticksOf(stage, group, 'M1')).toBe('read')
    const chat = await stage.book.findChat(stage.work.reader, group)
    const found = await stage.log.find(stage.work.reader, chat?.chatId ?? 0, 'me', 'M1')
    const row = found && (await stage.work.reader.get('receipts', found.key))
    expect(row?.people.map(({ readMs }) => readMs)).toEqual([startMs + 5_000, startMs + 9_000])
  })

  it('wait for a message that another own device wrote', async () => {
    const stage = await setUp()
    await write(stage, people.ann.lid, 'M0')
    await stage.arrive(receipt(people.ann.lid, 'M1', { type: 'read' }))
    await write(stage, people.ann.lid, 'M1')
    expect(await ticksOf(stage, people.ann.lid, 'M1')).toBe('read')
  })

  it('of one person by two addresses are of one person', async () => {
    const stage = await setUp()
    await write(stage, people.ann.lid, 'M1')
    await stage.work.run((unit) => stage.book.learn(unit, people.ann.pn, people.ann.lid, 'strong'))
    await stage.arrive(receipt(people.ann.pn, 'M1', { type: 'read' }))
    expect(await ticksOf(stage, people.ann.lid, 'M1')).toBe('read')
  })

  it('that ask for another copy are the outbox’s', async () => {
    const stage = await setUp()
    const retry = receipt(people.ann.lid, 'M1', { type: 'retry' })
    await stage.arrive({ ...retry, content: [node('retry', { count: '1' })] })
    expect(stage.retries).toHaveLength(1)
  })
})

it('what another own device has read is read here', async () => {
  const stage = await setUp()
  for (const id of ['A1', 'A2', 'A3']) {
    const atSec = startSec + Number(id[1])
    await stage.arrive(stage.ann.direct({ conversation: id }, { id, atSec }))
  }
  const unread = async () => {
    const chat = await stage.book.findChat(stage.work.reader, people.ann.lid)
    return (await stage.book.chat(stage.work.reader, chat?.chatId ?? 0))?.row.unread
  }
  expect(await unread()).toBe(3)
  await stage.arrive(receipt(people.me.lid, 'A2', { type: 'read', recipient: people.ann.lid }))
  expect(await unread()).toBe(1)
})
