import { describe, expect, it, vi } from 'vitest'
import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import type { ChatRow } from '../../storage/talkRows.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { createWork } from './createWork.ts'
import type { Change, UnitOfWork, Work } from './work.ts'

const chat = (unread: number): ChatRow => ({
  kind: 'direct',
  streams: [1],
  jid: '15550001111@s.whatsapp.net',
  sortMs: 1,
  unread,
  rev: 1,
})

const stillClock = { now: () => 0, after: () => () => {} }

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))

/** A store whose commits are counted and can be made to fail. */
async function setUp() {
  const { store, reopen } = await openTestStore()
  const commits: number[] = []
  let failure: StorageError | undefined
  const watched: AccountStore = {
    ...store,
    async commit(writes, expected) {
      if (failure !== undefined) throw failure
      commits.push(writes.length)
      await store.commit(writes, expected)
    },
  }
  let nowMs = 1_000
  const clock = { now: () => nowMs, after: () => () => {} }
  const work = createWork({ store: watched, clock, randomBytes })
  await work.run(async (unit) => unit.put('drafts', 1, { text: 'first', atMs: 1 }))
  commits.length = 0
  return {
    store,
    work,
    commits,
    reopen,
    pass: (ms: number) => (nowMs += ms),
    failWith: (cause: StorageError | undefined) => (failure = cause),
  }
}

const bump = (work: Work, id: number) =>
  work.run(async (unit) => {
    const unread = ((await unit.get('chats', id))?.unread ?? 0) + 1
    unit.put('chats', id, chat(unread))
    return unread
  })

describe('work', () => {
  it('stores what a unit wrote before it resolves', async () => {
    const { work, store } = await setUp()
    expect(await bump(work, 7)).toBe(1)
    expect(await store.get('chats', 7)).toEqual(chat(1))
    expect(await work.reader.get('chats', 7)).toEqual(chat(1))
  })

  it('puts all waiting units into one commit, and each sees those before it', async () => {
    const { work, commits } = await setUp()
    const answers = await Promise.all(Array.from({ length: 30 }, () => bump(work, 7)))
    expect(answers).toEqual(Array.from({ length: 30 }, (_, at) => at + 1))
    expect(commits).toEqual([1])
  })

  it('takes at most 50 units into one commit', async () => {
    const { work, commits } = await setUp()
    await Promise.all(Array.from({ length: 101 }, (_, at) => bump(work, at)))
    expect(commits).toEqual([50, 50, 1])
  })

  it('takes at most 20 ms of work into one commit', async () => {
    const { work, commits, pass } = await setUp()
    await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        work.run(async (unit) => {
          unit.put('chats', at, chat(1))
          pass(7)
        }),
      ),
    )
    expect(commits).toEqual([3, 3])
  })

  it('runs units one after another in their order', async () => {
    const { work } = await setUp()
    const steps: string[] = []
    const unit = (name: string) =>
      work.run(async (rows) => {
        steps.push(`${name} begins`)
        await rows.get('outbox', 1)
        steps.push(`${name} ends`)
      })
    await Promise.all([unit('a'), unit('b')])
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  })

  it('leaves nothing of a unit that throws, and everything of its neighbours', async () => {
    const { work, store, commits } = await setUp()
    const changes: Change[][] = []
    work.onChanges((some) => changes.push([...some]))
    const after = vi.fn()
    const failing = work.run(async (unit) => {
      unit.put('chats', 1, chat(99))
      unit.put('chats', 2, chat(99))
      unit.del('drafts', 1)
      unit.changedChat(2)
      unit.after(after)
      throw new Error('not this one')
    })
    const results = await Promise.allSettled([bump(work, 1), failing, bump(work, 1)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await store.get('chats', 1)).toEqual(chat(2))
    expect(await store.get('chats', 2)).toBeUndefined()
    expect(await store.get('drafts', 1)).toBeDefined()
    expect(commits).toHaveLength(1)
    expect(after).not.toHaveBeenCalled()
    expect(changes).toEqual([])
  })

  it('tells a unit that it failed only after the commit of those that it saw', async () => {
    const { work, store } = await setUp()
    const first = bump(work, 1)
    const second = work.run(async (unit) => {
      if ((await unit.get('chats', 1)) !== undefined) throw new Error('there already')
    })
    await expect(second).rejects.toThrow('there already')
    expect(await store.get('chats', 1)).toBeDefined()
    await first
  })

  it('refuses a message under a key that no page can have, and that unit alone', async () => {
    const { work } = await setUp()
    const put = (atMs: number) =>
      work.run(async (unit) =>
        unit.put('messages', [1, atMs, 1], { id: 'A', author: 'me', rev: 1 }),
      )
    const results = await Promise.allSettled([bump(work, 1), put(9e18), put(5), bump(work, 1)])
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(results[1]).toMatchObject({ reason: { code: 'bad-write' } })
    expect(await work.reader.get('messages', [1, 5, 1])).toBeDefined()
  })

  it('lets what must not be stored cost its own unit only', async () => {
    const { work, store, commits } = await setUp()
    const bad = work.run(async (unit) => {
      unit.put('chats', 1, chat(99))
      unit.put('drafts', 2, { text: 'no number', atMs: Number.NaN })
    })
    const results = await Promise.allSettled([bump(work, 1), bad, bump(work, 1), bump(work, 2)])
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(await store.get('chats', 1)).toEqual(chat(2))
    expect(await store.get('drafts', 2)).toBeUndefined()
    commits.length = 0
    await Promise.all([bump(work, 1), bump(work, 2)])
    expect(commits).toEqual([2])
  })

  it('keeps what is stored when it cannot be counted what waits for pages', async () => {
    const { store } = await openTestStore()
    let broken = false
    const errors: unknown[] = []
    const watched: AccountStore = {
      ...store,
      async get(name, key) {
        if (broken) throw new StorageError('unavailable', 'get: once')
        return await store.get(name, key)
      },
      async commit(...args) {
        await store.commit(...args)
        work.forget()
        broken = true
      },
    }
    const work = createWork({
      store: watched,
      clock: stillClock,
      randomBytes,
      onError: (cause) => errors.push(cause),
    })
    await work.run(async (unit) => unit.put('chats', 1, chat(1)))
    expect(errors).toMatchObject([{ code: 'unavailable' }])
    expect(await store.get('chats', 1)).toEqual(chat(1))
  })

  it('rejects every unit of a commit that fails, and goes on from what is stored', async () => {
    const { work, store, failWith } = await setUp()
    await bump(work, 1)
    failWith(new StorageError('quota', 'commit: no room'))
    const after = vi.fn()
    const results = await Promise.allSettled([
      bump(work, 1),
      work.run(async (unit) => {
        unit.after(after)
        throw new Error('own')
      }),
      bump(work, 2),
    ])
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'quota' } })
    }
    expect(after).not.toHaveBeenCalled()
    failWith(undefined)
    expect(await bump(work, 1)).toBe(2)
    expect(await store.get('chats', 2)).toBeUndefined()
  })

  it('does what comes after in order, once everything is stored, and before it resolves', async () => {
    const { work, commits } = await setUp()
    const steps: string[] = []
    const unit = async (name: string) => {
      await work.run(async (rows) => {
        rows.put('chats', 1, chat(1))
        rows.changedChat(1)
        rows.after(() => steps.push(`${name} after ${commits.length}`))
      })
      steps.push(`${name} resolved`)
    }
    work.onChanges((changes) => steps.push(`${changes.length} changes`))
    await Promise.all([unit('a'), unit('b')])
    expect(steps).toEqual(['a after 1', 'b after 1', '2 changes', 'a resolved', 'b resolved'])
  })

  it('commits nothing for units that only read', async () => {
    const { work, commits } = await setUp()
    expect(await work.run(async (unit) => (await unit.get('drafts', 1))?.text)).toBe('first')
    expect(commits).toEqual([])
  })

  it('cannot be used after its task has ended', async () => {
    const { work } = await setUp()
    let kept: UnitOfWork | undefined
    await work.run(async (unit) => {
      kept = unit
    })
    expect(() => kept?.put('chats', 1, chat(1))).toThrow('after its task had ended')
    await expect(kept?.get('chats', 1)).rejects.toMatchObject({ code: 'unit-over' })
  })

  it('fails once another engine took the conversations over', async () => {
    const { work, store } = await setUp()
    await bump(work, 1)
    const later = createWork({ store, clock: stillClock, randomBytes })
    expect(await bump(later, 1)).toBe(2)
    await expect(bump(work, 1)).rejects.toMatchObject({ code: 'conflict' })
    await expect(bump(work, 2)).rejects.toMatchObject({ code: 'conflict' })
    expect(await bump(later, 1)).toBe(3)
  })

  it('is idle when nothing runs or waits', async () => {
    const { work, commits } = await setUp()
    void bump(work, 1)
    void bump(work, 2)
    await work.idle()
    expect(commits).toEqual([2])
  })
})

describe('ranges of a unit', () => {
  const row = (id: string) => ({ id, author: 'me', rev: 1 }) as const

  it('see what was written in it and what earlier units of the same commit wrote', async () => {
    const { work } = await setUp()
    await work.run(async (unit) => {
      for (let at = 0; at < 10; at++) unit.put('messages', [1, at, 1], row(`stored ${at}`))
      unit.put('messages', [2, 5, 1], row('of another stream'))
    })
    const both = [
      work.run(async (unit) => {
        unit.del('messages', [1, 9, 1])
        unit.put('messages', [1, 4, 1], row('changed 4'))
        unit.put('messages', [1, 7, 2], row('between'))
      }),
      work.run(async (unit) => {
        unit.del('messages', [1, 8, 1])
        const newest = { from: [1, 0, 0], to: [2, 0, 0], newestFirst: true, limit: 5 } as const
        return (await unit.range('messages', newest)).map((found) => found.row.id)
      }),
    ] as const
    const [, ids] = await Promise.all(both)
    expect(ids).toEqual(['between', 'stored 7', 'stored 6', 'stored 5', 'changed 4'])
  })

  it('keep to their bounds', async () => {
    const { work } = await setUp()
    const ids = await work.run(async (unit) => {
      for (let at = 0; at < 6; at++) unit.put('messages', [1, at, 0], row(String(at)))
      const range = { from: [1, 1, 0], to: [1, 4, 0], openFrom: true, openTo: true } as const
      return (await unit.range('messages', range)).map((found) => found.row.id)
    })
    expect(ids).toEqual(['2', '3'])
  })

  it('read many rows in the order asked for', async () => {
    const { work } = await setUp()
    await bump(work, 1)
    const rows = await work.run(async (unit) => {
      unit.put('chats', 3, chat(3))
      return await unit.getMany('chats', [3, 2, 1])
    })
    expect(rows.map((found) => found?.unread)).toEqual([3, undefined, 1])
  })
})
