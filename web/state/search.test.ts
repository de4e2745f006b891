import { beforeEach, describe, expect, it } from 'vitest'
import { idleActions } from '../../e2e/gallery/idleActions.ts'
import type { SearchHit, SearchPart } from '../bridge/archive.ts'
import type { ChatRowView, PersonView } from '../bridge/chatViews.ts'
import type { Query, QueryResult } from '../bridge/queries.ts'
import type { Actions } from './actions.ts'
import { createMirror, type Mirror } from './mirror.ts'
import { createSearch, mostHits, type Search } from './search.ts'

interface Asked {
  readonly query: Extract<Query, { ask: 'search' }>
  answer(result: QueryResult): void
}

const hit = (number: number): SearchHit => ({
  key: `m${number}`,
  chat: { chatId: 7 } as ChatRowView,
  author: { contactId: 2 } as PersonView,
  atMs: number,
  kind: 'text',
  snippet: 'boat',
  marks: [[0, 4]],
})

const hits = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => hit(from - at))

let asked: Asked[]
let timers: (() => void)[]
let mirror: Mirror
let search: Search
let close: () => void

const actions: Actions = {
  ...idleActions,
  ask: ((query: Query) =>
    new Promise<QueryResult>((answer) => {
      if (query.ask === 'search') asked.push({ query, answer })
    })) as Actions['ask'],
}

const passTime = (): void => {
  for (const timer of timers.splice(0)) timer()
}

async function answer(part: Partial<SearchPart>, at = asked.length - 1): Promise<void> {
  asked[at]?.answer({ ok: true, answer: { hits: [], unindexed: 0, ...part } })
  await new Promise((done) => setImmediate(done))
}

async function fail(code: 'internal' | 'message-gone'): Promise<void> {
  asked.at(-1)?.answer({ ok: false, error: { code, remedy: 'now' } })
  await new Promise((done) => setImmediate(done))
}

const keys = () => search.getState().hits.map(({ key }) => key)

beforeEach(() => {
  asked = []
  timers = []
  const clock = {
    now: () => 0,
    after: (_delayMs: number, task: () => void) => {
      timers.push(task)
      return () => {
        timers = timers.filter((one) => one !== task)
      }
    },
  }
  mirror = createMirror(clock)
  search = createSearch(mirror, actions, clock)
  close = search.open()
})

describe('a search', () => {
  it('waits for a rest in the typing, and asks once', () => {
    search.setWish({ text: 'b' })
    search.setWish({ text: 'bo' })
    search.setWish({ text: 'boat' })
    expect(asked).toHaveLength(0)
    passTime()
    expect(asked.map(({ query }) => query.wish.text)).toEqual(['boat'])
    expect(search.getState().at).toBe('looking')
  })

  it('shows hits while it looks on, part after part, also after empty ones', async () => {
    search.setWish({ text: 'boat' })
    passTime()
    await answer({ hits: hits(90, 2), next: 'a', unindexed: 12 })
    expect(keys()).toEqual(['m90', 'm89'])
    expect(search.getState()).toMatchObject({ at: 'looking', unindexed: 12, fresh: true })
    await answer({ next: 'b' })
    expect(asked.at(-1)?.query.next).toBe('b')
    await answer({ hits: [hit(89), hit(70)] })
    expect(keys()).toEqual(['m90', 'm89', 'm70'])
    expect(search.getState().at).toBe('done')
  })

  it('rests when there are enough, and goes on when they are wanted', async () => {
    search.setWish({ text: 'boat' })
    passTime()
    await answer({ hits: hits(900, 30), next: 'a' })
    await answer({ hits: hits(870, 30), next: 'b' })
    expect(search.getState()).toMatchObject({ at: 'more' })
    expect(asked).toHaveLength(2)
    search.reach(20)
    expect(asked.at(-1)?.query.next).toBe('b')
    search.reach(25)
    expect(asked).toHaveLength(3)
  })

  it('looks on until a certain message is found', async () => {
    search.setWish({ text: 'boat' })
    passTime()
    await answer({ hits: hits(900, 60), next: 'a' })
    search.reachKey('m800')
    await answer({ hits: hits(840, 30), next: 'b' })
    expect(search.getState().at).toBe('looking')
    await answer({ hits: hits(810, 30), next: 'c' })
    expect(search.getState().at).toBe('more')
  })

  it('keeps the hits of the wish before until the next one is answered', async () => {
    search.setWish({ text: 'boat' })
    passTime()
    await answer({ hits: hits(9, 2) })
    search.setWish({ text: 'boats' })
    passTime()
    expect(keys()).toEqual(['m9', 'm8'])
    expect(search.getState()).toMatchObject({ fresh: false, at: 'looking' })
    await answer({ hits: [] })
    expect(search.getState()).toMatchObject({ hits: [], fresh: true, at: 'done' })
  })

  it('takes no answer to a wish that is gone', async () => {
    search.setWish({ text: 'boat' })
    passTime()
    search.setWish({ text: 'train' })
    passTime()
    await answer({ hits: hits(5, 1) })
    await answer({ hits: hits(9, 2), next: 'a' }, 0)
    expect(keys()).toEqual(['m5'])
    expect(asked).toHaveLength(2)
    search.setWish(undefined)
    expect(search.getState()).toMatchObject({ wish: undefined, hits: [], at: 'done' })
  })

  it('tells a failure and tries again; a lost place is begun anew', async () => {
    search.setWish({ text: 'boat' })
    passTime()
    await fail('internal')
    expect(search.getState().at).toBe('failed')
    search.again()
    await answer({ hits: hits(9, 1), next: 'a' })
    await fail('message-gone')
    expect(asked.at(-1)?.query.next).toBeUndefined()
    await answer({ hits: hits(9, 2) })
    expect(keys()).toEqual(['m9', 'm8'])
  })

  it('asks another engine from the beginning, and stops when it is closed', async () => {
    search.setWish({ text: 'boat' })
    passTime()
    mirror.tell('snapshot')
    expect(asked).toHaveLength(2)
    await answer({ hits: hits(9, 1), next: 'a' }, 0)
    expect(keys()).toEqual([])
    close()
    await answer({ hits: hits(9, 1), next: 'a' })
    expect(asked).toHaveLength(2)
    expect(search.getState().wish).toBeUndefined()
  })

  it('is bounded', async () => {
    search.setWish({ text: 'a' })
    passTime()
    search.reach(5000)
    for (let from = 5000; search.getState().at === 'looking'; from -= 100) {
      await answer({ hits: hits(from, 100), next: 'a' })
    }
    expect(search.getState()).toMatchObject({ at: 'done' })
    expect(keys()).toHaveLength(mostHits)
  })
})
