import { expect, it } from 'vitest'
import type { EngineEvent } from '../../bridge/contract.ts'
import { makeJid } from '../../wire/jid.ts'
import { node, type WireNode } from '../../wire/node/node.ts'
import type { Book } from '../chats/book.ts'
import { manualClock } from '../../platform/fakes.ts'
import type { RowReader } from '../work/work.ts'
import { createActivity } from './activity.ts'

const ida = makeJid('1111', 'lid')
const group = makeJid('120363000000000001', 'g.us')
const token = Uint8Array.of(1, 2, 3)

function setUp() {
  const clock = manualClock()
  const told: EngineEvent[] = []
  const sent: WireNode[] = []
  const chats = new Map([
    [ida, 1],
    [group, 2],
  ])
  const book = {
    findChat: async (_rows: RowReader, jid: string) => {
      const chatId = chats.get(jid as typeof ida)
      return chatId === undefined ? undefined : { chatId, streamId: chatId }
    },
    findContact: async (_rows: RowReader, jid: string) => (jid === ida ? 7 : undefined),
    chat: async (_rows: RowReader, chatId: number) => ({
      chatId,
      row:
        chatId === 1 ? { kind: 'direct', jid: ida, contactId: 7 } : { kind: 'group', jid: group },
    }),
    contact: async () => ({
      contactId: 7,
      row: { names: {}, rev: 1, tcToken: { token, atSec: 1 } },
    }),
  } as unknown as Book
  const state = { available: true }
  const activity = createActivity({
    clock,
    book,
    reader: {} as RowReader,
    person: async (contactId) => ({ contactId, name: 'Ida', nameSource: 'push', isMe: false }),
    line: () => ({
      send: (stanza) => sent.push(stanza) > 0,
      isOpen: () => true,
      request: () => Promise.reject(new Error('asks nothing')),
    }),
    available: () => state.available,
    tell: (...events) => told.push(...events),
  })
  return { clock, told, sent, activity, state, newest: () => told.at(-1) }
}

const typingIn = (chat: string, attrs: Record<string, string> = {}, media = {}) =>
  node('chatstate', { from: chat, ...attrs }, [node('composing', media)])

it('tells who types, and that they stopped when nothing more is heard for 25 s', async () => {
  const { activity, clock, newest, told } = setUp()
  expect(await activity.take(typingIn(ida))).toBe(true)
  expect(newest()).toMatchObject({ activity: { chatId: 1, typing: [{ audio: false }] } })
  await clock.advance(20_000)
  await activity.take(typingIn(ida, {}, { media: 'audio' }))
  expect(newest()).toMatchObject({
    activity: { typing: [{ person: { name: 'Ida' }, audio: true }] },
  })
  await clock.advance(24_999)
  expect(told).toHaveLength(2)
  await clock.advance(1)
  expect(newest()).toEqual({ type: 'activity', activity: { chatId: 1, typing: [] } })
})

it('ends the typing of who paused or wrote, and says nothing of others', async () => {
  const { activity, newest, told } = setUp()
  await activity.take(typingIn(group, { participant: ida }))
  expect(newest()).toMatchObject({
    activity: { chatId: 2, typing: [{ person: { contactId: 7 } }] },
  })
  await activity.take(node('chatstate', { from: group, participant: ida }, [node('paused')]))
  expect(newest()).toMatchObject({ activity: { chatId: 2, typing: [] } })
  activity.wrote(2, 7)
  await activity.take(typingIn(makeJid('9999', 'lid')))
  expect(told).toHaveLength(2)
})

it('tells who is there and when they were last, unless that is hidden', async () => {
  const { activity, newest } = setUp()
  await activity.take(node('presence', { from: ida }))
  expect(newest()).toMatchObject({ activity: { presence: { at: 'online' } } })
  await activity.take(node('presence', { from: ida, type: 'unavailable', last: '1700000000' }))
  expect(newest()).toMatchObject({
    activity: { presence: { at: 'away', lastSeenMs: 1_700_000_000_000 } },
  })
  await activity.take(node('presence', { from: ida, type: 'unavailable', last: 'deny' }))
  expect(newest()).toEqual({
    type: 'activity',
    activity: { chatId: 1, typing: [], presence: { at: 'away' } },
  })
})

it('subscribes once a connection to the people of shown chats, with their token, when available', async () => {
  const { activity, sent, state } = setUp()
  state.available = false
  await activity.watch('window', [1, 2])
  expect(sent).toEqual([])
  state.available = true
  await activity.subscribe()
  await activity.watch('other', [1])
  expect(sent).toEqual([
    node('presence', { type: 'subscribe', to: ida }, [node('tctoken', {}, token)]),
  ])
  activity.lost()
  await activity.subscribe()
  expect(sent).toHaveLength(2)
})

it('forgets what was told when the connection is lost', async () => {
  const { activity, clock, newest, told } = setUp()
  await activity.take(typingIn(ida))
  await activity.take(node('presence', { from: ida }))
  activity.lost()
  expect(newest()).toEqual({ type: 'activity', activity: { chatId: 1, typing: [] } })
  const count = told.length
  await clock.advance(60_000)
  expect(told).toHaveLength(count)
})
