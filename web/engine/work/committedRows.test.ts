import { describe, expect, it, vi } from 'vitest'
import type { AccountStore } from '../../storage/accountStore.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { createMessagePages } from '../pages/messagePages.ts'
import { createCommittedRows } from './committedRows.ts'

const hash = (digit: string) => digit.repeat(32)

/** Rows over a store whose reads are counted. */
async function setUp() {
  const { store } = await openTestStore()
  let reads = 0
  let beforeRead = async () => {}
  const watched: AccountStore = {
    ...store,
    async get(name, key) {
      reads += 1
      const row = await store.get(name, key)
      await beforeRead()
      return row
    },
  }
  const pages = createMessagePages({
    store,
    now: () => 0,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    breathe: undefined,
    onDamage() {},
  })
  const rows = createCommittedRows(watched, pages)
  const act = (digit: string, atMs: number) =>
    [{ put: 'acts', key: hash(digit), row: { atMs } }] as const
  const draftless = (id: number, unread: number) =>
    [
      {
        put: 'chats',
        key: id,
        row: { kind: 'direct', streams: [], jid: '', sortMs: 1, unread, rev: 1 },
      },
    ] as const
  return {
    store,
    rows,
    act,
    chat: draftless,
    reads: () => reads,
    duringRead: (task: () => Promise<void>) => {
      beforeRead = task
    },
  }
}

describe('rows kept in memory', () => {
  it('are read once, also when there is none', async () => {
    const { store, rows, chat, reads } = await setUp()
    await store.commit(chat(1, 7))
    for (let time = 0; time < 3; time++) {
      expect((await rows.get('chats', 1))?.unread).toBe(7)
      expect(await rows.get('chats', 2)).toBeUndefined()
    }
    expect(reads()).toBe(2)
  })

  it('follow each commit', async () => {
    const { store, rows, chat, reads } = await setUp()
    await rows.get('chats', 1)
    await store.commit(chat(1, 7))
    rows.committed(chat(1, 7))
    expect((await rows.get('chats', 1))?.unread).toBe(7)
    rows.committed([{ del: 'chats', key: 1 }])
    expect(await rows.get('chats', 1)).toBeUndefined()
    expect(reads()).toBe(1)
  })

  it('never keep what was read before a commit and came after it', async () => {
    const { store, rows, chat, duringRead } = await setUp()
    await store.commit(chat(1, 1))
    duringRead(async () => {
      duringRead(async () => {})
      await store.commit(chat(1, 2))
      rows.committed(chat(1, 2))
    })
    await rows.get('chats', 1)
    expect((await rows.get('chats', 1))?.unread).toBe(2)
  })

  it('are read anew when others wrote', async () => {
    const { store, rows, chat } = await setUp()
    await rows.get('chats', 1)
    await store.commit(chat(1, 3))
    rows.forget()
    expect((await rows.get('chats', 1))?.unread).toBe(3)
  })
})

describe('keys kept in memory', () => {
  it('answer without a read what is not there, and never hide what is', async () => {
    const { store, rows, act, reads } = await setUp()
    await store.commit(act('a', 1))
    expect(await rows.get('acts', hash('b'))).toBeUndefined()
    // Being read meanwhile.
    await store.commit(act('c', 3))
    rows.committed(act('c', 3))
    await store.count('acts')
    await store.count('acts')
    await expect
      .poll(async () => {
        const before = reads()
        await rows.get('acts', hash('b'))
        return reads() - before
      })
      .toBe(0)
    expect((await rows.get('acts', hash('a')))?.atMs).toBe(1)
    expect((await rows.get('acts', hash('c')))?.atMs).toBe(3)
    await store.commit(act('d', 4))
    rows.committed(act('d', 4))
    expect((await rows.get('acts', hash('d')))?.atMs).toBe(4)
    rows.committed([{ del: 'acts', key: hash('d') }])
    expect(await rows.get('acts', hash('d'))).toBeUndefined()
  })

  it('of somebody new are not asked for, until others may have written them', async () => {
    const { store, rows, reads } = await setUp()
    let next = 0
    const isAsked = async () => {
      const before = reads()
      await rows.get('chatAddresses', (next += 1).toString(16).padStart(32, '0'))
      return reads() > before
    }
    expect(await isAsked()).toBe(true)
    await vi.waitFor(async () => expect(await isAsked()).toBe(false))
    const row = { chatId: 1, streamId: 2 }
    await store.commit([{ put: 'chatAddresses', key: hash('c'), row }])
    rows.forget()
    expect(await rows.get('chatAddresses', hash('c'))).toEqual(row)
    expect(await rows.getMany('chatAddresses', [hash('d'), hash('c')])).toEqual([undefined, row])
  })
})
