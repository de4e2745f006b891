/** The private file system of this origin (File System Standard, section 3.1). */
export interface PrivateFiles {
  getDirectory(): Promise<FileSystemDirectoryHandle>
}

/** Deletes and lists; `keys` is younger than some of the types that are in use. */
type Folder = FileSystemDirectoryHandle & { keys(): AsyncIterable<string> }

/** Some of the types that are in use do not know that it is a stream. */
type Writable = FileSystemWritableFileStream & { close(): Promise<void> }

/** A file handle of a dedicated worker, whatever the types in use say. */
interface MaybeAtOnce {
  createSyncAccessHandle?(): Promise<{
    truncate(length: number): void
    write(bytes: Uint8Array<ArrayBuffer>): number
    flush(): void
    close(): void
  }>
}

/** Name of an account's folder. The account id is local and random: it says nothing. */
export function folderName(accountId: string): string {
  return `moonlet-${accountId}`
}

/**
 * The small files of an account, in a folder of the origin's private file system. Undefined where
 * there is none. The folder is opened at once and kept open; it is made when it is not there.
 */
export function browserKeyFiles(accountId: string, files: PrivateFiles | undefined) {
  if (files?.getDirectory === undefined) return undefined
  let found: Promise<Folder> | undefined = openFolder(files, folderName(accountId))
  // Whoever asks for the folder hears of it.
  found.catch(() => undefined)
  const inFolder = async <T>(work: (folder: Folder) => Promise<T>): Promise<T> => {
    found ??= openFolder(files, folderName(accountId))
    try {
      return await work(await found)
    } catch (cause) {
      found = undefined
      throw cause
    }
  }
  /** An erasure takes the folder away; what is looked for in the one that was is not found. */
  const again = async <T>(work: (folder: Folder) => Promise<T>): Promise<T> => {
    try {
      return await inFolder(work)
    } catch (cause) {
      if (!isNotFound(cause)) throw cause
      return await inFolder(work)
    }
  }
  return {
    write: (name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> =>
      again(async (folder) => {
        await writeFile(await folder.getFileHandle(name, { create: true }), bytes)
      }),
    read: (name: string): Promise<Uint8Array | undefined> =>
      orNothing(
        again(async (folder) => {
          const file = await (await folder.getFileHandle(name)).getFile()
          return new Uint8Array(await file.arrayBuffer())
        }),
      ),
    remove: (name: string): Promise<void> => again((folder) => orNothing(folder.removeEntry(name))),
    isEmpty: (): Promise<boolean> =>
      again(async (folder) => (await folder.keys()[Symbol.asyncIterator]().next()).done === true),
    keepOnly: (name: string | undefined): Promise<void> =>
      orNoFiles(
        again(async (folder) => {
          const names: string[] = []
          for await (const other of folder.keys()) names.push(other)
          const others = names.filter((other) => other !== name)
          await Promise.all(others.map((other) => orNothing(folder.removeEntry(other))))
        }),
      ),
  }
}

/** Dedicated workers write at once, in older WebKit only so; shared ones know streams alone. */
async function writeFile(
  file: FileSystemFileHandle,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const access = await (file as unknown as MaybeAtOnce).createSyncAccessHandle?.()
  if (access === undefined) {
    const writable = (await file.createWritable()) as Writable
    await writable.write(bytes)
    await writable.close()
    return
  }
  try {
    access.truncate(0)
    access.write(bytes)
    access.flush()
  } finally {
    access.close()
  }
}

/** Deletes an account's folder, if there is one. */
export async function removeFolder(accountId: string, files: PrivateFiles): Promise<void> {
  const remove = async (): Promise<void> => {
    const root = await files.getDirectory()
    await orNothing(root.removeEntry(folderName(accountId), { recursive: true }))
  }
  await orNoFiles(remove())
}

/** What `getDirectory` says where a context has no private files at all, as in some private modes. */
const NO_FILES: ReadonlySet<string> = new Set(['SecurityError', 'NotSupportedError'])

async function orNoFiles(request: Promise<void>): Promise<void> {
  try {
    await request
  } catch (cause) {
    if (!(cause instanceof Error && NO_FILES.has(cause.name))) throw cause
  }
}

async function openFolder(files: PrivateFiles, name: string): Promise<Folder> {
  const root = await files.getDirectory()
  return (await root.getDirectoryHandle(name, { create: true })) as Folder
}

async function orNothing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request
  } catch (cause) {
    if (isNotFound(cause)) return undefined
    throw cause
  }
}

function isNotFound(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'NotFoundError'
}
