import { describe, expect, it } from 'vitest'
import { openPagesStage, said } from '../../../e2e/node/pagesStage.ts'
import { settle } from '../../platform/fakes.ts'
import type { FoldedChange } from './foldStream.ts'
import { tombstone } from './tombstone.ts'

const times = (count: number, from = 1) => Array.from({ length: count }, (_, at) => from + at)

const whole = (streamId: number) =>
  ({ from: [streamId, 0, 0], to: [streamId, Number.MAX_SAFE_INTEGER, 0] }) as const

describe('the journal', () => {
  it('takes what few messages changed, and goes into pages after five idle seconds', async () => {
    const stage = await openPagesStage()
    await stage.put(7, [1, 2])
    expect(stage.commits.at(-1)).toEqual({ journal: 1 })
    await stage.clock.advance(4_000)
    await stage.put(7, [3])
    await stage.clock.advance(4_000)
    expect(await stage.store.count('journal')).toBe(2)
    await stage.clock.advance(1_500)
    await stage.work.idle()
    expect(await stage.store.count('journal')).toBe(0)
    expect(await stage.store.count('pages')).toBe(1)
    expect(await stage.ids(7)).toEqual(['M0', 'M1', 'M0'])
  })

  it('goes into pages when fifty changes have gathered, without waiting', async () => {
    const stage = await openPagesStage()
    for (let at = 0; at < 50; at++) await stage.put(7, [at])
    await stage.work.idle()
    expect(await stage.store.count('journal')).toBe(0)
    expect(await stage.ids(7)).toHaveLength(50)
  })

  it('is not put off by traffic for longer than half a minute, with a removal five seconds', async () => {
    const stage = await openPagesStage()
    const traffic = async (forMs: number) => {
      for (let passed = 0; passed < forMs; passed += 2_000) {
        await stage.clock.advance(2_000)
        await stage.put(9, [passed], 'more')
      }
      await stage.work.idle()
    }
    await stage.put(7, [1])
    await traffic(20_000)
    expect(await stage.store.count('pages')).toBe(0)
    await traffic(12_000)
    expect(await stage.store.count('pages')).toBe(2)
    await stage.work.run(async (unit) => unit.put('messages', [7, 1, 0], tombstone('M0', 'me')))
    await traffic(6_000)
    expect(await stage.ids(7)).toEqual([])
    expect(
      (await stage.store.getAll('journal')).flatMap(({ row }) => row.writes),
    ).not.toContainEqual(expect.objectContaining({ key: [7, 1, 0] }))
  })

  it('is read back by the next engine, which brings it into pages', async () => {
    const stage = await openPagesStage()
    await stage.put(7, [1, 2])
    await stage.work.run(async (unit) => unit.del('messages', [7, 2, 1]))
    await stage.reopen()
    await stage.work.own()
    expect(await stage.ids(7)).toEqual(['M0'])
    await stage.fold()
    expect(await stage.store.count('journal')).toBe(0)
    expect(await stage.ids(7)).toEqual(['M0'])
  })

  it('stays when the fold cannot be stored, and goes later', async () => {
    const stage = await openPagesStage()
    await stage.put(7, [1])
    stage.pull(true)
    await stage.fold()
    expect(await stage.store.count('journal')).toBe(1)
    stage.pull(false)
    expect(await stage.ids(7)).toEqual(['M0'])
    await stage.clock.advance(31_000)
    await stage.work.idle()
    expect(await stage.store.count('journal')).toBe(0)
  })
})

describe('many messages at once', () => {
  it('go straight into pages of about a hundred', async () => {
    const stage = await openPagesStage()
    await stage.put(7, times(500))
    expect(stage.commits.at(-1)).toMatchObject({ pages: 5, directory: 1 })
    expect(stage.commits.at(-1)).not.toHaveProperty('journal')
    expect(await stage.ids(7)).toHaveLength(500)
  })

  it('take along what the journal holds, newest word last', async () => {
    const stage = await openPagesStage()
    await stage.put(7, [1, 2])
    const [, second] = await stage.work.reader.range('messages', whole(7))
    await stage.work.run(async (unit) => {
      unit.put('messages', [7, 1, 0], said('M0', { starred: true }))
      for (const at of times(60, 100)) unit.put('messages', [7, at, 0], said(`N${at}`))
    })
    expect(await stage.store.count('journal')).toBe(0)
    await stage.reopen()
    expect(await stage.work.reader.get('messages', [7, 1, 0])).toEqual(
      said('M0', { starred: true }),
    )
    expect(await stage.work.reader.get('messages', [7, 2, 1])).toEqual(second?.row)
  })

  it('newest first, in the middle and at the end, fill a directory that splits', async () => {
    const stage = await openPagesStage()
    // One of them fills a page.
    const bytes = new Uint8Array(100_000)
    const put = (from: number, count: number, order = 0) =>
      stage.work.run(async (unit) => {
        for (const at of times(count, from)) {
          unit.put('messages', [7, at, order], said(`${at}-${order}`, { bytes }))
        }
      })
    for (const from of [240, 205, 170, 275]) await put(from, 35)
    await stage.fold()
    expect((await stage.store.getAll('directory')).length).toBeGreaterThan(1)
    await put(200, 20, 1)
    await stage.fold()
    await stage.reopen()
    const all = await stage.work.reader.range('messages', whole(7))
    expect(all).toHaveLength(160)
    const order = all.map(({ key }) => key[1] * 2 + key[2])
    expect(order).toEqual(order.toSorted((one, other) => one - other))
    const newest = { ...whole(7), newestFirst: true, limit: 3 }
    const found = await stage.work.reader.range('messages', newest)
    expect(found.map(({ row }) => row.id)).toEqual(['309-0', '308-0', '307-0'])
    expect(await stage.work.reader.withIds(7, ['170-0', 'no', '219-1', '309-0'])).toHaveLength(3)
    expect(await stage.store.count('pages')).toBe(160)
    // What has no messages any more has no page.
    await stage.work.run(async (unit) => {
      for (const { key } of all) unit.del('messages', key)
    })
    expect(await stage.store.count('pages')).toBe(0)
    expect(await stage.store.count('directory')).toBe(0)
    await stage.put(7, [3])
    await stage.fold()
    expect(await stage.ids(7)).toEqual(['M0'])
  })

  it('are read whole by whoever reads while they come', async () => {
    const stage = await openPagesStage()
    await stage.put(7, times(300, 10_000), 'first')
    await stage.reopen()
    await stage.work.own()
    let over = false
    const reading = (async () => {
      const counts: number[] = []
      while (!over) {
        const found = await stage.work.reader.range('messages', whole(7))
        counts.push(found.length)
        expect(new Set(found.map(({ row }) => row.id)).size).toBe(found.length)
        await settle()
      }
      return counts
    })()
    for (let from = 9_000; from >= 7_000; from -= 500) {
      await stage.put(7, times(500, from), `${from}-`)
    }
    over = true
    const counts = await reading
    for (const count of counts) expect((count - 300) % 500).toBe(0)
    expect(counts).toEqual(counts.toSorted((one, other) => one - other))
  })
})

describe('who follows folds', () => {
  it('is asked before and told after, with what was there and what is', async () => {
    const stage = await openPagesStage()
    await stage.put(7, [1, 2])
    await stage.fold()
    const asked: (readonly FoldedChange[])[] = []
    const told: (readonly FoldedChange[])[] = []
    const bytes = Uint8Array.of(1)
    stage.work.beforeFold((changes) => {
      asked.push(changes)
      return [{ put: 'historyKept', key: 7, row: { kind: `${changes.length}`, bytes } }]
    })
    stage.work.onFolded((changes) => told.push(changes))
    await stage.work.run(async (unit) => {
      unit.put('messages', [7, 1, 0], said('M0', { starred: true }))
      unit.put('messages', [7, 2, 1], tombstone('M1', 'me'))
      unit.put('messages', [7, 3, 9], said('N'))
    })
    expect(asked).toEqual([])
    stage.pull(true)
    await stage.fold()
    expect(asked).toHaveLength(1)
    expect(told).toEqual([])
    stage.pull(false)
    await stage.clock.advance(31_000)
    await stage.work.idle()
    expect(told).toEqual([
      [
        { key: [7, 1, 0], before: said('M0'), after: said('M0', { starred: true }) },
        { key: [7, 2, 1], before: said('M1') },
        { key: [7, 3, 9], after: said('N') },
      ],
    ])
    expect(await stage.store.get('historyKept', 7)).toEqual({ kind: '3', bytes })
  })
})

describe('a removed message', () => {
  it('is found by its id only', async () => {
    const stage = await openPagesStage()
    await stage.put(7, [1, 2])
    const look = async () => ({
      ids: await stage.ids(7),
      one: await stage.work.reader.get('messages', [7, 1, 0]),
      copies: (await stage.work.reader.withId(7, 'M0')).map(({ row }) => row),
    })
    const gone = { ids: ['M1'], one: undefined, copies: [tombstone('M0', 'me')] }
    await stage.work.run(async (unit) => {
      unit.put('messages', [7, 1, 0], tombstone('M0', 'me'))
      expect(await unit.get('messages', [7, 1, 0])).toBeUndefined()
      expect(await unit.range('messages', whole(7))).toHaveLength(1)
      expect((await unit.withId(7, 'M0')).map(({ row }) => row.rev)).toEqual([0])
    })
    expect(await look()).toEqual(gone)
    await stage.fold()
    expect(await look()).toEqual(gone)
    await stage.reopen()
    expect(await look()).toEqual(gone)
  })
})

describe('what is forgotten while something is being stored', () => {
  it.each(['journal', 'pages'])('is read anew once it is stored (%s)', async (into) => {
    const stage = await openPagesStage()
    await stage.put(7, [1])
    const times60 = into === 'pages' ? times(60, 100) : [100]
    let during = Promise.resolve<unknown>(undefined)
    stage.onCommit(() => {
      // A login wrote to the account, and a window asks at that moment.
      stage.work.forget()
      during = stage.ids(7)
      return stage.work.reader.get('chats', 1)
    })
    await stage.put(7, times60, 'N')
    await during
    expect(await stage.ids(7)).toHaveLength(1 + times60.length)
    await stage.fold()
    expect(await stage.store.count('journal')).toBe(0)
    expect(await stage.ids(7)).toHaveLength(1 + times60.length)
  })
})
