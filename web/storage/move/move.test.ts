import { describe, expect, it } from 'vitest'
import { openAccountStore } from '../accountStore.ts'
import { createTestIdb } from '../testIdb.ts'
import { openTestStore, preKeyRow } from '../testStore.ts'
import { createMoveFile, openMoveFile } from './moveFile.ts'
import type { MoveSource } from './moveSource.ts'
import { openMoveTarget } from './moveTarget.ts'

const { subtle } = crypto
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))

const chat = (unread: number) => ({
  kind: 'direct' as const,
  streams: [1],
  jid: '15550001111@s.whatsapp.net',
  sortMs: 1,
  unread,
  rev: 1,
})

async function source() {
  const opened = await openTestStore()
  const { store } = opened
  await store.commit([{ put: 'drafts', key: 1, row: { text: 'unsaid', atMs: 5 } }])
  for (let at = 0; at < 150; at++) await store.commit([{ put: 'chats', key: at, row: chat(at) }])
  await store.commit([{ put: 'preKeys', key: 7, row: preKeyRow(7) }])
  const hash = await store.addressKey('15550001111@s.whatsapp.net')
  await store.commit([{ put: 'chatAddresses', key: hash, row: { chatId: 1, streamId: 1 } }])
  return { ...opened, hash }
}

const all = async (from: MoveSource) => {
  const records = []
  for await (const piece of from.pieces()) records.push(...piece)
  return records
}

const target = () => ({
  accountId: 'elsewhere',
  randomBytes,
  wrapping: 'stored' as const,
  idb: createTestIdb(),
  subtle,
})

async function opened(from: MoveSource) {
  const key = await from.vaultKey(undefined, 0)
  if (key.at !== 'open') throw new Error(key.at)
  return key.vaultKey
}

describe('a move between two databases', () => {
  it('takes every row along, and what is derived from the vault key', async () => {
    const { store, hash } = await source()
    const from = await store.moving(() => false)
    const into = target()
    const moving = await openMoveTarget(into, store.schemaVersion)
    for await (const piece of from.pieces()) await moving.put(piece)
    await moving.adopt(await opened(from), await from.commits())
    moving.close()
    const there = await openAccountStore(into)
    expect(await there.getAll('chats')).toEqual(await store.getAll('chats'))
    expect(await there.get('preKeys', 7)).toEqual(preKeyRow(7))
    expect(await there.get('drafts', 1)).toEqual({ text: 'unsaid', atMs: 5 })
    expect(await there.addressKey('15550001111@s.whatsapp.net')).toBe(hash)
    // Revisions go on from where they were.
    const { rev } = await there.getWithRevision('chats', 3)
    await there.commit([{ put: 'chats', key: 3, row: chat(9) }], [{ store: 'chats', key: 3, rev }])
    expect((await there.getWithRevision('chats', 3)).rev).toBeGreaterThan(await from.commits())
  })

  it('leaves behind what stays', async () => {
    const { store } = await source()
    const from = await store.moving((name, key) => name === 'drafts' && key === 1)
    const stores = (await all(from)).map((record) => record.store)
    expect(stores).toContain('chats')
    expect(stores).not.toContain('drafts')
    expect(stores).not.toContain('vault')
  })

  it('leaves nothing when it is cut short', async () => {
    const { store } = await source()
    const from = await store.moving(() => false)
    const into = target()
    const moving = await openMoveTarget(into, store.schemaVersion)
    await moving.put(await all(from))
    moving.close()
    const there = await openAccountStore(into)
    expect(there.fresh).toBe(true)
    expect(await there.count('chats')).toBe(0)
  })

  it('begins anew after one that was cut short, and never over an account', async () => {
    const { store } = await source()
    const from = await store.moving(() => false)
    const into = target()
    const first = await openMoveTarget(into, store.schemaVersion)
    await first.put(await all(from))
    first.close()
    const second = await openMoveTarget(into, store.schemaVersion)
    await second.put((await all(from)).slice(0, 1))
    await second.adopt(await opened(from), 3)
    second.close()
    const there = await openAccountStore(into)
    expect((await there.count('chats')) + (await there.count('account'))).toBeLessThan(2)
    await expect(openMoveTarget(into, store.schemaVersion)).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('refuses rows of no store, keys that are none, and a schema of later', async () => {
    const { store } = await source()
    const from = await store.moving(() => false)
    const [record] = await all(from)
    if (record === undefined) throw new Error('no rows')
    const moving = await openMoveTarget(target(), store.schemaVersion)
    for (const wrong of [
      { ...record, store: 'vault' as 'chats' },
      { ...record, store: 'others' as 'chats' },
    ]) {
      await expect(moving.put([wrong])).rejects.toMatchObject({ code: 'damaged' })
    }
    await expect(
      moving.put([{ ...record, store: 'chats', key: '15550001111@s.whatsapp.net' }]),
    ).rejects.toMatchObject({ code: 'bad-write' })
    await expect(openMoveTarget(target(), 99)).rejects.toMatchObject({ code: 'newer' })
  })

  it('goes through a file', async () => {
    const { store } = await source()
    const from = await store.moving(() => false)
    const writer = await createMoveFile('a long one', 10, { subtle, randomBytes })
    const parts = [writer.header]
    for await (const piece of from.pieces()) parts.push(await writer.piece(piece))
    const vaultKey = await opened(from)
    parts.push(
      await writer.trailer({
        vaultKey,
        service: 'sandbox',
        root: new Uint8Array(32),
        schemaVersion: store.schemaVersion,
        commits: await from.commits(),
        signedPreKeyId: 1,
        releasedMs: 1,
      }),
    )
    const file = new Blob(parts as Uint8Array<ArrayBuffer>[])
    const read = async (at: number, to: number) =>
      new Uint8Array(await file.slice(at, to).arrayBuffer())
    const found = await openMoveFile({ size: file.size, read }, 'a long one', subtle)
    const into = target()
    const moving = await openMoveTarget(into, found.trailer.schemaVersion)
    for await (const piece of found.records()) await moving.put(piece)
    await moving.adopt(new Uint8Array(found.trailer.vaultKey), found.trailer.commits)
    moving.close()
    const there = await openAccountStore(into)
    expect(await there.getAll('chats')).toEqual(await store.getAll('chats'))
  })

  it('behind an app lock takes its secret, and counts wrong ones', async () => {
    const { store } = await openTestStore({ passphraseRounds: 10 })
    const secret = { kind: 'passphrase', text: 'the right one' } as const
    await store.changeLock({ to: { secret, idleMinutes: 0 } }, 0)
    const from = await store.moving(() => false)
    await expect(from.vaultKey(undefined, 0)).rejects.toMatchObject({ code: 'locked' })
    const wrong = await from.vaultKey({ kind: 'passphrase', text: 'another' }, 0)
    expect(wrong.at).toBe('wrong')
    expect((await from.vaultKey(secret, 60_000)).at).toBe('open')
  })

  it('is refused where the wrapping key is in memory only', async () => {
    const { store } = await openTestStore({ wrapping: 'memory' })
    const from = await store.moving(() => false)
    await expect(from.vaultKey(undefined, 0)).rejects.toMatchObject({ code: 'unavailable' })
  })
})
