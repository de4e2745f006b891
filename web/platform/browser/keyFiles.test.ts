import { describe, expect, it } from 'vitest'
import { eraseTraces } from './eraseTraces.ts'
import { browserKeyFiles, folderName, type PrivateFiles } from './keyFiles.ts'

const bytes = new Uint8Array([1, 2, 3])

class NotFound extends Error {
  override readonly name = 'NotFoundError'
}

/** A private file system of two levels. */
function createFiles(kind: 'shared' | 'dedicated' = 'shared') {
  const folders = new Map<string, Map<string, Uint8Array>>()
  let failure: string | undefined
  const handleOf = (folder: Map<string, Uint8Array>) => ({
    async getFileHandle(name: string, options?: { create?: boolean }) {
      if (![...folders.values()].includes(folder)) throw new NotFound()
      if (options?.create !== true && !folder.has(name)) throw new NotFound()
      const atOnce = {
        createSyncAccessHandle: async () => ({
          truncate: () => folder.set(name, new Uint8Array()),
          write: (chunk: Uint8Array) => folder.set(name, chunk.slice()),
          flush: () => {},
          close: () => {},
        }),
      }
      return {
        ...(kind === 'dedicated' ? atOnce : {}),
        async createWritable() {
          if (kind === 'dedicated') throw new TypeError('not in older WebKit')
          let written = new Uint8Array()
          return {
            async write(chunk: Uint8Array) {
              written = chunk.slice()
            },
            async close() {
              folder.set(name, written)
            },
          }
        },
        async getFile() {
          const file = folder.get(name) ?? new Uint8Array()
          return { arrayBuffer: async () => file.slice().buffer }
        },
      }
    },
    async removeEntry(name: string) {
      if (!folder.delete(name)) throw new NotFound()
    },
    async *keys() {
      yield* folder.keys()
    },
  })
  const files = {
    async getDirectory() {
      if (failure !== undefined) throw new DOMException('private mode', failure)
      return {
        async getDirectoryHandle(name: string) {
          const folder = folders.get(name) ?? new Map<string, Uint8Array>()
          folders.set(name, folder)
          return handleOf(folder)
        },
        async removeEntry(name: string) {
          if (!folders.delete(name)) throw new NotFound()
        },
      }
    },
  } as unknown as PrivateFiles
  return {
    files,
    folders,
    fail: (name: string | undefined) => {
      failure = name
    },
  }
}

function keyFilesOf(accountId: string, files: PrivateFiles) {
  const keyFiles = browserKeyFiles(accountId, files)
  if (keyFiles === undefined) throw new Error('no files')
  return keyFiles
}

describe('key files of a browser', () => {
  it('are written, read, listed by none but their account, and removed', async () => {
    const { files, folders } = createFiles()
    const one = keyFilesOf('one', files)
    const other = keyFilesOf('other', files)
    await one.write('a', bytes)
    await one.write('b', bytes)
    await other.write('a', new Uint8Array([9]))
    expect(await one.read('a')).toEqual(bytes)
    expect(await other.read('b')).toBeUndefined()
    await one.remove('a')
    await one.remove('a')
    expect(await one.read('a')).toBeUndefined()
    await one.write('c', bytes)
    await one.keepOnly('c')
    expect([...(folders.get(folderName('one'))?.keys() ?? [])]).toEqual(['c'])
    expect(await one.isEmpty()).toBe(false)
    await one.keepOnly(undefined)
    expect(await one.isEmpty()).toBe(true)
    expect(folders.get(folderName('one'))?.size).toBe(0)
    expect(await other.read('a')).toEqual(new Uint8Array([9]))
  })

  it('are none where there is no file system', () => {
    expect(browserKeyFiles('one', undefined)).toBeUndefined()
    expect(browserKeyFiles('one', {} as PrivateFiles)).toBeUndefined()
  })

  it('are written at once where a dedicated worker can', async () => {
    const keyFiles = keyFilesOf('one', createFiles('dedicated').files)
    await keyFiles.write('a', bytes)
    expect(await keyFiles.read('a')).toEqual(bytes)
  })

  it('are written into a new folder once theirs was erased', async () => {
    const { files, folders } = createFiles()
    const keyFiles = keyFilesOf('one', files)
    await keyFiles.write('a', bytes)
    await eraseTraces('one', { files })
    expect(folders.size).toBe(0)
    await keyFiles.write('b', bytes)
    expect([...(folders.get(folderName('one'))?.keys() ?? [])]).toEqual(['b'])
    expect(await keyFiles.read('a')).toBeUndefined()
    expect(await keyFiles.read('b')).toEqual(bytes)
  })

  it('are looked for again after a failure', async () => {
    const { files, fail } = createFiles()
    fail('UnknownError')
    const keyFiles = keyFilesOf('one', files)
    await expect(keyFiles.write('a', bytes)).rejects.toThrow('private mode')
    fail(undefined)
    await keyFiles.write('a', bytes)
    expect(await keyFiles.read('a')).toEqual(bytes)
  })
})

describe('erasing traces', () => {
  function createCaches(...names: string[]) {
    const left = new Set(names)
    return { left, keys: async () => [...left], delete: async (name: string) => left.delete(name) }
  }

  it('takes the folder and the caches that are named after the account, and no others', async () => {
    const { files, folders } = createFiles()
    await keyFilesOf('one', files).write('a', bytes)
    await keyFilesOf('other', files).write('a', bytes)
    const caches = createCaches('media-one', 'media-other', 'app')
    await eraseTraces('one', { caches, files })
    expect([...folders.keys()]).toEqual([folderName('other')])
    expect([...caches.left]).toEqual(['media-other', 'app'])
    await eraseTraces('one', { caches, files })
    await eraseTraces('one', {})
  })

  it('has nothing to do with files where there are none, as in private modes', async () => {
    const { files, fail } = createFiles()
    fail('SecurityError')
    const caches = createCaches('media-one')
    await eraseTraces('one', { caches, files })
    expect(caches.left.size).toBe(0)
    const keyFiles = keyFilesOf('one', files)
    await keyFiles.keepOnly(undefined)
    await expect(keyFiles.write('a', bytes)).rejects.toThrow('private mode')
  })

  it('does the rest when something fails, and says what', async () => {
    const { files, fail } = createFiles()
    fail('UnknownError')
    const caches = createCaches('media-one')
    await expect(eraseTraces('one', { caches, files })).rejects.toThrow('private mode')
    expect(caches.left.size).toBe(0)
  })
})
