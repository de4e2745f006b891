import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MessageView } from '../bridge/chatViews.ts'
import type { PlainError } from '../bridge/errors.ts'
import type { MessageAnchor, MessagePage } from '../bridge/queries.ts'
import {
  emptyStretch,
  inOrder,
  type Part,
  type Stretch,
  withAsked,
  withHeard,
  withNothingAsked,
  withoutPage,
  withPage,
} from './conversationStretch.ts'

const gone: PlainError = { code: 'message-gone', remedy: 'no' }

function view(number: number, atMs: number, rev = 1): MessageView {
  return {
    key: `m${number}`,
    chatId: 1,
    atMs,
    seq: number,
    rev,
    fromMe: false,
    content: { kind: 'text', text: `${number}.${rev}`, mentions: [] },
    reactions: [],
    edited: false,
    starred: false,
  }
}

const page = (messages: readonly MessageView[], atStart = true, atEnd = true): MessagePage => ({
  messages,
  atStart,
  atEnd,
})

const opened = (answer: MessagePage): Stretch =>
  withPage(withAsked(emptyStretch, { id: 1, part: 'whole', anchor: { at: 'unread' } }), 1, answer)

const keysOf = ({ messages }: Stretch) => messages?.map(({ key }) => key)

/** What the engine stores and how it answers. */
function playedEngine() {
  const stored = new Map<string, MessageView>()
  const sorted = () => [...stored.values()].sort(inOrder)
  const answer = (anchor: MessageAnchor, count: number): MessagePage | undefined => {
    const all = sorted()
    const at = 'key' in anchor ? all.findIndex(({ key }) => key === anchor.key) : all.length
    if (at < 0) return undefined
    const [from, to] =
      anchor.at === 'after'
        ? [at + 1, at + 1 + count]
        : anchor.at === 'around'
          ? [at - Math.floor(count / 2), at + Math.ceil(count / 2)]
          : [at - count, at]
    const messages = all.slice(Math.max(0, from), to)
    return { messages, atStart: from <= 0, atEnd: to >= all.length }
  }
  return { stored, sorted, answer }
}

/** What the engine has between the ends of the stretch. */
function truthWithin(stretch: Stretch, all: readonly MessageView[]): readonly MessageView[] {
  const { messages = [], atStart, atEnd } = stretch
  const [first, last] = [messages[0], messages.at(-1)]
  return all.filter((one) => {
    const afterStart = atStart || (first !== undefined && inOrder(one, first) >= 0)
    const beforeEnd = atEnd || (last !== undefined && inOrder(one, last) <= 0)
    return afterStart && beforeEnd
  })
}

describe('a stretch of a conversation', () => {
  it('takes new messages at its end only where the conversation ends, too', () => {
    const next = view(9, 90)
    expect(keysOf(withHeard(opened(page([view(1, 10)])), [next], []))).toEqual(['m1', 'm9'])
    expect(keysOf(withHeard(opened(page([view(1, 10)], true, false)), [next], []))).toEqual(['m1'])
  })

  it('takes the newer view of a message, whatever comes first', () => {
    const [old, edited] = [view(1, 10), view(1, 10, 2)]
    const stretch = opened(page([edited]))
    expect(withHeard(stretch, [old], []).messages).toEqual([edited])
    expect(withHeard(opened(page([old])), [edited], []).messages).toEqual([edited])
  })

  it('does not bring back what went while a page was under way', () => {
    const asked = withAsked(emptyStretch, { id: 1, part: 'whole', anchor: { at: 'latest' } })
    const heard = withHeard(asked, [], ['m1'])
    expect(keysOf(withPage(heard, 1, page([view(1, 10), view(2, 20)])))).toEqual(['m2'])
  })

  it('forgets pages of a stretch that was replaced, and those of a dead engine', () => {
    const first = withAsked(opened(page([view(5, 50)], false)), {
      id: 2,
      part: 'older',
      anchor: { at: 'before', key: 'm5' },
    })
    const jumped = withAsked(first, { id: 3, part: 'whole', anchor: { at: 'latest' } })
    expect(withPage(jumped, 2, page([view(4, 40)]))).toBe(jumped)
    expect(keysOf(withPage(withNothingAsked(first), 2, page([view(4, 40)])))).toEqual(['m5'])
  })

  it('cuts its far end when it grows too long', () => {
    const long = Array.from({ length: 6 }, (_, at) => view(10 + at, 100 + at))
    const asked = withAsked(opened(page(long, false)), {
      id: 2,
      part: 'older',
      anchor: { at: 'before', key: 'm10' },
    })
    const grown = withPage(asked, 2, page([view(8, 8), view(9, 9)], true, false), 6)
    expect(keysOf(grown)).toEqual(['m8', 'm9', 'm10', 'm11', 'm12', 'm13'])
    expect(grown).toMatchObject({ atStart: true, atEnd: false })
  })

  it('leaves history that streams in above to a page once it is long', () => {
    const stretch = opened(page([view(50, 50), view(51, 51)]))
    const grown = withHeard(stretch, [view(1, 1), view(2, 2), view(3, 3)], [], 3)
    expect(keysOf(grown)).toEqual(['m3', 'm50', 'm51'])
    expect(grown.atStart).toBe(false)
  })

  it('ends equal to the engine, however answers and events interleave', () => {
    const step = fc.record({
      what: fc.constantFrom(
        'add',
        'add',
        'change',
        'remove',
        'ask',
        'ask',
        'answer',
        'hear',
        'page',
      ),
      number: fc.nat(30),
      part: fc.constantFrom<Part>('whole', 'older', 'older', 'newer'),
    })
    const longest = 12
    fc.assert(
      fc.property(fc.nat(20), fc.array(step, { maxLength: 120 }), (stock, steps) => {
        const engine = playedEngine()
        let count = 0
        const add = (atMs: number) => {
          count += 1
          const added = view(count, atMs)
          engine.stored.set(added.key, added)
          return added
        }
        for (let at = 0; at < stock; at += 1) add(at * 2)
        let stretch = emptyStretch
        let asks = 0
        const unheard: { changed: MessageView[]; gone: string[] }[] = []
        const open: { id: number; anchor: MessageAnchor }[] = []
        const answered: { id: number; page: MessagePage | undefined }[] = []

        const ask = (part: Part, number: number) => {
          const { messages = [] } = stretch
          const [first, last] = [messages[0], messages.at(-1)]
          if (part !== 'whole' && (first === undefined || last === undefined)) return
          if (part !== 'whole' && stretch.asked.length > 0) return
          const anchor: MessageAnchor =
            part === 'older' && first !== undefined
              ? { at: 'before', key: first.key }
              : part === 'newer' && last !== undefined
                ? { at: 'after', key: last.key }
                : number % 2 === 0
                  ? { at: 'latest' }
                  : { at: 'around', key: `m${number}` }
          asks += 1
          stretch = withAsked(stretch, { id: asks, part, anchor })
          open.push({ id: asks, anchor })
        }
        const compute = (number: number) => {
          const [question] = open.splice(number % Math.max(1, open.length), 1)
          if (question === undefined) return
          answered.push({ id: question.id, page: engine.answer(question.anchor, 5) })
        }
        const deliver = (number: number) => {
          const [answer] = answered.splice(number % Math.max(1, answered.length), 1)
          if (answer === undefined) return
          stretch =
            answer.page === undefined
              ? withoutPage(stretch, answer.id, gone)
              : withPage(stretch, answer.id, answer.page, longest)
        }
        const hear = () => {
          const event = unheard.shift()
          if (event !== undefined) stretch = withHeard(stretch, event.changed, event.gone, longest)
        }

        for (const { what, number, part } of steps) {
          const known = engine.sorted()[number % Math.max(1, engine.stored.size)]
          if (what === 'add') unheard.push({ changed: [add(number * 2 + 1)], gone: [] })
          if (what === 'ask') ask(part, number)
          if (what === 'answer') compute(number)
          if (what === 'page') deliver(number)
          if (what === 'hear') hear()
          if (known === undefined) continue
          if (what === 'change') {
            const next = { ...view(known.seq, known.atMs, known.rev + 1) }
            engine.stored.set(next.key, next)
            unheard.push({ changed: [next], gone: [] })
          }
          if (what === 'remove') {
            engine.stored.delete(known.key)
            unheard.push({ changed: [], gone: [known.key] })
          }
        }
        while (open.length > 0) compute(0)
        while (unheard.length > 0 || answered.length > 0) {
          hear()
          deliver(1)
        }
        if (stretch.messages === undefined) return
        expect(stretch.messages).toEqual(truthWithin(stretch, engine.sorted()))
      }),
      { numRuns: 2000 },
    )
  })
})
