import type { Page } from '@playwright/test'

/** Which stored bytes are spoilt: a bit of a sealed value, or the whole key file, which is deleted. */
export type Damage = { readonly store: string; readonly key: string } | 'keyFile'

/** What a page of the origin remembers for a story. Keys are kept as they are: no script reads them. */
interface Copied {
  readonly database: string
  readonly version: number
  readonly stores: readonly {
    readonly name: string
    readonly rows: readonly [IDBValidKey, unknown][]
  }[]
  readonly files: readonly { readonly name: string; readonly bytes: ArrayBuffer }[]
}

interface Holder {
  copied?: Copied
}

/** Copies the one account of this origin, rows and key files, into the page. No engine may run. */
export async function keepCopy(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('no reason'))
      })
    const [database, more] = (await indexedDB.databases())
      .map(({ name = '' }) => name)
      .filter((name) => name.startsWith('moonlet-'))
    if (database === undefined || more !== undefined) throw new Error('not one account is stored')
    const db = await done(indexedDB.open(database))
    const stores: Copied['stores'][number][] = []
    for (const name of db.objectStoreNames) {
      const store = db.transaction(name).objectStore(name)
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())])
      stores.push({ name, rows: keys.map((key, at) => [key, values[at] as unknown]) })
    }
    const { version } = db
    db.close()
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(database)
    const files: Copied['files'][number][] = []
    for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) {
      const file = await (await folder.getFileHandle(name)).getFile()
      files.push({ name, bytes: await file.arrayBuffer() })
    }
    if (files.length === 0) throw new Error('there is no key file')
    Object.assign(globalThis, { copied: { database, version, stores, files } satisfies Copied })
  })
}

/** Puts everything back as it was copied, or the key file alone. */
export async function putBack(page: Page, what: 'all' | 'keyFile' = 'all'): Promise<void> {
  await page.evaluate(async (part) => {
    const { copied } = globalThis as Holder
    if (copied === undefined) throw new Error('nothing was copied')
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle(copied.database, { create: true })
    for (const { name, bytes } of copied.files) {
      const file = await folder.getFileHandle(name, { create: true })
      // Some of the types that are in use do not know that it is a stream.
      const stream = (await file.createWritable()) as FileSystemWritableFileStream & {
        close(): Promise<void>
      }
      await stream.write(bytes)
      await stream.close()
    }
    if (part === 'keyFile') return
    await new Promise<void>((resolve, reject) => {
      const open = indexedDB.open(copied.database, copied.version)
      open.onerror = () => reject(open.error ?? new Error('no reason'))
      open.onsuccess = () => {
        const db = open.result
        const names = copied.stores.map(({ name }) => name)
        const change = db.transaction(names, 'readwrite')
        change.onabort = () => reject(change.error ?? new Error('no reason'))
        change.oncomplete = () => {
          db.close()
          resolve()
        }
        for (const { name, rows } of copied.stores) {
          const store = change.objectStore(name)
          store.clear()
          for (const [key, value] of rows) store.put(value, key)
        }
      }
    })
  }, what)
}

/** Spoils what is stored. */
export async function damage(page: Page, how: Damage): Promise<void> {
  await page.evaluate(async (target) => {
    const { copied } = globalThis as Holder
    if (copied === undefined) throw new Error('nothing was copied')
    if (target === 'keyFile') {
      const root = await navigator.storage.getDirectory()
      const folder = await root.getDirectoryHandle(copied.database)
      for (const { name } of copied.files) await folder.removeEntry(name)
      return
    }
    await new Promise<void>((resolve, reject) => {
      const open = indexedDB.open(copied.database, copied.version)
      open.onerror = () => reject(open.error ?? new Error('no reason'))
      open.onsuccess = () => {
        const db = open.result
        const change = db.transaction(target.store, 'readwrite')
        change.onabort = () => reject(change.error ?? new Error('no reason'))
        change.oncomplete = () => {
          db.close()
          resolve()
        }
        const store = change.objectStore(target.store)
        const got = store.get(target.key) as IDBRequest<{ ct: Uint8Array<ArrayBuffer> } | undefined>
        got.onsuccess = () => {
          const row = got.result
          if (row === undefined) {
            change.abort()
            return
          }
          const ct = Uint8Array.from(row.ct)
          ct[0] = (ct[0] ?? 0) ^ 1
          store.put({ ...row, ct }, target.key)
        }
      }
    })
  }, how)
}
