import { describe, expect, it } from 'vitest'
import { openPagesStage, said } from '../../../e2e/node/pagesStage.ts'
import type { Write } from '../../storage/rows.ts'

const hash = (at: number) => at.toString(16).padStart(32, '0')

/** As a build before there were pages left it: 1,200 messages, and one that had been removed. */
async function setUp() {
  const stage = await openPagesStage()
  const writes: Write[] = []
  for (let at = 0; at < 1200; at++) {
    const key = [1 + (at % 3), at, at + 1] as const
    writes.push({ put: 'messages', key, row: said(`M${at}`, { starred: at % 7 === 0 }) })
    writes.push({ put: 'messageIds', key: hash(at), row: { key } })
  }
  writes.push({ put: 'messageIds', key: hash(5000), row: { key: [1, 9, 9], gone: true } })
  await stage.store.commit(writes)
  return stage
}

const expected = (stream: number) =>
  Array.from({ length: 1200 }, (_, at) => at)
    .filter((at) => 1 + (at % 3) === stream)
    .map((at) => `M${at}`)

describe('messages of an older build', () => {
  it('are brought into pages, at most 500 with one commit, and leave their stores', async () => {
    const stage = await setUp()
    await stage.work.bringForward()
    for (const stream of [1, 2, 3]) expect(await stage.ids(stream)).toEqual(expected(stream))
    expect(await stage.work.reader.get('messages', [1, 21, 22])).toEqual(
      said('M21', { starred: true }),
    )
    expect(await stage.store.count('messages')).toBe(0)
    const most = Math.max(...stage.commits.map((counts) => counts['-messages'] ?? 0))
    expect(most).toBe(500)
  })

  it('are all there when the engine died in the middle', async () => {
    const stage = await setUp()
    let left = 2
    const end = stage.work.onFolded(() => stage.pull((left -= 1) < 1))
    await expect(stage.work.bringForward()).rejects.toMatchObject({ code: 'unavailable' })
    end()
    expect(await stage.store.count('messages')).toBe(200)
    stage.pull(false)
    await stage.reopen()
    await stage.work.bringForward()
    for (const stream of [1, 2, 3]) expect(await stage.ids(stream)).toEqual(expected(stream))
    expect(await stage.store.count('messages')).toBe(0)
  })

  it('that were removed stay known by the hash of their id, and nothing else of the ids does', async () => {
    const stage = await setUp()
    await stage.work.bringForward()
    expect((await stage.store.getAll('messageIds')).map(({ key }) => key)).toEqual([hash(5000)])
    expect(await stage.store.get('account', 'pages')).toMatchObject({ oldTombstones: true })
    await stage.reopen()
    expect((await stage.work.reader.withId(2, 'M4')).map(({ row }) => row.id)).toEqual(['M4'])
  })

  it('of which one cannot be read come without it', async () => {
    const stage = await setUp()
    await stage.flip('messages', [1, 3, 4])
    await stage.work.bringForward()
    expect(await stage.ids(1)).toEqual(expected(1).filter((id) => id !== 'M3'))
    expect(await stage.store.count('messages')).toBe(0)
  })

  it('keep the time at which they go, also when its entry was swept while they waited', async () => {
    const stage = await setUp()
    const expires = { atMs: 5, entry: [5, 1] } as const
    await stage.store.commit([
      { put: 'messages', key: [1, 5000, 1], row: said('going', { expires }) },
    ])
    await stage.work.bringForward()
    expect(await stage.store.get('expiries', [5, 1])).toEqual({ message: [1, 5000, 1] })
  })

  it('are there where the row of an id cannot be read', async () => {
    const stage = await setUp()
    await stage.flip('messageIds', hash(7))
    await stage.work.bringForward()
    for (const stream of [1, 2, 3]) expect(await stage.ids(stream)).toEqual(expected(stream))
    // It may have been of a removed message.
    expect(await stage.store.count('messageIds')).toBe(2)
  })

  it('are nothing to do where there are none', async () => {
    const stage = await openPagesStage()
    await stage.work.bringForward()
    expect(stage.commits).toEqual([])
  })
})
