import { expect, it } from 'vitest'
import { makeChunk, openHistory, pastChat, storedPast } from '../../../e2e/node/historyStage.ts'
import { people } from '../../../e2e/node/talkRooms.ts'
import { SyncType } from './progress.ts'

const ann = people.ann.pn
const chunk = (from: number, more: { readonly chunkOrder?: number } = {}) =>
  makeChunk({ syncType: SyncType.RECENT, conversations: [pastChat(ann, 3, from)], ...more })

it('chunks without a number are not taken for each other', async () => {
  const stage = await openHistory()
  const made = chunk(0)
  await stage.announce(['A', made], ['B', made])
  stage.history.connected(stage.line)
  await stage.settled()
  expect(stage.sent.map(({ attrs }) => attrs['id'])).toEqual(['A', 'B'])
  expect(await stage.work.reader.range('historyChunks', {})).toHaveLength(2)
})

it('one that comes again while it was told of by nobody has both told, and none lost', async () => {
  let missing = true
  const made = chunk(0, { chunkOrder: 1 })
  const stage = await openHistory({ answer: () => (missing ? 404 : made.blob) })
  stage.history.connected({ ...stage.line, send: () => false })
  await stage.announce(['A', made])
  await stage.settled()
  missing = false
  await stage.announce(['B', made])
  await stage.settled()
  stage.history.connected(stage.line)
  await stage.settled()
  expect(stage.sent.map(({ attrs }) => `${attrs['type']} ${attrs['id']}`)).toEqual([
    'hist_sync A',
    'hist_sync B',
  ])
  await stage.clock.advance(300_000)
  await stage.settled()
  expect(stage.history.view() ?? {}).not.toHaveProperty('failed')
  expect((await storedPast(stage))[ann]).toHaveLength(3)
})

it('the phone is asked once to upload a chunk again, though it comes under its old name', async () => {
  const stage = await openHistory({ answer: () => 404 })
  stage.history.connected(stage.line)
  for (let time = 0; time < 2; time++) {
    await stage.announce(['A', chunk(0)])
    await stage.settled()
  }
  const asked = stage.sent.filter(({ attrs }) => attrs['type'] === 'server-error')
  expect(asked).toHaveLength(1)
})
