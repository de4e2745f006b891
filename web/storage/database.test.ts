import { forceCloseDatabase } from 'fake-indexeddb'
import { describe, expect, it, vi } from 'vitest'
import { unwrap } from 'idb'
import { deleteDatabase, openDatabase } from './database.ts'
import { migrations } from './migrations/all.ts'
import type { Migration } from './migrations/migration.ts'
import { createTestIdb } from './testIdb.ts'

const name = 'moonlet-test'

/** The stores of a schema, as a map from store to its indexes. */
async function schemaOf(idb: IDBFactory, list: readonly Migration[]) {
  const database = await openDatabase({ idb, name, migrations: list, onLost: vi.fn() })
  const raw = unwrap(database)
  const stores = [...raw.objectStoreNames]
  const transaction = raw.transaction(stores)
  const schema = stores.map((store) => [store, [...transaction.objectStore(store).indexNames]])
  database.close()
  return { version: raw.version, schema }
}

/** A connection that does not follow our manners: it stays open whatever is asked of it. */
async function openStubborn(idb: IDBFactory, version: number): Promise<IDBDatabase> {
  return await new Promise((resolve, reject) => {
    const request = idb.open(name, version)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('open failed'))
  })
}

/** Runs a request and gives its result. */
async function done<T>(request: IDBRequest<T>): Promise<T> {
  return await new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('request failed'))
  })
}

/** Made-up steps of a schema, for the mechanism itself. */
const makeNotes: Migration = (database) => {
  database.createObjectStore('notes').put('kept', 1)
}
const indexNotes: Migration = (_, upgrade) => {
  upgrade.objectStore('notes').createIndex('byWord', 'word')
}
const makeTags: Migration = (database) => {
  database.createObjectStore('tags')
}
const madeUp = [makeNotes, indexNotes, makeTags]

describe('migrations', () => {
  it('lead from every earlier version to the same schema', async () => {
    const newest = await schemaOf(createTestIdb(), migrations)
    expect(newest.version).toBe(migrations.length)
    for (let from = 1; from <= migrations.length; from++) {
      const idb = createTestIdb()
      await schemaOf(idb, migrations.slice(0, from))
      expect(await schemaOf(idb, migrations)).toEqual(newest)
    }
  })

  it('add a store for signed pre-keys in version 2, and leave the others alone', async () => {
    const before = await schemaOf(createTestIdb(), migrations.slice(0, 1))
    const after = await schemaOf(createTestIdb(), migrations.slice(0, 2))
    expect(after.schema.filter(([name]) => name !== 'signedPreKeys')).toEqual(before.schema)
    expect(after.schema).toContainEqual(['signedPreKeys', []])
  })

  it('make the stores of version 1', async () => {
    expect(await schemaOf(createTestIdb(), migrations.slice(0, 1))).toEqual({
      version: 1,
      schema: [
        ['account', []],
        ['addresses', []],
        ['counters', []],
        ['identities', []],
        ['preKeys', []],
        ['vault', []],
      ],
    })
  })

  it('run only what a database has not seen, and keep its rows', async () => {
    for (let from = 0; from <= madeUp.length; from++) {
      const idb = createTestIdb()
      if (from > 0) await schemaOf(idb, madeUp.slice(0, from))
      const steps = madeUp.map((step) => vi.fn(step))
      const database = await openDatabase({ idb, name, migrations: steps, onLost: vi.fn() })
      expect(steps.map((step) => step.mock.calls.length)).toEqual(
        madeUp.map((_, at) => (at < from ? 0 : 1)),
      )
      const raw = unwrap(database)
      expect(raw.version).toBe(3)
      const notes = raw.transaction('notes').objectStore('notes')
      expect([...notes.indexNames]).toEqual(['byWord'])
      expect(await done(notes.get(1))).toBe('kept')
      database.close()
    }
  })

  it('leave the database as it was when one throws', async () => {
    const idb = createTestIdb()
    await schemaOf(idb, [makeNotes])
    const failing: Migration = (database) => {
      database.createObjectStore('half')
      throw new Error('broken migration')
    }
    await expect(
      openDatabase({ idb, name, migrations: [makeNotes, makeTags, failing], onLost: vi.fn() }),
    ).rejects.toMatchObject({ code: 'unavailable' })
    const { version, schema } = await schemaOf(idb, [makeNotes])
    expect({ version, schema }).toEqual({ version: 1, schema: [['notes', []]] })
  })
})

describe('opening a database', () => {
  it('refuses one that a newer build made, and touches nothing', async () => {
    const idb = createTestIdb()
    const newer = await schemaOf(idb, madeUp)
    await expect(
      openDatabase({ idb, name, migrations: [makeNotes], onLost: vi.fn() }),
    ).rejects.toMatchObject({ code: 'version' })
    expect(await schemaOf(idb, madeUp)).toEqual(newer)
  })

  it('gives way to a connection that wants to upgrade or delete, and tells', async () => {
    const idb = createTestIdb()
    const onLost = vi.fn()
    const old = await openDatabase({ idb, name, migrations: [makeNotes], onLost })
    const next = await openDatabase({ idb, name, migrations: madeUp, onLost })
    expect(onLost).toHaveBeenCalledTimes(1)
    expect(() => unwrap(old).transaction('notes')).toThrow()
    await deleteDatabase(idb, name)
    expect(onLost).toHaveBeenCalledTimes(2)
    expect(() => unwrap(next).transaction('notes')).toThrow()
  })

  it('tells when the browser ends the connection, and not when we close it', async () => {
    const idb = createTestIdb()
    const onLost = vi.fn()
    const first = await openDatabase({ idb, name, migrations, onLost })
    first.close()
    const second = await openDatabase({ idb, name, migrations, onLost })
    expect(onLost).not.toHaveBeenCalled()
    const ended = new Promise((resolve) => unwrap(second).addEventListener('close', resolve))
    // Its published type asks for the class where the function takes an instance.
    forceCloseDatabase(unwrap(second) as never)
    await ended
    expect(onLost).toHaveBeenCalledTimes(1)
  })

  it('says so when another connection blocks the upgrade, and lets go when it comes after all', async () => {
    const idb = createTestIdb()
    await schemaOf(idb, [makeNotes])
    const stubborn = await openStubborn(idb, 1)
    const onLost = vi.fn()
    await expect(openDatabase({ idb, name, migrations: madeUp, onLost })).rejects.toMatchObject({
      code: 'unavailable',
    })
    stubborn.close()
    // Would wait forever for the late connection, were it still open.
    await deleteDatabase(idb, name)
    expect(onLost).not.toHaveBeenCalled()
  })

  it.each([
    ['throws at once', 'SecurityError'],
    ['throws at once', 'InvalidStateError'],
  ])('is unavailable where IndexedDB %s (%s)', async (_, error) => {
    const forbidden = {
      open: () => {
        throw new DOMException('not here', error)
      },
    } as unknown as IDBFactory
    await expect(
      openDatabase({ idb: forbidden, name, migrations, onLost: vi.fn() }),
    ).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('is unavailable where there is no IndexedDB', async () => {
    const missing = undefined as unknown as IDBFactory
    await expect(
      openDatabase({ idb: missing, name, migrations, onLost: vi.fn() }),
    ).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('deleting a database', () => {
  it('says so when another connection does not close', async () => {
    const idb = createTestIdb()
    await schemaOf(idb, migrations)
    const stubborn = await openStubborn(idb, migrations.length)
    await expect(deleteDatabase(idb, name)).rejects.toMatchObject({ code: 'unavailable' })
    stubborn.close()
    await deleteDatabase(idb, name)
    expect(await idb.databases()).toEqual([])
  })
})
