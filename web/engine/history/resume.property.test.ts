import { expect, it } from 'vitest'
import {
  makeChunk,
  openHistory,
  pastChat,
  pastMessage,
  storedPast,
} from '../../../e2e/node/historyStage.ts'
import { group, people } from '../../../e2e/node/talkRooms.ts'
import { StorageError } from '../../storage/errors.ts'
import { openTestStore } from '../../storage/testStore.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { SyncType } from './progress.ts'

const ann = people.ann.pn
const bob = people.bob.pn

/** Reactions and edits stand before what they are about, as newest first has it. */
const conversations = [
  {
    ...pastChat(ann, 620),
    unreadCount: 4,
    messages: [
      pastMessage(ann, 'R', 1, {
        reactionMessage: {
          key: { remoteJid: ann, fromMe: false, id: '15550002222@s. 500' },
          text: '👍',
        },
      }),
      ...(pastChat(ann, 620).messages ?? []),
      ...(pastChat(ann, 30).messages ?? []),
    ],
  },
  ...Array.from({ length: 20 }, (_, at) => pastChat(`1555100${1000 + at}@s.whatsapp.net`, 3)),
  {
    id: group,
    messages: Array.from({ length: 150 }, (_, at) =>
      pastMessage(
        group,
        `G${at}`,
        at,
        { conversation: `${at}` },
        { participant: at % 2 ? ann : bob },
      ),
    ),
  },
]

const chunks = [
  ['B', makeChunk({ syncType: SyncType.INITIAL_BOOTSTRAP, conversations: [pastChat(ann, 3)] })],
  ['C', makeChunk({ syncType: SyncType.RECENT, chunkOrder: 0, progress: 100, conversations })],
] as const

/** A store that is dead after so many commits: nothing of the next one is stored, nor of any later. */
function dyingAfter(
  store: AccountStore,
  commits: number,
): { store: AccountStore; count: () => number } {
  let count = 0
  return {
    count: () => count,
    store: {
      ...store,
      async commit(writes, expected, durability) {
        if (count >= commits) throw new StorageError('closed', 'the engine was killed')
        count += 1
        await store.commit(writes, expected, durability)
      },
    },
  }
}

async function run(store: AccountStore, announces: boolean) {
  const stage = await openHistory({ store })
  for (const [, { path, blob }] of chunks) stage.blobs.set(path, blob)
  stage.history.connected(stage.line)
  // A phone sends again what was not told to be there.
  if (announces) await stage.announce(...chunks).catch(() => {})
  for (let round = 0; round < 3; round++) await stage.settled()
  stage.history.stop()
  return stage
}

it('stopped at any commit and taken up again, it is what it is without a stop; nothing is fetched twice', async () => {
  const { store: whole } = await openTestStore()
  const counted = dyingAfter(whole, Infinity)
  const expected = await storedPast(await run(counted.store, true))
  expect(expected[ann]).toHaveLength(620)
  expect(expected[group]).toHaveLength(150)
  const commits = counted.count()
  expect(commits).toBeGreaterThan(6)
  for (let at = 1; at < commits; at++) {
    const { store } = await openTestStore()
    const first = await run(dyingAfter(store, at).store, true)
    const rows = await store.getAll('historyChunks')
    const second = await run(store, rows.length < chunks.length)
    expect(await storedPast(second), `stopped after ${at}`).toEqual(expected)
    expect(await store.getAll('historyBlobs')).toEqual([])
    // Only what was being kept when the stop came is fetched once more.
    const again = second.urls.filter((url) => first.urls.includes(url))
    const kept = rows.filter(({ row }) => (row.state as { pieces?: number } | undefined)?.pieces)
    expect(again.length).toBeLessThanOrEqual(chunks.length - kept.length)
    expect(second.broken).toEqual([])
    store.close()
  }
  whole.close()
}, 120_000)
