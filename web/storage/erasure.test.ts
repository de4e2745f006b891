import { afterEach, describe, expect, it, vi } from 'vitest'
import { openAccountStore } from './accountStore.ts'
import { eraseAll } from './erasure.ts'
import { dumpDatabase } from './rawDatabase.ts'
import { databaseName } from './schema.ts'
import { createTestKeyFiles } from './testKeyFiles.ts'
import { openTestStore, preKeyRow } from './testStore.ts'

const name = databaseName('test')

afterEach(() => vi.restoreAllMocks())

async function setUp(changes: Parameters<typeof openTestStore>[0] = {}) {
  const keyFiles = createTestKeyFiles()
  const eraseTraces = vi.fn(() => Promise.resolve())
  const made = await openTestStore({ keyFiles, eraseTraces, ...changes })
  await made.store.commit([{ put: 'preKeys', key: 7, row: preKeyRow(7) }])
  return { ...made, keyFiles, eraseTraces }
}

describe('erasing an account', () => {
  it('takes key files, database and whatever lies elsewhere', async () => {
    const { store, options, keyFiles, eraseTraces } = await setUp()
    await store.erase()
    expect(keyFiles.files.size).toBe(0)
    expect(await options.idb.databases()).toEqual([])
    expect(eraseTraces).toHaveBeenCalledTimes(1)
  })

  it('works without opening it, as when it is locked or damaged', async () => {
    const { store, options, keyFiles, eraseTraces } = await setUp()
    store.close()
    await eraseAll(options)
    expect(keyFiles.files.size).toBe(0)
    expect(await options.idb.databases()).toEqual([])
    expect(eraseTraces).toHaveBeenCalledTimes(1)
  })

  it('cut short after any step leaves an account that begins anew, and no damaged one', async () => {
    const { store, options, keyFiles } = await setUp()
    vi.spyOn(options.idb, 'deleteDatabase').mockImplementation(() => {
      throw new DOMException('not now', 'UnknownError')
    })
    await expect(store.erase()).rejects.toMatchObject({ code: 'unavailable' })
    expect(keyFiles.files.size).toBe(0)
    const left = await dumpDatabase(options.idb, name)
    expect(left).toEqual([])
    const again = await openAccountStore(options)
    expect(again.fresh).toBe(true)
  })

  it('does not ask for files where none could be written', async () => {
    const keyFiles = createTestKeyFiles()
    for (const method of ['write', 'keepOnly'] as const) {
      vi.spyOn(keyFiles, method).mockRejectedValue(new Error('private mode'))
    }
    const { store, options } = await setUp({ keyFiles })
    await store.erase()
    expect(await options.idb.databases()).toEqual([])
  })

  it('goes on when the files cannot be deleted, and says so', async () => {
    const { store, options, keyFiles, eraseTraces } = await setUp()
    vi.spyOn(keyFiles, 'keepOnly').mockRejectedValue(new Error('busy'))
    await expect(store.erase()).rejects.toThrow('busy')
    expect(await options.idb.databases()).toEqual([])
    expect(eraseTraces).toHaveBeenCalledTimes(1)
  })
})

describe('a wrapping key that is in memory only', () => {
  it('opens the database again as long as the worker lives', async () => {
    const { options, reopen } = await setUp({ wrapping: 'memory', memory: {} })
    const again = await reopen()
    expect(again).toMatchObject({ fresh: false, lostWrapping: false, wrapping: 'memory' })
    expect(await again.get('preKeys', 7)).toEqual(preKeyRow(7))
    again.close()
    const later = await openAccountStore({ ...options, memory: {} })
    expect(later).toMatchObject({ fresh: true, lostWrapping: true, lostInHandover: false })
  })

  it('does not open another database than its own', async () => {
    const memory = {}
    const { options, store } = await setUp({ wrapping: 'memory', memory })
    store.close()
    await new Promise((resolve) => {
      options.idb.deleteDatabase(name).onsuccess = resolve
    })
    const other = await openAccountStore({ ...options, memory: {} })
    other.close()
    const again = await openAccountStore(options)
    expect(again).toMatchObject({ fresh: true, lostWrapping: true })
  })

  it('leaves word when a newer build takes over, and is forgotten by an erasure', async () => {
    const memory = {}
    const { options, store } = await setUp({ wrapping: 'memory', memory })
    await store.noteHandover()
    store.close()
    const newer = await openAccountStore({ ...options, memory: {} })
    expect(newer).toMatchObject({ fresh: true, lostWrapping: true, lostInHandover: true })
    newer.close()
    const after = await openAccountStore({ ...options, memory: {} })
    expect(after).toMatchObject({ lostInHandover: false })
    await after.erase()
    expect(memory).toHaveProperty('kept')
    await eraseAll({ ...options, memory })
    expect(memory).not.toHaveProperty('kept')
  })
})
