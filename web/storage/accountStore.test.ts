import { describe, expect, it, vi } from 'vitest'
import { openAccountStore } from './accountStore.ts'
import { dumpDatabase, editDatabase, type RawEntry } from './rawDatabase.ts'
import { databaseName, type WrappedVaultKey } from './schema.ts'
import { openTestStore, preKeyRow } from './testStore.ts'
import { createWrappingKey, unwrapVaultKey, wrapVaultKey } from './vaultKey.ts'

const name = databaseName('test')

/** What lies in store `vault`, by key. */
async function vaultOf(idb: IDBFactory) {
  const entries = (await dumpDatabase(idb, name)).filter(({ store }) => store === 'vault')
  return new Map(entries.map(({ key, value }) => [key, value]))
}

/** Every ciphertext that lies in the database, as hex. */
function ciphertexts(entries: readonly RawEntry[]): string[] {
  return entries.flatMap(({ value }) => {
    if (typeof value !== 'object' || value === null || !('ct' in value)) return []
    return [Buffer.from(value.ct as Uint8Array).toString('hex')]
  })
}

describe('an account store', () => {
  it('gives back what was committed, also after a reopening', async () => {
    const { store, reopen } = await openTestStore()
    expect(store).toMatchObject({ fresh: true, lostWrapping: false, wrapping: 'stored' })
    await store.commit([
      { put: 'account', key: 'profile', row: { pushName: 'Zoë', picture: new Uint8Array([255]) } },
      { put: 'preKeys', key: 7, row: preKeyRow(7) },
      { put: 'preKeys', key: 1, row: preKeyRow(1) },
    ])
    const again = await reopen()
    expect(again).toMatchObject({ fresh: false, lostWrapping: false, schemaVersion: 4 })
    const picture = new Uint8Array([255])
    expect(await again.get('account', 'profile')).toEqual({ pushName: 'Zoë', picture })
    expect(await again.getAll('preKeys')).toEqual([
      { key: 1, row: preKeyRow(1) },
      { key: 7, row: preKeyRow(7) },
    ])
    expect(await again.count('preKeys')).toBe(2)
    expect(await again.get('account', 'session')).toBeUndefined()
    expect(await again.getAll('identities')).toEqual([])
    await again.commit([
      { del: 'preKeys', key: 7 },
      { del: 'preKeys', key: 99 },
    ])
    expect(await again.count('preKeys')).toBe(1)
    expect(await again.get('preKeys', 7)).toBeUndefined()
  })

  it('keeps accounts apart', async () => {
    const one = await openTestStore()
    const other = await openAccountStore({ ...one.options, accountId: 'other' })
    await one.store.commit([{ put: 'account', key: 'profile', row: { pushName: 'one' } }])
    expect(await other.get('account', 'profile')).toBeUndefined()
    await other.erase()
    expect(await one.store.get('account', 'profile')).toEqual({ pushName: 'one' })
  })

  it('made twice at the same moment, has one vault', async () => {
    const { options } = await openTestStore({ accountId: 'first' })
    const twice = { ...options, accountId: 'test' }
    const [one, two] = await Promise.all([openAccountStore(twice), openAccountStore(twice)])
    expect(one.fresh).not.toBe(two.fresh)
    await one.commit([{ put: 'account', key: 'doubt', row: { reason: '401' } }])
    expect(await two.get('account', 'doubt')).toEqual({ reason: '401' })
  })

  it('made twice at the same moment in memory, lets only one in', async () => {
    const { options } = await openTestStore({ accountId: 'first', wrapping: 'memory' })
    const twice = { ...options, accountId: 'test' }
    const opened = await Promise.allSettled([openAccountStore(twice), openAccountStore(twice)])
    expect(opened.map(({ status }) => status)).toContain('fulfilled')
    for (const one of opened) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'unavailable' })
    }
  })

  it('without a vault, but with rows that an unfinished erasure left, begins empty', async () => {
    const { store, options, reopen } = await openTestStore()
    await store.commit([{ put: 'preKeys', key: 1, row: preKeyRow(1) }])
    await editDatabase(options.idb, name, 'vault', (vault) => vault.clear())
    const again = await reopen()
    expect(again.fresh).toBe(true)
    expect(await again.getAll('preKeys')).toEqual([])
  })
})

describe('the wrapping key', () => {
  it('lies beside the data when stored, and cannot be exported', async () => {
    const { options } = await openTestStore()
    const vault = await vaultOf(options.idb)
    expect([...vault.keys()]).toEqual(['vaultKey', 'wrappingKey'])
    const wrappingKey = vault.get('wrappingKey')
    if (!(wrappingKey instanceof CryptoKey)) throw new Error('not a key')
    expect(wrappingKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', wrappingKey)).rejects.toThrow()
  })

  it('in memory only, is nowhere in the database', async () => {
    const { options } = await openTestStore({ wrapping: 'memory' })
    const entries = await dumpDatabase(options.idb, name)
    expect(entries.some(({ value }) => value instanceof CryptoKey)).toBe(false)
    expect([...(await vaultOf(options.idb)).keys()]).toEqual(['vaultKey'])
  })

  it('in memory only: the next opening finds it gone, erases all and says so', async () => {
    const { store, options, reopen } = await openTestStore({ wrapping: 'memory' })
    expect(store).toMatchObject({ fresh: true, lostWrapping: false, wrapping: 'memory' })
    await store.commit([{ put: 'preKeys', key: 1, row: preKeyRow(1) }])
    expect(await store.get('preKeys', 1)).toEqual(preKeyRow(1))
    const before = ciphertexts(await dumpDatabase(options.idb, name))
    expect(before).toHaveLength(2)
    const again = await reopen()
    expect(again).toMatchObject({ fresh: true, lostWrapping: true, wrapping: 'memory' })
    expect(await again.getAll('preKeys')).toEqual([])
    await again.commit([{ put: 'preKeys', key: 2, row: preKeyRow(2) }])
    const after = ciphertexts(await dumpDatabase(options.idb, name))
    expect(after.filter((ct) => before.includes(ct))).toEqual([])
    again.close()
    const stored = await openAccountStore({ ...options, wrapping: 'stored' })
    expect(stored).toMatchObject({ fresh: true, lostWrapping: true, wrapping: 'stored' })
    stored.close()
    const kept = await openAccountStore({ ...options, wrapping: 'stored' })
    expect(kept).toMatchObject({ fresh: false, lostWrapping: false, wrapping: 'stored' })
  })

  it('of an existing database stays what it is, whatever the opener would have chosen', async () => {
    const { store, options } = await openTestStore()
    await store.commit([{ put: 'preKeys', key: 1, row: preKeyRow(1) }])
    store.close()
    const again = await openAccountStore({ ...options, wrapping: 'memory' })
    expect(again).toMatchObject({ fresh: false, lostWrapping: false, wrapping: 'stored' })
    expect(await again.get('preKeys', 1)).toEqual(preKeyRow(1))
  })

  it('that should be stored and cannot be read is an error, and erases nothing', async () => {
    const { store, options, reopen } = await openTestStore()
    await store.commit([{ put: 'preKeys', key: 1, row: preKeyRow(1) }])
    const vault = await vaultOf(options.idb)
    await editDatabase(options.idb, name, 'vault', (entries) => entries.delete('wrappingKey'))
    await expect(reopen()).rejects.toMatchObject({ code: 'damaged' })
    const key = vault.get('wrappingKey')
    await editDatabase(options.idb, name, 'vault', (entries) => entries.put(key, 'wrappingKey'))
    const again = await openAccountStore(options)
    expect(await again.get('preKeys', 1)).toEqual(preKeyRow(1))
  })

  it('that does not fit the vault is an error, and erases nothing', async () => {
    const { options, reopen } = await openTestStore()
    const other = await createWrappingKey(crypto.subtle)
    await editDatabase(options.idb, name, 'vault', (vault) => vault.put(other, 'wrappingKey'))
    const before = await dumpDatabase(options.idb, name)
    await expect(reopen()).rejects.toMatchObject({ code: 'damaged' })
    expect(await dumpDatabase(options.idb, name)).toEqual(before)
  })

  it('can be replaced by another, and no row changes', async () => {
    const { store, options, reopen } = await openTestStore()
    await store.commit([{ put: 'preKeys', key: 1, row: preKeyRow(1) }])
    const { subtle, randomBytes, idb } = options
    const vault = await vaultOf(idb)
    const old = vault.get('wrappingKey') as CryptoKey
    const vaultKey = await unwrapVaultKey(vault.get('vaultKey') as WrappedVaultKey, old, subtle)
    const wrappingKey = await createWrappingKey(subtle)
    const under = { wrappingKey, wrapping: 'stored' } as const
    const wrapped = await wrapVaultKey(vaultKey, under, { subtle, randomBytes })
    await editDatabase(idb, name, 'vault', (entries) => {
      entries.put(wrapped, 'vaultKey')
      entries.put(wrappingKey, 'wrappingKey')
    })
    const again = await reopen()
    expect(await again.get('preKeys', 1)).toEqual(preKeyRow(1))
  })

  it('that cannot be stored makes the opening fail, and leaves no vault', async () => {
    const { options } = await openTestStore({ accountId: 'first' })
    const real = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')
    const put = real?.value as (...given: unknown[]) => IDBRequest<IDBValidKey>
    const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...given: unknown[]
    ) {
      if (!(given[0] instanceof CryptoKey)) return put.apply(this, given)
      throw new DOMException('not cloneable', 'DataCloneError')
    })
    const here = { ...options, accountId: 'test' }
    await expect(openAccountStore(here)).rejects.toMatchObject({ code: 'unavailable' })
    spy.mockRestore()
    expect(await vaultOf(options.idb)).toEqual(new Map())
    expect((await openAccountStore(here)).fresh).toBe(true)
  })
})

describe('a value that was tampered with', () => {
  it('is noticed when a bit flips', async () => {
    const { store, options } = await openTestStore()
    await store.commit([{ put: 'preKeys', key: 1, row: preKeyRow(1) }])
    const entries = await dumpDatabase(options.idb, name)
    const record = entries.find(({ store: from }) => from === 'preKeys')?.value
    const { ct } = record as { ct: Uint8Array }
    ct[3] = (ct[3] ?? 0) ^ 4
    await editDatabase(options.idb, name, 'preKeys', (preKeys) => preKeys.put(record, 1))
    await expect(store.get('preKeys', 1)).rejects.toMatchObject({ code: 'damaged' })
    await expect(store.getAll('preKeys')).rejects.toMatchObject({ code: 'damaged' })
  })

  it('is noticed when two values change places, in a store or between stores', async () => {
    const { store, options } = await openTestStore()
    const [one, two] = await Promise.all([store.addressKey('1'), store.addressKey('2')])
    await store.commit([
      { put: 'addresses', key: one, row: { pn: '1', lid: '1' } },
      { put: 'addresses', key: two, row: { pn: '2', lid: '2' } },
      { put: 'identities', key: one, row: { identityKey: new Uint8Array(32), firstSeenMs: 0 } },
    ])
    const entries = await dumpDatabase(options.idb, name)
    const valueAt = (from: string, key: string) =>
      entries.find((entry) => entry.store === from && entry.key === key)?.value
    await editDatabase(options.idb, name, 'addresses', (addresses) => {
      addresses.put(valueAt('addresses', two), one)
      addresses.put(valueAt('identities', one), two)
    })
    await expect(store.get('addresses', one)).rejects.toMatchObject({ code: 'damaged' })
    await expect(store.get('addresses', two)).rejects.toMatchObject({ code: 'damaged' })
  })
})

describe('the end of a connection', () => {
  it('by close: everything afterwards fails with a code, and onLost is not told', async () => {
    const onLost = vi.fn()
    const { store } = await openTestStore({ onLost })
    store.close()
    const closed = { code: 'closed' }
    await expect(store.get('account', 'device')).rejects.toMatchObject(closed)
    await expect(store.getAll('preKeys')).rejects.toMatchObject(closed)
    await expect(store.count('preKeys')).rejects.toMatchObject(closed)
    await expect(store.commit([{ del: 'preKeys', key: 1 }])).rejects.toMatchObject(closed)
    expect(onLost).not.toHaveBeenCalled()
  })

  it('by erase: the database is gone, even while another connection was open', async () => {
    const onLost = vi.fn()
    const { store, options } = await openTestStore()
    const other = await openAccountStore({ ...options, onLost })
    await store.commit([{ put: 'preKeys', key: 1, row: preKeyRow(1) }])
    const pending = other.commit([{ put: 'preKeys', key: 2, row: preKeyRow(2) }])
    const outcome = pending.then(
      () => 'stored',
      (error: unknown) => (error as { code: string }).code,
    )
    await store.erase()
    expect(await options.idb.databases()).toEqual([])
    expect(['stored', 'closed']).toContain(await outcome)
    expect(onLost).toHaveBeenCalledTimes(1)
    await expect(other.get('preKeys', 1)).rejects.toMatchObject({ code: 'closed' })
    await expect(store.get('preKeys', 1)).rejects.toMatchObject({ code: 'closed' })
    const next = await openAccountStore(options)
    expect(next.fresh).toBe(true)
    expect(await next.count('preKeys')).toBe(0)
  })

  it('by erase of a connection that was lost already: gone all the same', async () => {
    const { store, options } = await openTestStore()
    const other = await openAccountStore(options)
    await store.erase()
    await openAccountStore(options)
    await other.erase()
    expect(await options.idb.databases()).toEqual([])
  })
})

describe('a database of a newer build', () => {
  it('is refused, and nothing is erased', async () => {
    const { store, options, reopen } = await openTestStore()
    await store.commit([{ put: 'preKeys', key: 1, row: preKeyRow(1) }])
    store.close()
    await new Promise((resolve, reject) => {
      const request = options.idb.open(name, 99)
      request.onerror = reject
      request.onsuccess = () => {
        request.result.close()
        resolve(undefined)
      }
    })
    const before = await dumpDatabase(options.idb, name)
    await expect(reopen()).rejects.toMatchObject({ code: 'version' })
    expect(await dumpDatabase(options.idb, name)).toEqual(before)
    expect(before.some((entry) => entry.store === 'preKeys')).toBe(true)
  })
})
