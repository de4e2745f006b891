import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountStore } from './accountStore.ts'
import { compareKeys, readKeys, readMany, readRange, type RowRange } from './readRows.ts'
import type { MessageKey } from './talkRows.ts'
import { openTestStore } from './testStore.ts'

const row = (id: string) => ({ id, author: 'me', rev: 1 }) as const

const put = (store: AccountStore, keys: readonly MessageKey[]) =>
  store.commit(keys.map((key) => ({ put: 'messages', key, row: row(key.join('.')) })))

describe('ranges', () => {
  it('give the same as sorting and cutting a list would', async () => {
    const part = fc.integer({ min: 0, max: 4 })
    const key = fc.tuple(part, part, part)
    const range = fc.record(
      {
        from: key,
        to: key,
        openFrom: fc.boolean(),
        openTo: fc.boolean(),
        limit: fc.integer({ min: 0, max: 8 }),
        newestFirst: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(key, { maxLength: 30 }), range, async (keys, bounds) => {
        const { store } = await openTestStore()
        await put(store, keys)
        const unique = [...new Map(keys.map((one) => [one.join(), one])).values()]
        const inside = unique.filter((one) => isIn(one, bounds)).toSorted(compareKeys)
        if (bounds.newestFirst === true) inside.reverse()
        const wanted = inside.slice(0, bounds.limit ?? inside.length)
        const found = await readRange(store, 'messages', bounds)
        expect(found.map((one) => one.key)).toEqual(wanted)
        expect(found.map((one) => one.row.id)).toEqual(wanted.map((one) => one.join('.')))
        store.close()
      }),
      { numRuns: 100 },
    )
  }, 30_000)

  it('end at the bounds of their stream', async () => {
    const { store } = await openTestStore()
    await put(store, [
      [1, 900, 1],
      [2, 1, 2],
      [2, 5, 3],
      [3, 0, 4],
    ])
    const range = { from: [2, 0, 0], to: [2, 9, 9], newestFirst: true, limit: 1 } as const
    expect((await readRange(store, 'messages', range)).map(({ key }) => key)).toEqual([[2, 5, 3]])
  })
})

describe('keys', () => {
  it('come in slices, in order, without gaps', async () => {
    const { store } = await openTestStore()
    const keys = Array.from({ length: 7 }, (_, at) => [1, at, at] as const)
    await put(store, keys)
    const first = await readKeys(store, 'messages', 3)
    const second = await readKeys(store, 'messages', 3, first.at(-1))
    const third = await readKeys(store, 'messages', 3, second.at(-1))
    expect([first, second, third].map((slice) => slice.length)).toEqual([3, 3, 1])
    expect([...first, ...second, ...third]).toEqual(keys)
  })
})

describe('many rows', () => {
  it('come in the order of the keys, with gaps where there is none', async () => {
    const { store } = await openTestStore()
    await put(store, [
      [1, 1, 1],
      [1, 2, 2],
    ])
    const keys = [
      [1, 2, 2],
      [9, 9, 9],
      [1, 1, 1],
      [1, 2, 2],
    ] as const
    const rows = await readMany(store, 'messages', keys)
    expect(rows.map((found) => found?.id)).toEqual(['1.2.2', undefined, '1.1.1', '1.2.2'])
    expect(await readMany(store, 'messages', [])).toEqual([])
  })
})

describe('keys of places', () => {
  it.each([
    ['an address', '15550001111@s.whatsapp.net'],
    ['a text in a place', [1, 2, '15550001111@s.whatsapp.net']],
    ['too short a place', [1, 2]],
    ['a fraction', [1, 2.5, 3]],
    ['a negative time', [1, -2, 3]],
  ])('are refused: %s', async (_, key) => {
    const { store } = await openTestStore()
    const write = { put: 'messages', key: key as never, row: row('x') } as const
    await expect(store.commit([write])).rejects.toMatchObject({ code: 'bad-write' })
  })

  it('bind a row to its place', async () => {
    const { store } = await openTestStore()
    await put(store, [[1, 2, 3]])
    expect(await store.get('messages', [1, 2, 3])).toEqual(row('1.2.3'))
    expect(await store.get('messages', [1, 2, 4])).toBeUndefined()
  })
})

function isIn(key: MessageKey, { from, to, openFrom, openTo }: RowRange<'messages'>): boolean {
  const above = from === undefined ? 1 : compareKeys(key, from)
  const under = to === undefined ? 1 : compareKeys(to, key)
  return (openFrom ? above > 0 : above >= 0) && (openTo ? under > 0 : under >= 0)
}
