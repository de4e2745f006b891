/** For tests: one entry of a database as it lies there. */
export interface RawEntry {
  readonly store: string
  readonly key: IDBValidKey
  readonly value: unknown
}

/** For tests: every entry of every store, read without the room's own code. */
export async function dumpDatabase(idb: IDBFactory, name: string): Promise<RawEntry[]> {
  const database = await openAsIs(idb, name)
  const entries: RawEntry[] = []
  for (const store of database.objectStoreNames) {
    const source = database.transaction(store).objectStore(store)
    const [keys, values] = await Promise.all([result(source.getAllKeys()), result(source.getAll())])
    keys.forEach((key, at) => entries.push({ store, key, value: values[at] as unknown }))
  }
  database.close()
  return entries
}

/** For tests: changes a store behind the room's back. */
export async function editDatabase(
  idb: IDBFactory,
  name: string,
  store: string,
  edit: (store: IDBObjectStore) => void,
): Promise<void> {
  const database = await openAsIs(idb, name)
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(store, 'readwrite')
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
    edit(transaction.objectStore(store))
  })
  database.close()
}

async function openAsIs(idb: IDBFactory, name: string): Promise<IDBDatabase> {
  return await result(idb.open(name))
}

async function result<T>(request: IDBRequest<T>): Promise<T> {
  return await new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('request failed'))
  })
}
