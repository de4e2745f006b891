import { describe, expect, it } from 'vitest'
import { isAddressKey } from './addressKey.ts'
import { requireKey } from './rowKeys.ts'
import { openTestStore } from './testStore.ts'

const JID = '15550001234:7@s.whatsapp.net'

describe('keyed hashes of addresses', () => {
  it('are 32 hex digits, the same after a reopening, and different for different texts', async () => {
    const { store, reopen } = await openTestStore()
    const hash = await store.addressKey(JID)
    expect(isAddressKey(hash)).toBe(true)
    expect(await store.addressKey(`${JID}x`)).not.toBe(hash)
    const again = await reopen()
    expect(await again.addressKey(JID)).toBe(hash)
  })

  it('differ between two databases', async () => {
    const one = await openTestStore()
    const two = await openTestStore()
    expect(await one.store.addressKey(JID)).not.toBe(await two.store.addressKey(JID))
  })
})

describe('keys of rows', () => {
  it.each([
    ['account', 'device'],
    ['preKeys', 0],
    ['preKeys', 16_777_215],
    ['identities', 'ab'.repeat(16)],
    ['addresses', '01'.repeat(16)],
  ] as const)('in %s: %s is one', (store, key) => {
    expect(() => requireKey(store, key)).not.toThrow()
  })

  it.each([
    ['account', JID],
    ['account', 'constructor'],
    ['account', 1],
    ['preKeys', JID],
    ['preKeys', '5'],
    ['preKeys', -1],
    ['preKeys', 1.5],
    ['preKeys', Number.NaN],
    ['identities', JID],
    ['identities', '15550001234'],
    ['addresses', JID],
    ['addresses', 'AB'.repeat(16)],
    ['addresses', `${'ab'.repeat(16)}\n`],
  ] as const)('in %s: %s is none', (store, key) => {
    expect(() => requireKey(store, key)).toThrow(expect.objectContaining({ code: 'bad-write' }))
  })

  it('are checked by every door of the store', async () => {
    const { store } = await openTestStore()
    // A caller that got past the compiler.
    const key = JID as 'device'
    const refused = { code: 'bad-write' }
    await expect(store.get('account', key)).rejects.toMatchObject(refused)
    await expect(store.getWithRevision('identities', JID)).rejects.toMatchObject(refused)
    await expect(
      store.commit([{ put: 'account', key: JID as 'profile', row: {} }]),
    ).rejects.toMatchObject(refused)
    await expect(store.commit([{ del: 'addresses', key: JID }])).rejects.toMatchObject(refused)
    await expect(
      store.commit([], [{ store: 'identities', key: JID, rev: 0 }]),
    ).rejects.toMatchObject(refused)
  })
})
