import { describe, expect, it } from 'vitest'
import { openPagesStage, said } from '../../../e2e/node/pagesStage.ts'

/** 300 messages of stream 7 in three pages, one of stream 8. */
async function setUp() {
  const stage = await openPagesStage()
  await stage.put(
    7,
    Array.from({ length: 300 }, (_, at) => at + 1),
  )
  await stage.put(8, [5], 'other')
  await stage.fold()
  const pages = (await stage.store.getAll('pages')).map(({ key }) => key)
  expect(pages).toHaveLength(4)
  await stage.reopen()
  return { ...stage, stage, pages }
}

const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `M${from + at}`)

describe('a page that is damaged', () => {
  it('alone is a gap; the messages around it are there', async () => {
    const { stage, pages, damage } = await setUp()
    const [, second] = pages
    if (second === undefined) throw new Error('there are pages')
    await stage.flip('pages', second)
    expect(await stage.ids(7)).toEqual([...ids(0, 100), ...ids(200, 300)])
    expect(await stage.ids(7)).toHaveLength(200)
    expect(await stage.ids(8)).toEqual(['other0'])
    expect(damage).toEqual(['page'])
  })

  it('is set aside soon, and remembered until it was fetched again', async () => {
    const { stage, pages, clock } = await setUp()
    const [, second, third] = pages
    if (second === undefined || third === undefined) throw new Error('there are pages')
    await stage.flip('pages', second)
    await stage.ids(7)
    await stage.fold()
    const [gap] = await stage.store.getAll('damagedPages')
    expect(gap?.key).toEqual(second)
    expect(gap?.row).toMatchObject({ to: third, count: 100 })
    expect(clock.now() - (gap?.row.foundMs ?? 0)).toBeLessThan(10_000)
    expect((await stage.store.getAll('pages')).map(({ key }) => key)).not.toContainEqual(second)
    await stage.reopen()
    expect(await stage.ids(7)).toHaveLength(200)
    // What the phone gives again lies where it was.
    await stage.work.run(async (unit) => unit.put('messages', [7, 150, 1], said('again')))
    await stage.fold()
    expect((await stage.ids(7)).slice(99, 102)).toEqual(['M99', 'again', 'M200'])
    expect(stage.damage).toEqual(['page'])
  })

  it('takes nothing with it that is written at the same time', async () => {
    const { stage, pages } = await setUp()
    const [first] = pages
    if (first === undefined) throw new Error('there are pages')
    await stage.flip('pages', first)
    await stage.put(
      7,
      Array.from({ length: 60 }, () => 50),
      'new',
    )
    expect((await stage.ids(7)).slice(0, 61)).toEqual([
      ...Array.from({ length: 60 }, (_, at) => `new${at}`),
      'M100',
    ])
    expect(await stage.store.count('damagedPages')).toBe(1)
  })

  it('is told also when its row is not there at all', async () => {
    const { stage, pages, damage } = await setUp()
    const [, second] = pages
    if (second === undefined) throw new Error('there are pages')
    await stage.store.commit([{ del: 'pages', key: second }])
    expect(await stage.ids(7)).toHaveLength(200)
    expect(damage).toEqual(['page'])
  })
})

describe('other damage', () => {
  it('of the directory is made good from the pages', async () => {
    const { stage, damage } = await setUp()
    await stage.flip('directory', [7, 0, 0])
    expect(await stage.ids(7)).toEqual(ids(0, 300))
    expect((await stage.work.reader.withId(7, 'M211')).map(({ key }) => key)).toEqual([
      [7, 212, 211],
    ])
    expect(damage).toEqual(['record'])
    await stage.fold()
    await stage.reopen()
    expect(await stage.ids(7)).toEqual(ids(0, 300))
    expect(damage).toEqual(['record'])
    expect(await stage.store.count('damagedPages')).toBe(0)
  })

  it('of the journal loses what that row held, and no more', async () => {
    const { stage, damage } = await setUp()
    await stage.work.run(async (unit) => unit.put('messages', [8, 6, 1], said('lost')))
    await stage.work.run(async (unit) => unit.put('messages', [8, 7, 1], said('kept')))
    const [first] = await stage.store.getAll('journal')
    await stage.flip('journal', first?.key ?? 0)
    await stage.reopen()
    expect(await stage.ids(8)).toEqual(['other0', 'kept'])
    expect(damage).toEqual(['journal'])
    await stage.fold()
    expect(await stage.store.count('journal')).toBe(0)
    expect(await stage.ids(8)).toEqual(['other0', 'kept'])
  })
})
