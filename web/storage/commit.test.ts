import { forceCloseDatabase } from 'fake-indexeddb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openAccountStore } from './accountStore.ts'
import { dumpDatabase } from './rawDatabase.ts'
import type { Write } from './rows.ts'
import { databaseName } from './schema.ts'
import { openTestStore, preKeyRow } from './testStore.ts'

const name = databaseName('test')

afterEach(() => vi.restoreAllMocks())

const putPreKey = (id: number): Write => ({ put: 'preKeys', key: id, row: preKeyRow(id) })
const putName = (pushName: string): Write => ({ put: 'account', key: 'profile', row: { pushName } })

/** Calls the real method and then `after`, with the same `this`. */
function watchPuts(after: (store: IDBObjectStore, count: number) => void) {
  const real = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')
  const put = real?.value as (...given: unknown[]) => IDBRequest<IDBValidKey>
  let count = 0
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...given: unknown[]
  ) {
    const request = put.apply(this, given)
    after(this, ++count)
    return request
  })
}

describe('a commit', () => {
  it('is one strict read-write transaction over exactly the stores it touches', async () => {
    const { store } = await openTestStore()
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await store.commit(
      [putName('Zoë'), putPreKey(1), { del: 'preKeys', key: 2 }],
      [{ store: 'addresses', key: await store.addressKey('1'), rev: 0 }],
    )
    expect(transaction.mock.calls).toEqual([
      [['counters', 'account', 'preKeys', 'addresses'], 'readwrite', { durability: 'strict' }],
    ])
    expect(transaction.mock.results[0]?.value).toMatchObject({ durability: 'strict' })
  })

  it('of nothing touches nothing', async () => {
    const { store } = await openTestStore()
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await store.commit([])
    expect(transaction).not.toHaveBeenCalled()
  })

  it('has sealed everything before its transaction opens', async () => {
    const events: string[] = []
    const subtle = new Proxy(crypto.subtle, {
      get: (target, property) =>
        property === 'encrypt'
          ? async (...given: Parameters<SubtleCrypto['encrypt']>) => {
              const sealed = await target.encrypt(...given)
              events.push('sealed')
              return sealed
            }
          : (Reflect.get(target, property) as (...given: unknown[]) => unknown).bind(target),
    })
    const { store } = await openTestStore({ subtle })
    events.length = 0
    const real = Object.getOwnPropertyDescriptor(IDBDatabase.prototype, 'transaction')
    const transaction = real?.value as (...given: unknown[]) => IDBTransaction
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
      this: IDBDatabase,
      ...given: unknown[]
    ) {
      events.push('transaction')
      const opened = transaction.apply(this, given)
      opened.addEventListener('complete', () => events.push('complete'))
      return opened
    })
    await store.commit([putPreKey(1), putPreKey(2), putName('Zoë')])
    expect(events).toEqual(['sealed', 'sealed', 'sealed', 'transaction', 'complete'])
  })

  it('reads the rows when it is called: later changes by the caller do not count', async () => {
    const { store } = await openTestStore()
    const row = preKeyRow(1)
    const committed = store.commit([{ put: 'preKeys', key: 1, row }])
    row.privateKey.fill(0)
    await committed
    expect(await store.get('preKeys', 1)).toEqual(preKeyRow(1))
  })

  it('applies its writes in their order', async () => {
    const { store } = await openTestStore()
    await store.commit([putName('a'), { del: 'account', key: 'profile' }, putName('b')])
    expect(await store.get('account', 'profile')).toEqual({ pushName: 'b' })
  })

  it('is applied after the ones called before it, even if its sealing is done first', async () => {
    let hold = () => {}
    const held = new Promise<void>((resolve) => {
      hold = resolve
    })
    let slow = false
    const subtle = new Proxy(crypto.subtle, {
      get: (target, property) =>
        property === 'encrypt'
          ? async (...given: Parameters<SubtleCrypto['encrypt']>) => {
              const waits = slow
              slow = false
              if (waits) await held
              return await target.encrypt(...given)
            }
          : (Reflect.get(target, property) as (...given: unknown[]) => unknown).bind(target),
    })
    const { store } = await openTestStore({ subtle })
    slow = true
    const first = store.commit([putName('first')])
    const second = store.commit([putName('second')])
    await new Promise((resolve) => setImmediate(resolve))
    hold()
    await Promise.all([first, second])
    expect(await store.get('account', 'profile')).toEqual({ pushName: 'second' })
  })
})

describe('a commit that fails', () => {
  it('at a put that throws at once: nothing of it is stored', async () => {
    const { store, options } = await openTestStore()
    await store.commit([putPreKey(1)])
    const before = await dumpDatabase(options.idb, name)
    watchPuts((_, count) => {
      if (count === 4) throw new DOMException('not cloneable', 'DataCloneError')
    })
    await expect(
      store.commit([putPreKey(2), putName('Zoë'), putPreKey(1), putPreKey(3)]),
    ).rejects.toMatchObject({ code: 'bad-write' })
    vi.restoreAllMocks()
    expect(await dumpDatabase(options.idb, name)).toEqual(before)
    await store.commit([putPreKey(2)])
    expect(await store.count('preKeys')).toBe(2)
  })

  it('late in a long one: nothing of it is stored', async () => {
    const { store, options } = await openTestStore()
    await store.commit([putPreKey(1)])
    const before = await dumpDatabase(options.idb, name)
    const many = Array.from({ length: 250 }, (_, id) => putPreKey(id))
    watchPuts((_, count) => {
      if (count === 230) throw new DOMException('not cloneable', 'DataCloneError')
    })
    await expect(store.commit(many)).rejects.toMatchObject({ code: 'bad-write' })
    vi.restoreAllMocks()
    expect(await dumpDatabase(options.idb, name)).toEqual(before)
    await store.commit(many)
    expect(await store.count('preKeys')).toBe(250)
  })

  it('for want of room: quota, nothing of it is stored, and the next one may succeed', async () => {
    const { store, options } = await openTestStore()
    await store.commit([putPreKey(1)])
    const before = await dumpDatabase(options.idb, name)
    // The way browsers do it: puts are taken, then the transaction aborts with this error.
    watchPuts((objectStore, count) => {
      if (count < 3) return
      const { transaction } = objectStore as unknown as {
        transaction: { _abort(error: string): void }
      }
      queueMicrotask(() => transaction._abort('QuotaExceededError'))
    })
    await expect(store.commit([putPreKey(2), putPreKey(3)])).rejects.toMatchObject({
      code: 'quota',
    })
    vi.restoreAllMocks()
    expect(await dumpDatabase(options.idb, name)).toEqual(before)
    await store.commit([putPreKey(2)])
    expect(await store.get('preKeys', 2)).toEqual(preKeyRow(2))
  })

  it('at a row that cannot be encoded: no transaction is opened, others are not held up', async () => {
    const { store } = await openTestStore()
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
    const row = { reason: Number.NaN as unknown as string }
    const failing = store.commit([putPreKey(1), { put: 'account', key: 'doubt', row }])
    const next = store.commit([putPreKey(2)])
    await expect(failing).rejects.toMatchObject({ code: 'bad-write' })
    await next
    expect(transaction).toHaveBeenCalledTimes(1)
    expect((await store.getAll('preKeys')).map(({ key }) => key)).toEqual([2])
  })

  it('because the browser ends the connection: a code, and nothing half', async () => {
    const onLost = vi.fn()
    const { store, options } = await openTestStore({ onLost })
    await store.commit([putPreKey(1)])
    watchPuts((objectStore, count) => {
      if (count !== 2) return
      const { transaction } = objectStore
      // The imitation lets running transactions end; browsers abort them.
      queueMicrotask(() => {
        transaction.abort()
        forceCloseDatabase(transaction.db as never)
      })
    })
    await expect(store.commit([putPreKey(2), putPreKey(3)])).rejects.toMatchObject({
      name: 'StorageError',
    })
    vi.restoreAllMocks()
    expect(onLost).toHaveBeenCalledTimes(1)
    await expect(store.commit([putPreKey(4)])).rejects.toMatchObject({ code: 'closed' })
    const again = await openAccountStore(options)
    expect((await again.getAll('preKeys')).map(({ key }) => key)).toEqual([1])
  })

  it('because the store was closed meanwhile: closed', async () => {
    const { store, reopen } = await openTestStore()
    const committed = store.commit([putPreKey(1)])
    store.close()
    await expect(committed).rejects.toMatchObject({ code: 'closed' })
    expect(await (await reopen()).count('preKeys')).toBe(0)
  })
})

describe('expected revisions', () => {
  it('let a commit through that saw the newest row', async () => {
    const { store } = await openTestStore()
    const key = 'profile'
    expect(await store.getWithRevision('account', key)).toEqual({ row: undefined, rev: 0 })
    await store.commit([putName('a')], [{ store: 'account', key, rev: 0 }])
    const { row, rev } = await store.getWithRevision('account', key)
    expect(row).toEqual({ pushName: 'a' })
    await store.commit([putName('b')], [{ store: 'account', key, rev }])
    expect(await store.get('account', key)).toEqual({ pushName: 'b' })
  })

  it.each(['put', 'deleted', 'deleted and put again'])(
    'stop a commit when the row was %s meanwhile',
    async (what) => {
      const { store, options } = await openTestStore()
      await store.commit([putName('a')])
      const { rev } = await store.getWithRevision('account', 'profile')
      if (what !== 'put') await store.commit([{ del: 'account', key: 'profile' }])
      if (what !== 'deleted') await store.commit([putName('a')])
      const before = await dumpDatabase(options.idb, name)
      await expect(
        store.commit([putPreKey(1), putName('b')], [{ store: 'account', key: 'profile', rev }]),
      ).rejects.toMatchObject({ code: 'conflict' })
      expect(await dumpDatabase(options.idb, name)).toEqual(before)
    },
  )

  it('stop a commit that expects a row where there is none, or none where there is one', async () => {
    const { store } = await openTestStore()
    await store.commit([putPreKey(1)])
    const { rev } = await store.getWithRevision('preKeys', 1)
    const conflict = { code: 'conflict' }
    await expect(store.commit([], [{ store: 'preKeys', key: 2, rev }])).rejects.toMatchObject(
      conflict,
    )
    await expect(
      store.commit(
        [putPreKey(3)],
        [
          { store: 'preKeys', key: 2, rev: 0 },
          { store: 'preKeys', key: 1, rev: 0 },
        ],
      ),
    ).rejects.toMatchObject(conflict)
    await store.commit([], [{ store: 'preKeys', key: 1, rev }])
  })

  it('keep 20 flows over two connections from losing an update', async () => {
    const { store, options } = await openTestStore()
    const other = await openAccountStore(options)
    const addOne = async (through: typeof store): Promise<void> => {
      for (;;) {
        const { row, rev } = await through.getWithRevision('account', 'profile')
        const next = putName(String(Number(row?.pushName ?? '0') + 1))
        try {
          return await through.commit([next], [{ store: 'account', key: 'profile', rev }])
        } catch (error) {
          if ((error as { code?: string }).code !== 'conflict') throw error
        }
      }
    }
    await Promise.all(Array.from({ length: 20 }, (_, at) => addOne(at % 2 ? store : other)))
    expect(await store.get('account', 'profile')).toEqual({ pushName: '20' })
  })
})

describe('a read', () => {
  it('that loses its connection half way fails with a code and nothing else', async () => {
    const { store } = await openTestStore()
    await store.commit([putPreKey(1)])
    for (const read of [
      () => store.get('preKeys', 1),
      () => store.getAll('preKeys'),
      () => store.count('preKeys'),
    ]) {
      const opened = vi.spyOn(IDBDatabase.prototype, 'transaction')
      const reading = read()
      const transaction = opened.mock.results[0]?.value as IDBTransaction
      transaction.abort()
      await expect(reading).rejects.toMatchObject({ name: 'StorageError' })
      opened.mockRestore()
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(await store.count('preKeys')).toBe(1)
  })
})
