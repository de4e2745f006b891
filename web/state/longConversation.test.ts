import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { idleActions } from '../../e2e/gallery/idleActions.ts'
import { base } from '../../e2e/gallery/scene.ts'
import type { MessageView } from '../bridge/chatViews.ts'
import type { MessageAnchor, MessagePage, Query, QueryResult } from '../bridge/queries.ts'
import type { Actions } from './actions.ts'
import { type Conversation, createConversation } from './conversation.ts'
import { createMirror, type Mirror, withSnapshot } from './mirror.ts'

const count = 200_000

let newest: number
let oldest: number
let asks: number
let mirror: Mirror
let conversation: Conversation

const view = (number: number): MessageView => ({
  key: `m${number}`,
  chatId: 7,
  atMs: number,
  seq: number,
  rev: 1,
  fromMe: false,
  content: { kind: 'deleted', by: 'sender' },
  reactions: [],
  edited: false,
  starred: false,
})

/** What an engine answers that holds every number from `oldest` to `newest`. */
function pageAt(anchor: MessageAnchor, size: number): MessagePage {
  const at = 'key' in anchor ? Number(anchor.key.slice(1)) : 0
  const from = {
    latest: () => newest - size + 1,
    unread: () => newest - size + 1,
    before: () => at - size,
    after: () => at + 1,
    around: () => at - size / 2,
    date: () => ('ms' in anchor ? anchor.ms : 0) - size / 4,
  }[anchor.at]()
  const last = anchor.at === 'before' ? at - 1 : from + size - 1
  const [start, end] = [Math.max(oldest, from), Math.min(newest, last)]
  return {
    messages: Array.from({ length: Math.max(0, end - start + 1) }, (_, step) => view(start + step)),
    atStart: start <= oldest,
    atEnd: end >= newest,
  }
}

const actions: Actions = {
  ...idleActions,
  ask: (async (query: Query): Promise<QueryResult> => {
    if (query.ask !== 'messages') return { ok: false, error: { code: 'internal', remedy: 'no' } }
    asks += 1
    return { ok: true, answer: pageAt(query.anchor, query.count) }
  }) as Actions['ask'],
}

const rest = () => new Promise((done) => setImmediate(done))

const numbers = () => (conversation.getState().stretch.messages ?? []).map(({ seq }) => seq)

/** No gap, nothing twice, and never more than a bounded number. */
function expectWhole(): void {
  const all = numbers()
  expect(all.length).toBeLessThanOrEqual(860)
  expect(all).toEqual(all.map((_, at) => (all[0] ?? 0) + at))
}

beforeEach(async () => {
  newest = count
  oldest = 1
  asks = 0
  mirror = createMirror({ now: () => 0, after: () => () => {} })
  mirror.update((state) => withSnapshot(state, base, 0))
  conversation = createConversation(mirror, actions, 7)
  conversation.open()
  await rest()
})

describe('a conversation of 200,000 messages', () => {
  it('is scrolled from the newest to the oldest and back, without a gap and in a bounded room', async () => {
    while (!conversation.getState().stretch.atStart) {
      conversation.older()
      await rest()
      if (asks % 100 === 0) expectWhole()
    }
    expect(numbers()[0]).toBe(1)
    while (!conversation.getState().stretch.atEnd) {
      conversation.newer()
      await rest()
      if (asks % 100 === 0) expectWhole()
    }
    expect(numbers().at(-1)).toBe(count)
  }, 60_000)

  it('is whole however a person moves while messages come at both ends', async () => {
    const step = fc.constantFrom('older', 'newer', 'start', 'end', 'jump', 'live', 'past', 'rest')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        for (const one of steps) {
          if (one === 'older') conversation.older()
          else if (one === 'newer') conversation.newer()
          else if (one === 'start') conversation.toStart()
          else if (one === 'end') conversation.toLatest()
          else if (one === 'jump') void conversation.jumpTo(`m${oldest + 500 + asks}`)
          else if (one === 'rest') await rest()
          else {
            const next = one === 'live' ? (newest += 1) : (oldest -= 1)
            mirror.tell([{ type: 'messages', chatId: 7, changed: [view(next)], gone: [] }])
          }
          expectWhole()
        }
        await rest()
        conversation.toLatest()
        await rest()
        expect(numbers().at(-1)).toBe(newest)
      }),
      { numRuns: 60 },
    )
  })
})
